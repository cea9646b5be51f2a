// What outlives a process that was killed: the file is opened again while it is still mapped, as the next process
// would.
#include "gateway/serve/under_way.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/limits.h"

namespace ringfence::gateway {
namespace {

const std::string id(32, 'a');

struct InFile : testing::Test {
  InFile() {
    char name[] = "/tmp/ringfence-under-way-XXXXXX";
    folder = ::mkdtemp(name);
  }
  ~InFile() override { std::filesystem::remove_all(folder); }
  std::unique_ptr<UnderWay> open(std::uint64_t now) {
    auto opened = UnderWay::open(folder + "/under-way", now);
    return opened ? std::move(*opened) : nullptr;
  }
  std::string folder;
};

TEST_F(InFile, WhatWasUnderWayIsFoundByTheNextProcess) {
  const auto killed = open(100);
  UnderWay::Slot* slot = killed->take(id, ledger::Side::exporter, 150);
  UnderWay::Slot* ended = killed->take(std::string(32, 'b'), ledger::Side::importer, 151);
  slot->rows = 7;
  slot->bytes = 70;
  killed->give_back(ended);
  const auto next = open(200);
  EXPECT_EQ(next->since(), 100u);
  ASSERT_EQ(next->left().size(), 1u);
  const UnderWay::Slot& left = *next->left()[0];
  EXPECT_EQ(std::string(left.id, sizeof(left.id)), id);
  EXPECT_EQ(left.rows, 7u);
  EXPECT_EQ(left.bytes, 70u);
  EXPECT_EQ(left.begun, 150u);
  next->give_back(next->left()[0]);
  EXPECT_TRUE(open(300)->left().empty());
}

TEST_F(InFile, AFileOfBeforeTheMachineStartedIsNotBelieved) {
  open(100)->take(id, ledger::Side::exporter, 150);
  std::fstream file(folder + "/under-way", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(24);
  file << "another-boot";
  file.close();
  const auto next = open(200);
  EXPECT_EQ(next->since(), 200u);
  EXPECT_TRUE(next->left().empty());
}

TEST_F(InFile, AFileThatIsNotOneIsNotBelieved) {
  std::ofstream(folder + "/under-way") << "x";
  const auto made = open(200);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->since(), 200u);
  EXPECT_TRUE(made->left().empty());
}

TEST_F(InFile, ThereAreSoManyPlacesAndNoMore) {
  const auto all = open(100);
  UnderWay::Slot* last = nullptr;
  for (std::size_t i = 0; i < limits::transfers_under_way; ++i) {
    last = all->take(id, ledger::Side::exporter, 1);
    ASSERT_TRUE(last);
  }
  EXPECT_FALSE(all->take(id, ledger::Side::exporter, 1));
  EXPECT_EQ(open(2)->left().size(), limits::transfers_under_way);
  all->give_back(last);
  EXPECT_EQ(all->take(id, ledger::Side::exporter, 1), last);
}

}  // namespace
}  // namespace ringfence::gateway
