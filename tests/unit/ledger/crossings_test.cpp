// Transfers paired with their ends, in either direction; and a ledger read from its end.
#include "ledger/crossings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <ranges>

#include "ledger/read_back.h"
#include "ledger/store.h"
#include "memory_files.h"

namespace ringfence::ledger {
namespace {

using testing::ElementsAre;

std::string id_of(int number) {
  std::string id = std::to_string(number);
  return std::string(32 - id.size(), '0') + id;
}

Entry begins(int number, std::uint64_t time) {
  Transfer transfer;
  transfer.id = id_of(number);
  transfer.from = "eu";
  transfer.to = "us";
  transfer.location = "US";
  transfer.service = "web";
  transfer.purpose = "feed";
  transfer.rule = joined_rules({"a", "b"});
  transfer.tables = {"person"};
  transfer.columns = {"person.id", "person.email"};
  transfer.policy = std::string(64, '0');
  return *make_entry(transfer, time);
}
Entry ends(int number, std::uint64_t time, std::uint64_t rows) {
  return *make_entry(TransferEnd{id_of(number), Side::exporter, rows, rows * 10}, time);
}

TEST(Crossings, AreTheSameInEitherDirection) {
  std::vector<Entry> entries = {begins(1, 10), begins(2, 11), ends(2, 12, 5), begins(3, 13), ends(1, 14, 7)};
  for (const bool back : {false, true}) {
    std::map<std::string, std::pair<std::uint64_t, bool>> found;
    Crossings crossings([&](const Crossing& one) {
      found[one.id] = {one.rows, one.finished};
      EXPECT_THAT(one.rules, ElementsAre("a", "b"));
      EXPECT_THAT(one.columns, ElementsAre("person.email", "person.id"));
    });
    if (back) std::ranges::reverse(entries);
    for (const Entry& entry : entries) crossings.add(entry);
    EXPECT_FALSE(crossings.waits_for_beginning());
    crossings.finish();
    EXPECT_EQ(found, (decltype(found){{id_of(1), {7, true}}, {id_of(2), {5, true}}, {id_of(3), {0, false}}}));
  }
}

TEST(Crossings, KnowThatABeginningIsStillToCome) {
  Crossings crossings([](const Crossing&) {});
  crossings.add(ends(1, 14, 7));
  EXPECT_TRUE(crossings.waits_for_beginning());
  crossings.add(begins(1, 10));
  EXPECT_FALSE(crossings.waits_for_beginning());
}

TEST(ReadBack, IsEveryEntryFromTheLastUntilItIsEnough) {
  char folder[] = "/tmp/ringfence-read-back-XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::string at = std::string(folder) + "/l";
  ASSERT_TRUE(Store::create(system_files(), at, "read.back.example"));
  for (const int size : {0, 1, 255, 256, 257, 600}) {
    auto store = Store::open(system_files(), at, 1);
    ASSERT_TRUE(store);
    for (int i = static_cast<int>((*store)->size()); i < size; ++i) {
      ASSERT_TRUE((*store)->commit({Append{begins(i, static_cast<std::uint64_t>(i)).bytes(), {}}}));
    }
    ASSERT_TRUE((*store)->publish());
    store->reset();
    std::vector<std::uint64_t> times;
    const auto log = folder_source(at + "/log");
    ASSERT_TRUE(read_back(*log, [&](const Entry& entry) {
      times.push_back(entry.time());
      return entry.time() > 3;
    }));
    EXPECT_EQ(times.size(), static_cast<std::size_t>(std::max(size - 3, std::min(size, 1)))) << size;
    EXPECT_TRUE(std::ranges::is_sorted(times, std::greater<>()));
    if (size > 0) {
      EXPECT_EQ(times.front(), static_cast<std::uint64_t>(size) - 1);
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ringfence::ledger
