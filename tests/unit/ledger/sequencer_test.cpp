#include "ledger/sequencer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace ringfence::ledger {
namespace {

std::vector<std::string> entries_of(const std::optional<std::vector<Append>>& batch) {
  std::vector<std::string> entries;
  if (batch) {
    for (const Append& each : *batch) entries.push_back(each.entry);
  }
  return entries;
}

TEST(Sequencer, WhatComesWhileABatchIsUnderWaySharesTheNext) {
  Sequencer sequencer;
  EXPECT_FALSE(sequencer.take_batch());
  EXPECT_EQ(*sequencer.add({"a", {}}), 1);
  EXPECT_EQ(entries_of(sequencer.take_batch()), std::vector<std::string>{"a"});
  EXPECT_EQ(*sequencer.add({"b", {}}), 2);
  EXPECT_EQ(*sequencer.add({"c", {}}), 3);
  EXPECT_FALSE(sequencer.take_batch()) << "one at a time";
  EXPECT_FALSE(sequencer.has_outcomes());
  sequencer.batch_done(10);
  auto outcomes = sequencer.take_outcomes();
  ASSERT_EQ(outcomes.size(), 1);
  EXPECT_EQ(outcomes[0].ticket, 1);
  EXPECT_EQ(*outcomes[0].index, 10);
  EXPECT_EQ(entries_of(sequencer.take_batch()), (std::vector<std::string>{"b", "c"}));
  sequencer.batch_done(11);
  outcomes = sequencer.take_outcomes();
  ASSERT_EQ(outcomes.size(), 2);
  EXPECT_EQ(outcomes[1].ticket, 3);
  EXPECT_EQ(*outcomes[1].index, 12);
  EXPECT_TRUE(sequencer.take_outcomes().empty());
}

TEST(Sequencer, AnUnknownOutcomeStopsItForGood) {
  Sequencer sequencer;
  ASSERT_TRUE(sequencer.add({"a", {}}));
  ASSERT_TRUE(sequencer.take_batch());
  ASSERT_TRUE(sequencer.add({"b", {}}));
  sequencer.batch_done(fail("the disk is gone"));
  const auto outcomes = sequencer.take_outcomes();
  ASSERT_EQ(outcomes.size(), 2);
  EXPECT_EQ(outcomes[0].ticket, 1);
  EXPECT_EQ(outcomes[1].ticket, 2);
  EXPECT_EQ(outcomes[1].index.error().message, "the disk is gone");
  EXPECT_FALSE(sequencer.take_batch());
  const auto refused = sequencer.add({"c", {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "the disk is gone");
  EXPECT_EQ(refused.error().sqlstate, "58030");
}

TEST(Sequencer, StoppingWhileABatchIsUnderWayLeavesThatBatchItsOwnOutcome) {
  Sequencer sequencer;
  ASSERT_TRUE(sequencer.add({"a", {}}));
  ASSERT_TRUE(sequencer.take_batch());
  ASSERT_TRUE(sequencer.add({"b", {}}));
  sequencer.stop(fail("no"));
  sequencer.batch_done(0);
  std::vector<Ticket> tickets;
  for (const Outcome& each : sequencer.take_outcomes()) tickets.push_back(each.ticket);
  EXPECT_THAT(tickets, testing::ElementsAre(1, 2));
}

TEST(Sequencer, BatchesAndWaitingAreBounded) {
  Sequencer sequencer;
  const std::string entry(limits::ledger_entry_bytes, 'x');
  std::size_t added = 0;
  while (sequencer.add({entry, {}})) ++added;
  EXPECT_EQ(added, limits::ledger_waiting_bytes / entry.size());
  const auto batch = sequencer.take_batch();
  EXPECT_EQ(batch->size(), limits::ledger_batch_bytes / entry.size());
  EXPECT_TRUE(sequencer.add({entry, {}})) << "there is room again";
}

}  // namespace
}  // namespace ringfence::ledger
