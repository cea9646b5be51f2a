#include "ledger/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <cerrno>
#include <map>

#include "memory_files.h"

namespace ringfence::ledger {
namespace {

// The files of a test are one thread's; a ledger has two.
class LockedFiles : public Files {
 public:
  explicit LockedFiles(MemoryFiles& files) : files_(files) {}
  int open(const std::string& path, int flags, unsigned mode) override {
    return locked([&] { return files_.open(path, flags, mode); });
  }
  int close(int descriptor) override {
    return locked([&] { return files_.close(descriptor); });
  }
  long write(int descriptor, std::string_view bytes) override {
    return locked([&] { return files_.write(descriptor, bytes); });
  }
  long read(int descriptor, std::span<char> bytes) override {
    return locked([&] { return files_.read(descriptor, bytes); });
  }
  int fsync(int descriptor) override {
    return locked([&] { return files_.fsync(descriptor); });
  }
  int fdatasync(int descriptor) override {
    return locked([&] {
      ++syncs_;
      return fails ? -EIO : files_.fdatasync(descriptor);
    });
  }
  int syncfs(int descriptor) override {
    return locked([&] { return files_.syncfs(descriptor); });
  }
  int lock(int descriptor) override {
    return locked([&] { return files_.lock(descriptor); });
  }
  int rename(const std::string& from, const std::string& to) override {
    return locked([&] { return publishing_fails && to.ends_with("checkpoint") ? -EIO : files_.rename(from, to); });
  }
  int make_folder(const std::string& path, unsigned mode) override {
    return locked([&] { return files_.make_folder(path, mode); });
  }
  int remove(const std::string& path) override {
    return locked([&] { return files_.remove(path); });
  }
  int remove_folder(const std::string& path) override {
    return locked([&] { return files_.remove_folder(path); });
  }
  int list(const std::string& folder, std::vector<std::string>& names) override {
    return locked([&] { return files_.list(folder, names); });
  }
  std::size_t syncs() {
    return locked([&] { return syncs_; });
  }
  bool fails = false;             // set before anything runs beside it
  bool publishing_fails = false;  // likewise

 private:
  template <class Call>
  auto locked(Call call) -> decltype(call()) {
    const std::lock_guard lock(mutex_);
    return call();
  }
  MemoryFiles& files_;
  std::mutex mutex_;
  std::size_t syncs_ = 0;
};

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() {
    options.files = &files;
    options.publish_after = std::chrono::milliseconds(1);
    EXPECT_TRUE(Store::create(files, "l", "x.example/ledger"));
  }
  static Entry entry(std::uint64_t number) { return *make_entry(Recovery{number, 0, 0}, 1); }
  // All outcomes of this many appends, waiting for the descriptor as a loop would.
  static std::vector<Outcome> outcomes(Ledger& ledger, std::size_t count) {
    std::vector<Outcome> all;
    while (all.size() < count) {
      pollfd ready{ledger.descriptor(), POLLIN, 0};
      ::poll(&ready, 1, -1);
      for (Outcome& each : ledger.take_outcomes()) all.push_back(std::move(each));
    }
    return all;
  }
  [[nodiscard]] std::uint64_t published_size() const {
    return parse_checkpoint(parse_note(memory.content("l/log/checkpoint"))->text)->size;
  }

