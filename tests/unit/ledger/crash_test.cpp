// A ledger's process or machine ends at each system call in turn, and each system call in turn fails.
#include <algorithm>
#include <cerrno>

#include "store_world.h"

namespace ringfence::ledger {
namespace {

using Survives = MemoryFiles::Survives;

constexpr std::size_t acknowledged_in_a_life = 273;

std::size_t calls_of_a_life() {
  MemoryFiles files;
  Told told;
  live(files, told);
  EXPECT_EQ(told.entries.size(), acknowledged_in_a_life) << "the life without faults came to its end";
  return files.calls;
}

void live_until_crash(MemoryFiles& files, Told& told) {
  try {
    live(files, told);
  } catch (const Crash&) {
    return;
  }
  EXPECT_LE(files.calls, files.crash_at + 1) << "only the last two, which close, are followed by none that can throw";
}

TEST(Crash, OfTheMachineAtEachCallLosesNothingAcknowledged) {
  const std::size_t calls = calls_of_a_life();
  for (std::size_t call = 1; call <= calls; ++call) {
    MemoryFiles files;
    files.crash_at = call;
    files.random.seed(static_cast<unsigned>(call));
    Told told;
    live_until_crash(files, told);
    unsigned seed = static_cast<unsigned>(call);
    for (const Survives survives :
         {Survives::nothing, Survives::everything, Survives::something, Survives::something}) {
      const auto after = files.after_power_cut(survives, ++seed);
      expect_as_told(*after, told, "call " + std::to_string(call) + ", seed " + std::to_string(seed));
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(Crash, OfTheProcessAtEachCallThenOfTheMachine) {
  const std::size_t calls = calls_of_a_life();
  for (std::size_t call = 1; call <= calls; ++call) {
    MemoryFiles files;
    files.crash_at = call;
    Told told;
    live_until_crash(files, told);
    files.process_ended();
    watch(files, told);
    // What is found now is acknowledged by being served; it has to outlive the machine too.
    if (told.is_made) {
      const auto store = Store::open(files, ledger_folder, 1);
      ASSERT_TRUE(store) << "call " << call << ": " << to_text(store.error());
    }
    files.process_ended();
    expect_as_told(*files.after_power_cut(Survives::nothing, 1), told, "call " + std::to_string(call));
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Crash, DuringRecoveryFromACrashIsNoWorse) {
  const std::size_t calls = calls_of_a_life();
  for (std::size_t call = 20; call <= calls; call += 17) {
    MemoryFiles files;
    files.crash_at = call;
    Told told;
    live_until_crash(files, told);
    if (!told.is_made) continue;
    for (std::size_t again = 1;; again += 3) {
      // Each time something else survives, of which what others have seen is.
      const auto second = files.after_power_cut(Survives::something, static_cast<unsigned>(call + again));
      Told so_far = told;
      watch(*second, so_far);
      second->crash_at = again;
      bool crashed = false;
      try {
        EXPECT_TRUE(Store::open(*second, ledger_folder, 1));
      } catch (const Crash&) {
        crashed = true;
      }
      const std::string when = "call " + std::to_string(call) + ", then " + std::to_string(again);
      expect_as_told(*second->after_power_cut(Survives::nothing, 1), so_far, when);
      if (testing::Test::HasFailure()) return;
      if (!crashed) break;
    }
  }
}

TEST(Crash, OfTheProcessThenOfTheMachineDuringRecovery) {
  const std::size_t calls = calls_of_a_life();
  for (std::size_t call = 1; call <= calls; call += 5) {
    // What the process left in memory is found, and is not on the disk: it must be there before others see it.
    for (std::size_t again = 1 + call % 9;; again += 9) {
      MemoryFiles files;
      files.crash_at = call;
      Told told;
      live_until_crash(files, told);
      if (!told.is_made) break;
      files.process_ended();
      watch(files, told);
      files.crash_at = files.calls + again;
      bool crashed = false;
      try {
        EXPECT_TRUE(Store::open(files, ledger_folder, 1));
      } catch (const Crash&) {
        crashed = true;
      }
      const std::string when = "call " + std::to_string(call) + ", then " + std::to_string(again) + " of recovery";
      expect_as_told(*files.after_power_cut(Survives::nothing, 1), told, when);
      if (testing::Test::HasFailure()) return;
      if (!crashed) break;
    }
  }
}

TEST(Fault, AtEachCallStopsTheLedgerAndLosesNothingAcknowledged) {
  const std::size_t calls = calls_of_a_life();
  for (const int error : {EIO, ENOSPC}) {
    for (std::size_t call = 1; call <= calls; ++call) {
      const std::string when = "error " + std::to_string(error) + " at call " + std::to_string(call);
      MemoryFiles files;
      files.fail_at = call;
      files.error = error;
      Told told;
      live(files, told);
      files.process_ended();
      Told same_boot = told;
      expect_as_told(files, same_boot, when);
      // After a sync that failed, what can be read need not be on the disk: recovery must not have trusted it.
      expect_as_told(*files.after_power_cut(Survives::nothing, 1), told, when + ", then a power cut");
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(Fault, AShortWriteIsContinued) {
  const std::size_t calls = calls_of_a_life();
  for (std::size_t call = 1; call <= calls; call += 3) {
    MemoryFiles files;
    files.fail_at = call;
    Told told;
    live(files, told);
    ASSERT_EQ(told.entries.size(), acknowledged_in_a_life) << call;
    files.process_ended();
    expect_as_told(files, told, "short at call " + std::to_string(call));
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Fault, ABrokenStoreSaysTheSameUntilItIsOpenedAnew) {
  MemoryFiles files;
  ASSERT_TRUE(Store::create(files, ledger_folder, "x.example/ledger"));
  auto store = *Store::open(files, ledger_folder, 1);
  files.fail_at = files.calls + 2;  // the fdatasync
  files.error = EIO;
  const auto failed = store->commit({Append{make_entry(Recovery{}, 1)->bytes(), {}}});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "could not sync \"d/l/journal\": Input/output error");
  EXPECT_EQ(store->commit({}).error().message, failed.error().message);
  EXPECT_EQ(store->publish().error().message, failed.error().message);
  EXPECT_FALSE(Store::open(files, ledger_folder, 1)) << "it is locked";
  store.reset();
  EXPECT_EQ(Store::open(files, ledger_folder, 1).value()->size(), 2) << "the entry was readable; and one that says so";
}

TEST(Erasing, LeavesNoByteOfAnOpening) {
  MemoryFiles files;
  ASSERT_TRUE(Store::create(files, ledger_folder, "x.example/ledger"));
  const auto store = *Store::open(files, ledger_folder, 1);
  Transfer transfer;
  const Opening opening = make_opening("subject", "a person");
  const std::string line = to_text(OpeningLine{0, opening});
  ASSERT_TRUE(store->commit({Append{make_entry(Recovery{}, 1)->bytes(), {opening}}}));
  EXPECT_TRUE(files.contains(line));
  ASSERT_TRUE(store->erase_openings({0}));
  EXPECT_FALSE(files.contains(line));
}

TEST(Damage, IsToldFromWhatAWriteDidNotFinish) {
  MemoryFiles files;
  ASSERT_TRUE(Store::create(files, ledger_folder, "x.example/ledger"));
  {
    const auto store = *Store::open(files, ledger_folder, 1);
    for (std::uint64_t i = 0; i < 3; ++i) ASSERT_TRUE(store->commit({Append{make_entry(Recovery{}, i)->bytes(), {}}}));
  }
  const std::string file = files.content("d/l/journal");
  const std::string journal = file.substr(0, file.find_last_not_of('\0') + 1);
  const std::string room(file.size() - journal.size(), '\0');
  EXPECT_GT(room.size(), journal_room / 2) << "records are written over zeros";
  const std::size_t records = journal.size() - begin_journal(Tree()).bytes.size();
  const std::size_t record = records / 3;
  ASSERT_EQ(records % 3, 0U);
  const auto opens = [&](std::string bytes) {
    files.overwrite("d/l/journal", std::move(bytes));
    const auto read = read_journal(files.content("d/l/journal"));
    return read ? static_cast<int>(read->entries.size()) : -1;
  };
  const auto flipped = [&](std::size_t at) {
    std::string bytes = journal;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    return bytes;
  };
  EXPECT_EQ(opens(journal), 3);
  for (std::size_t cut = 1; cut <= record; ++cut) EXPECT_EQ(opens(journal.substr(0, journal.size() - cut)), 2) << cut;
  EXPECT_EQ(opens(flipped(journal.size() - 5)), 2) << "the last record may be torn";
  EXPECT_EQ(opens(flipped(journal.size() - record - 60)), -1) << "one with another behind it is not";
  EXPECT_EQ(opens(flipped(25)), -1);
  EXPECT_EQ(opens(file), 3);
  EXPECT_EQ(read_journal(file)->torn, 0U) << "room is nothing that was torn";
  for (std::size_t cut = 1; cut < record; ++cut) {
    EXPECT_EQ(opens(journal.substr(0, journal.size() - cut) + std::string(cut, '\0') + room), 2) << cut;
    const std::string_view torn = std::string_view(journal).substr(journal.size() - record, record - cut);
    EXPECT_EQ(read_journal(files.content("d/l/journal"))->torn, torn.find_last_not_of('\0') + 1) << cut;
  }
  std::string end_alone = file;  // of a write, its end alone was there when the power went
  std::fill_n(end_alone.begin() + static_cast<std::ptrdiff_t>(journal.size() - record), record - 10, '\0');
  EXPECT_EQ(opens(end_alone), 2);
  EXPECT_EQ(read_journal(end_alone)->torn, record);
  EXPECT_EQ(opens(journal.substr(0, 10)), -1);
  EXPECT_EQ(opens(""), -1);
  // A published checkpoint of more than the journal leads to is never taken back.
  files.overwrite("d/l/journal", begin_journal(Tree()).bytes);
  {
    files.overwrite("d/l/journal", journal);
    ASSERT_TRUE(Store::open(files, ledger_folder, 1));
  }
  files.overwrite("d/l/journal", journal.substr(0, journal.size() - 1));
  EXPECT_FALSE(Store::open(files, ledger_folder, 1));
}

}  // namespace
}  // namespace ringfence::ledger
