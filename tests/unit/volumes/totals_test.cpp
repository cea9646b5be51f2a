// Running totals: counted as rows pass, by all that are open, and anew where day or policy changes.
#include "volumes/totals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::volumes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Day today = 20'000;

Limit budget(std::uint64_t rows, const std::string& rule = "support") {
  return {Limit::Kind::budget, rule, {}, 1, std::nullopt, rows, {}};
}
Limit threshold(std::uint64_t warn, std::uint64_t refuse, unsigned days = 365) {
  return {Limit::Kind::threshold, "mail", "us", days, warn, refuse, {"person.email"}};
}
const Way by_support{{"support"}, {"person.email"}, "us"};
const Way by_feed{{"feed"}, {"person.name"}, "us"};

struct Counting : testing::Test {
  int let_pass(const std::shared_ptr<Totals::Open>& open, int rows) {
    int passed = 0;
    while (rows-- > 0 && totals.pass(*open)) ++passed;
    return passed;
  }
  std::vector<std::string> warned;
  Totals totals{today, [this](const Total& total) { warned.push_back(total.limit.name); }};
};

TEST_F(Counting, TheBudgetIsWhatPassesAndNotARowMore) {
  totals.use({budget(5)});
  const auto open = totals.open(by_support);
  EXPECT_EQ(let_pass(open, 9), 5);
  EXPECT_EQ(open->rows, 5u);
  const Error why = Totals::full(*open);
  EXPECT_EQ(why.sqlstate, "53400");
  EXPECT_EQ(why.message, "refused: the budget of rule support is used up");
  EXPECT_EQ(why.detail, "5 rows have left under it today, of 5");
}

TEST_F(Counting, AllThatAreOpenShareIt) {
  totals.use({budget(5)});
  const auto one = totals.open(by_support);
  const auto other = totals.open(by_support);
  EXPECT_EQ(let_pass(one, 3), 3);
  EXPECT_EQ(let_pass(other, 3), 2);
  EXPECT_EQ(let_pass(one, 1), 0);
  EXPECT_FALSE(totals.check(by_support));
  EXPECT_TRUE(totals.check(by_feed));
}

TEST_F(Counting, WhatHasEndedStaysCounted) {
  totals.use({budget(5)});
  const auto open = totals.open(by_support);
  let_pass(open, 4);
  totals.close(open);
  totals.close(open);
  EXPECT_EQ(totals.all()[0]->used, 4u);
  totals.use({budget(4)});
  EXPECT_FALSE(totals.check(by_support));
}

TEST_F(Counting, ADayThatIsOverGivesABudgetBackAndNotAThreshold) {
  totals.use({budget(5), threshold(8, 10)});
  totals.remember({}, today - 364);
  const auto open = totals.open(by_support);
  let_pass(open, 5);
  totals.turn(today + 1);
  EXPECT_EQ(totals.all()[0]->used, 0u);
  EXPECT_EQ(totals.all()[1]->used, 5u);
  EXPECT_EQ(let_pass(open, 9), 5);
  totals.close(open);
  totals.turn(today + 2);
  EXPECT_EQ(totals.all()[1]->used, 10u);
  EXPECT_THAT(totals.check(by_support).error().message, HasSubstr("the threshold mail to ring us is reached"));
  totals.turn(today + 365);
  EXPECT_EQ(totals.all()[1]->used, 5u);
  totals.turn(today + 300);  // a clock that goes back gives nothing back
  EXPECT_EQ(totals.today(), today + 365);
}

TEST_F(Counting, AThresholdWarnsOnceAndThenRefuses) {
  totals.use({threshold(3, 5)});
  const auto open = totals.open(by_support);
  let_pass(open, 2);
  EXPECT_THAT(warned, ElementsAre());
  EXPECT_EQ(let_pass(open, 9), 3);
  EXPECT_THAT(warned, ElementsAre("mail"));
}

TEST_F(Counting, AThresholdCountsItsClassAndItsRingAlone) {
  totals.use({threshold(3, 5)});
  EXPECT_EQ(let_pass(totals.open(by_feed), 9), 9);
  EXPECT_EQ(let_pass(totals.open({{"support"}, {"person.email"}, "row"}), 9), 9);
  EXPECT_EQ(totals.all()[0]->used, 0u);
}

TEST_F(Counting, AnotherPolicyHoldsForWhatIsOpenToo) {
  totals.use({});
  const auto open = totals.open(by_support);
  let_pass(open, 7);
  totals.use({budget(9)});
  EXPECT_EQ(totals.all()[0]->used, 7u);
  EXPECT_EQ(let_pass(open, 9), 2);
}

TEST_F(Counting, WhatTheLedgerTellsIsCounted) {
  totals.use({budget(5), threshold(50, 100)});
  EXPECT_EQ(totals.needed_since(), today - 364);
  EXPECT_EQ(totals.check(by_support).error().sqlstate, "55000");
  History history;
  history.add(today, by_support, 3);
  history.add(today - 364, by_support, 40);
  history.add(today - 365, by_support, 40);
  totals.remember(history, today - 364);
  EXPECT_TRUE(totals.check(by_support));
  EXPECT_EQ(totals.all()[0]->used, 3u);
  EXPECT_EQ(totals.all()[1]->used, 43u);
}

TEST_F(Counting, ATransferWithoutAnEndClosesABudgetForTheDay) {
  totals.use({budget(5), threshold(50, 100)});
  History history;
  history.add(today, by_support, 1);
  history.add(today - 3, by_support, 4);
  history.add_unknown(today, by_support);
  totals.remember(history, today - 364);
  EXPECT_EQ(totals.all()[0]->used, 5u);
  EXPECT_EQ(totals.all()[1]->used, 9u);  // like the largest
  EXPECT_THAT(totals.check(by_support).error().detail, HasSubstr("nobody recorded the end"));
  totals.turn(today + 1);
  EXPECT_TRUE(totals.check(by_support));
}

TEST(History, WaysPastTheLimitAreCountedAgainstMoreAndNotLess) {
  History history;
  for (int i = 0; i < 3'000; ++i) {
    history.add(today, {{"rule" + std::to_string(i)}, {"person.c" + std::to_string(i)}, "us"}, 1);
  }
  std::uint64_t counted = 0;
  for (int i = 0; i < 3'000; ++i) {
    const Limit limit = budget(9, "rule" + std::to_string(i));
    EXPECT_GE(history.of(limit, today).rows, 1u) << i;
    counted += history.of(limit, today).rows;
  }
  EXPECT_GE(counted, 3'000u);
}

}  // namespace
}  // namespace ringfence::volumes