  MemoryFiles memory;
  LockedFiles files{memory};
  LedgerOptions options;
};

TEST_F(LedgerTest, OutcomesComeInTheOrderOfAppendsAndIndexesAreThoseOfTheLog) {
  std::map<std::uint64_t, std::string> by_index;
  {
    const auto ledger = *Ledger::open("l", options);
    const std::size_t before = files.syncs();
    std::vector<Ticket> tickets;
    for (std::uint64_t i = 0; i < 1000; ++i) tickets.push_back(*ledger->append(entry(i)));
    const auto all = outcomes(*ledger, 1000);
    for (std::size_t i = 0; i < all.size(); ++i) {
      ASSERT_EQ(all[i].ticket, tickets[i]);
      ASSERT_EQ(all[i].index.value(), i);
    }
    EXPECT_LT(files.syncs() - before, 1000) << "many share a sync";
  }
  EXPECT_EQ(published_size(), 1000) << "published before it is gone";
  EXPECT_EQ((*Store::open(memory, "l", 1))->size(), 1000) << "and nothing had to be recovered";
}

TEST_F(LedgerTest, WhatNobodyWaitsForGoesWithTheNextThatSomebodyDoes) {
  options.late_after = std::chrono::hours(1);
  options.publish_after = std::chrono::hours(1);
  const auto ledger = *Ledger::open("l", options);
  const std::size_t before = files.syncs();
  for (std::uint64_t i = 0; i < 3; ++i) ASSERT_TRUE(ledger->append(entry(i), {}, Urgency::late));
  ASSERT_TRUE(ledger->append(entry(3)));
  const auto all = outcomes(*ledger, 4);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(all[i].index.value(), i);
  EXPECT_EQ(files.syncs() - before, 1);
}

TEST_F(LedgerTest, WhatNobodyWaitsForIsDurableSoonAllTheSame) {
  {
    options.late_after = std::chrono::milliseconds(1);
    const auto ledger = *Ledger::open("l", options);
    ASSERT_TRUE(ledger->append(entry(0), {}, Urgency::late));
    EXPECT_EQ(outcomes(*ledger, 1)[0].index.value(), 0);
    ASSERT_TRUE(ledger->append(entry(1), {}, Urgency::late));
    EXPECT_EQ(outcomes(*ledger, 1)[0].index.value(), 1);
  }
  options.late_after = std::chrono::hours(1);
  ASSERT_TRUE((*Ledger::open("l", options))->append(entry(2), {}, Urgency::late));
  EXPECT_EQ((*Store::open(memory, "l", 1))->size(), 3) << "also where it is destroyed before its time";
}

TEST_F(LedgerTest, AfterASyncThatFailedEverythingIsRefusedUntilItIsOpenedAnew) {
  {
    const auto ledger = *Ledger::open("l", options);
    ASSERT_TRUE(ledger->append_and_wait(entry(0)));
    ASSERT_FALSE(ledger->stopped());
  }
  files.fails = true;
  {
    const auto ledger = *Ledger::open("l", options);
    const auto failed = ledger->append_and_wait(entry(1));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().sqlstate, "58030");
    EXPECT_TRUE(ledger->stopped());
    EXPECT_EQ(ledger->append(entry(2)).error().message, failed.error().message);
    EXPECT_FALSE(ledger->post([](Store&) {}));
  }
  files.fails = false;
  const auto ledger = *Ledger::open("l", options);
  EXPECT_TRUE(ledger->append_and_wait(entry(3)));
}

TEST_F(LedgerTest, WhatCannotBePublishedStopsItToo) {
  const auto ledger = *Ledger::open("l", options);
  files.publishing_fails = true;
  EXPECT_TRUE(ledger->append_and_wait(entry(0))) << "it is durable";
  for (std::uint64_t i = 1; !ledger->stopped(); ++i) {
    const auto ticket = ledger->append(entry(i));
    if (ticket) outcomes(*ledger, 1);
  }
  EXPECT_FALSE(ledger->append(entry(0)));
}

TEST_F(LedgerTest, TasksRunBetweenBatches) {
  const auto ledger = *Ledger::open("l", options);
  Transfer transfer;
  transfer.id = new_transfer_id();
  transfer.from = transfer.to = transfer.location = transfer.service = transfer.purpose = "x";
  transfer.policy = std::string(64, '0');
  const Opening opening = commit_to(transfer, "subject", "a person");
  EXPECT_FALSE(ledger->append(*make_entry(transfer, 1), {make_opening("subject", "another")})) << "it opens nothing";
  ASSERT_TRUE(ledger->append_and_wait(*make_entry(transfer, 1), {opening}));
  std::mutex mutex;
  std::condition_variable done;
  std::optional<bool> erased;
  ASSERT_TRUE(ledger->post([&](Store& store) {
    const std::lock_guard lock(mutex);
    erased = store.erase_openings({0}).has_value();
    done.notify_one();
  }));
  std::unique_lock lock(mutex);
  done.wait(lock, [&] { return erased.has_value(); });
  EXPECT_TRUE(*erased);
}

}  // namespace
}  // namespace ringfence::ledger
