#include "record/policy_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "../ledger/memory_files.h"
#include "base/limits.h"
#include "ledger/source.h"

namespace ringfence::record {
namespace {

using ledger::Crash;
using ledger::MemoryFiles;
using ledger::Store;
using testing::HasSubstr;
using testing::Not;

const std::string folder = "l";
const std::string first = "[ring.us]\njurisdictions = [\"US\"]\n";
const std::string second = "[ring.us]\njurisdictions = [\"US\", \"PR\"]\n";

std::unique_ptr<Store> open(MemoryFiles& files) {
  auto store = Store::open(files, folder, 1);
  EXPECT_TRUE(store) << to_text(store.error());
  return std::move(*store);
}

Result<PolicyEntry> put(MemoryFiles& files, Store& store, const std::string& text) {
  return put_on_record(files, store, folder, *policy::shown_text(text), 7);
}

std::vector<ledger::Entry> policies_in(MemoryFiles& files, Store& store) {
  EXPECT_TRUE(store.publish());
  const auto log = ledger::files_source(files, folder + "/log");
  std::vector<ledger::Entry> found;
  for (std::uint64_t begin = 0; begin < store.size(); begin += ledger::tile_width) {
    const auto width = static_cast<unsigned>(std::min(store.size() - begin, ledger::tile_width));
    for (const std::string& bytes : *ledger::read_bundle(*log, {std::nullopt, begin / ledger::tile_width, width})) {
      auto entry = *ledger::parse_entry(bytes);
      if (entry.kind() == "policy") found.push_back(entry);
    }
  }
  return found;
}

void append_others(Store& store, int count) {
  for (int i = 0; i < count; ++i) {
    ASSERT_TRUE(store.commit({{ledger::make_entry(ledger::Recovery{}, 1)->bytes(), {}}}));
  }
}

class PolicyEntryTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(Store::create(files, folder, "x.example/ledger")); }
  MemoryFiles files;
};

TEST_F(PolicyEntryTest, EachChangeIsOneEntryWithItsDiff) {
  auto store = open(files);
  auto entry = put(files, *store, first);
  ASSERT_TRUE(entry) << to_text(entry.error());
  EXPECT_TRUE(entry->is_new);
  EXPECT_FALSE(put(files, *store, first)->is_new) << "the same again is none";
  append_others(*store, 300);
  entry = put(files, *store, second);
  EXPECT_TRUE(entry->is_new);
  EXPECT_EQ(entry->index, 301u);
  store.reset();
  store = open(files);
  EXPECT_FALSE(put(files, *store, second)->is_new) << "nor after a restart";
  EXPECT_TRUE(put(files, *store, first)->is_new) << "going back is a change";
  const auto entries = policies_in(files, *store);
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].text("diff"), "(the first)\n");
  EXPECT_EQ(entries[0].text("old"), "");
  EXPECT_EQ(entries[1].text("diff"), "@@ -2,1 +2,1 @@\n-jurisdictions = [\"US\"]\n+jurisdictions = [\"US\", \"PR\"]\n");
  EXPECT_EQ(entries[1].text("old"), entries[0].text("new"));
  EXPECT_EQ(entries[2].text("new"), entries[0].text("new"));
}

TEST_F(PolicyEntryTest, WithoutTheFilesBesideItTheLogSays) {
  auto store = open(files);
  ASSERT_TRUE(put(files, *store, first));
  append_others(*store, 600);
  ASSERT_EQ(files.remove("l/policy/recorded"), 0);
  EXPECT_FALSE(put(files, *store, first)->is_new);
  EXPECT_EQ(put(files, *store, first)->index, 0u);
  EXPECT_NE(files.content("l/policy/recorded"), "") << "it is kept again";
  ASSERT_EQ(files.remove("l/policy/recorded"), 0);
  ASSERT_TRUE(put(files, *store, second));
  EXPECT_EQ(policies_in(files, *store).back().text("diff"), "(what it was before is not known here)\n");
  files.overwrite("l/policy/recorded", "ringfence-policy-1 5 " + std::string(64, '0') + "\nforged");
  EXPECT_FALSE(put(files, *store, second)->is_new) << "a file that the log does not bear out is not believed";
}

TEST_F(PolicyEntryTest, APasswordIsNowhere) {
  auto store = open(files);
  const auto with = [](const std::string& password) {
    return first + "database = \"postgresql://u:" + password + "@db.example/app\"\n";
  };
  ASSERT_TRUE(put(files, *store, with("s3cret")));
  ASSERT_TRUE(put(files, *store, with("an0ther")));
  EXPECT_EQ(policies_in(files, *store).back().text("diff"),
            "(what has changed is not shown: addresses of databases, or line ends)\n");
  ASSERT_TRUE(put(files, *store, first));
  EXPECT_THAT(std::string(policies_in(files, *store).back().text("diff")), HasSubstr("-database = \"(not shown)\"\n"));
  for (const char* secret : {"s3cret", "an0ther"}) EXPECT_FALSE(files.contains(secret)) << secret;
}

TEST_F(PolicyEntryTest, AChangeLargerThanAnEntryIsCut) {
  auto store = open(files);
  ASSERT_TRUE(put(files, *store, first));
  std::string large = first;
  for (int i = 0; i < 3000; ++i) large += "# \"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\n";
  const auto entry = put(files, *store, large);
  ASSERT_TRUE(entry) << to_text(entry.error());
  EXPECT_THAT(std::string(policies_in(files, *store).back().text("diff")),
              testing::EndsWith("\n(the rest is left out)\n"));
}

// Whatever call fails or is the last: what was told to be on record is there once, and what is there is told the next
// time.
TEST_F(PolicyEntryTest, ACrashOrAFaultAtEachCallLosesAndDoublesNothing) {
  for (std::size_t call = 1;; ++call) {
    for (const bool crash : {true, false}) {
      MemoryFiles disk;
      ASSERT_TRUE(Store::create(disk, folder, "x.example/ledger"));
      {
        auto store = open(disk);
        ASSERT_TRUE(put(disk, *store, first));
      }
      bool told = false;
      const std::size_t before = disk.calls;
      auto store = open(disk);
      const std::size_t begin = disk.calls;
      (crash ? disk.crash_at : disk.fail_at) = begin + call;
      disk.error = EIO;
      try {
        told = put(disk, *store, second).has_value();
      } catch (const Crash&) {
      }
      const bool is_over = disk.calls < begin + call;
      ASSERT_LT(before, begin);
      disk.crash_at = disk.fail_at = 0;
      try {
        store.reset();
      } catch (const Crash&) {
      }
      for (const auto survives : {MemoryFiles::Survives::nothing, MemoryFiles::Survives::everything}) {
        const auto after = disk.after_power_cut(survives, static_cast<unsigned>(call));
        auto again = open(*after);
        const std::size_t there = policies_in(*after, *again).size();
        EXPECT_TRUE(!told || there == 2u) << "call " << call;
        const auto entry = put(*after, *again, second);
        ASSERT_TRUE(entry) << to_text(entry.error());
        EXPECT_EQ(entry->is_new, there == 1u) << "call " << call;
        const auto entries = policies_in(*after, *again);
        ASSERT_EQ(entries.size(), 2u) << "call " << call;
        EXPECT_THAT(std::string(entries.back().text("diff")), HasSubstr("PR")) << "call " << call;
      }
      if (is_over) return;
    }
  }
}

}  // namespace
}  // namespace ringfence::record
