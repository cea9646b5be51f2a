// What the public register adds up.
#include "volumes/register.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/parse.h"

namespace ringfence::volumes {
namespace {

using testing::ElementsAre;

constexpr Day today = 20'000;
constexpr std::uint64_t noon = std::uint64_t{today} * 86'400'000 + 43'200'000;

policy::Policy some_policy() {
  return policy::parse(R"(
[platform]
name = "m"
[ring.us]
jurisdictions = ["US"]
[ring.eu]
jurisdictions = ["EU"]
[ring.row]
jurisdictions = ["*"]
[table.person]
subject = "id"
home = "country"
public = ["id", "name"]
[service.desk]
location = "IN"
purposes = ["support"]
[[transfer]]
name = "support"
from = "eu"
to = "row"
purpose = ["support"]
columns = ["person.id", "person.email"]
basis = "SCC"
expires = 2024-10-05
budget = { rows_per_day = 10 }
[[threshold]]
name = "people"
class = ["person:public"]
to = "*"
period_days = 30
warn_rows = 20
refuse_rows = 30
)",
                       "p", [](const std::string&) -> Result<std::string> { return fail("none"); }, {2024, 10, 4})
      .policy;
}

ledger::Crossing crossing(std::uint64_t rows, std::uint64_t time = noon) {
  ledger::Crossing one;
  one.from = one.to = "eu";  // the reader came by itself
  one.location = "IN";
  one.rules = {"support"};
  one.columns = {"person.email", "person.id"};
  one.begun = one.ended = time;
  one.rows = rows;
  one.bytes = rows * 10;
  one.finished = true;
  return one;
}

TEST(Register, AddsUpWhatCrossedUnderEachRule) {
  const policy::Policy policy = some_policy();
  Register all(policy, today);
  all.add(crossing(3));
  all.add(crossing(4, noon - std::uint64_t{86'400'000} * 2));
  ledger::Crossing other = crossing(9);
  other.side = ledger::Side::importer;
  all.add(other);
  EXPECT_EQ(all.volumes().at("support"), (Volume{2, 7, 70, 0, noon - std::uint64_t{86'400'000} * 2, noon}));
  const auto usages = all.usages();
  ASSERT_EQ(usages.size(), 3u);  // the budget; the threshold to us and to row
  EXPECT_EQ(usages[0].used, 3u);
  EXPECT_EQ(usages[1].limit.to, "us");
  EXPECT_EQ(usages[1].used, 0u);
  EXPECT_EQ(usages[2].limit.to, "row");
  EXPECT_EQ(usages[2].used, 7u);
  EXPECT_FALSE(usages[2].warns());
}

TEST(Register, NamesRulesThatThePolicyHasNoMore) {
  const policy::Policy policy = some_policy();
  Register all(policy, today);
  ledger::Crossing one = crossing(1);
  one.rules = {"support", "gone"};
  all.add(one);
  EXPECT_THAT(all.unknown_rules(), ElementsAre("gone"));
  EXPECT_EQ(all.volumes().at("gone").rows, 1u);
}

TEST(Register, ATransferWithoutAnEndIsSaidAndUsesTheBudgetUp) {
  const policy::Policy policy = some_policy();
  Register all(policy, today);
  ledger::Crossing one = crossing(0);
  one.finished = false;
  all.add(one);
  EXPECT_EQ(all.volumes().at("support").unfinished, 1u);
  EXPECT_TRUE(all.usages()[0].is_full());
}

TEST(Register, CountsTheDaysThatARuleStillHolds) {
  const policy::Policy policy = some_policy();
  EXPECT_EQ(to_text(today), "2024-10-04");
  EXPECT_EQ(days_left(policy.transfers[0], today), 2);
  EXPECT_EQ(days_left(policy.transfers[0], today + 1), 1);
  EXPECT_EQ(days_left(policy.transfers[0], today + 2), 0);
}

}  // namespace
}  // namespace ringfence::volumes
