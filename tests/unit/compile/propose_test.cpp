#include "compile/postgres/propose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/parse.h"
#include "schema_dsl.h"

namespace ringfence::compile::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

// A shop that declares its foreign keys: accounts, their orders, lines of orders, and a table of countries.
class Propose : public ::testing::Test {
 protected:
  Propose() {
    table("account")
        .columns({"id", "email text", "first_name text", "birthday date", "password text", "country text"})
        .primary({"id"})
        .unique({"email"});
    table("orders").columns({"id", "account_id", "total numeric"}).primary({"id"}).refers({"account_id"}, "account");
    table("order_line")
        .columns({"id", "order_id", "unit_id"})
        .primary({"id"})
        .refers({"order_id"}, "orders")
        .refers({"unit_id"}, "unit");
    table("unit").columns({"id", "symbol text"}).primary({"id"});
  }
  TableBuilder& table(const std::string& name) { return builders.emplace_back(name); }
  Proposal proposed() {
    catalogue.database = "shop";
    catalogue.tables.clear();
    for (const TableBuilder& builder : builders) catalogue.tables.push_back(builder.table);
    std::ranges::sort(catalogue.tables, {}, &Table::name);
    return propose(catalogue, samples);
  }
  static const ProposedTable& of(const Proposal& proposal, const std::string& name) {
    return *std::ranges::find(proposal.tables, named(name), &ProposedTable::name);
  }
  void seen(const std::string& name, const std::string& column, const std::set<std::string>& values) {
    samples.values[{named(name), column}] = values;
  }
  std::deque<TableBuilder> builders;
  Catalogue catalogue;
  Samples samples;
};

TEST_F(Propose, TheTableOfPeopleAndEveryPathToIt) {
  const Proposal proposal = proposed();
  ASSERT_TRUE(proposal.subject);
  EXPECT_EQ(to_text(*proposal.subject), "account");
  EXPECT_THAT(of(proposal, "orders").columns, ElementsAre("account_id"));
  EXPECT_THAT(of(proposal, "order_line").path, ElementsAre("order_id", "account_id"));
  EXPECT_EQ(of(proposal, "unit").kind, ProposedKind::shared);
}

TEST_F(Propose, PersonalColumnsAreNamedWithTheReason) {
  const Proposal proposal = proposed();
  std::map<std::string, std::string> reasons;
  for (const ColumnGuess& guess : of(proposal, "account").personal) reasons[guess.column] = guess.reason;
  EXPECT_TRUE(reasons.contains("email"));
  EXPECT_TRUE(reasons.contains("birthday"));
  for (const auto& [column, reason] : reasons) EXPECT_THAT(reason, Not(IsEmpty())) << column;
  EXPECT_THAT(of(proposal, "account").lookup, ElementsAre("email"));
}

TEST_F(Propose, CodesThatAreIsoNeedNoMap) {
  seen("account", "country", {"DE", "FR", "US"});
  const Proposal proposal = proposed();
  ASSERT_TRUE(proposal.home);
  EXPECT_THAT(proposal.home->path, ElementsAre("country"));
  EXPECT_THAT(proposal.home->codes, IsEmpty());
  EXPECT_THAT(proposal.home->seen, ElementsAre("DE", "FR", "US"));
}

TEST_F(Propose, CountriesInWordsAreMappedAndTheRestListed) {
  seen("account", "country", {"Germany", "United Kingdom", "us", "Atlantis"});
  const Proposal proposal = proposed();
  ASSERT_TRUE(proposal.home);
  EXPECT_THAT(proposal.home->codes, ElementsAre(Pair("Germany", "DE"), Pair("United Kingdom", "GB"), Pair("us", "US")));
  EXPECT_THAT(proposal.home->unknown, ElementsAre("Atlantis"));
}

TEST_F(Propose, TwoCapitalsAreNotYetACode) {
  seen("account", "country", {"OK", "XX", "ZZ"});
  const Proposal proposal = proposed();
  EXPECT_FALSE(proposal.home && !proposal.home->seen.empty());
}

TEST_F(Propose, WhereNoForeignKeyIsDeclaredNothingIsProposedShared) {
  for (TableBuilder& builder : builders) builder.table.foreign_keys.clear();
  table("change_tag").columns({"id", "revision"}).primary({"id"});
  const Proposal proposal = proposed();
  EXPECT_EQ(of(proposal, "change_tag").kind, ProposedKind::undecided);
  EXPECT_THAT(of(proposal, "change_tag").reason, HasSubstr("declares none"));
  EXPECT_THAT(of(proposal, "orders").reason, HasSubstr("NO FOREIGN KEY IS DECLARED"));
}

TEST_F(Propose, ATableThatHoldsTextsIsLeftForAPerson) {
  table("notice").columns({"id", "body text"}).primary({"id"});
  table("archive").columns({"id", "phone text"}).primary({"id"});
  const Proposal proposal = proposed();
  EXPECT_EQ(of(proposal, "archive").kind, ProposedKind::undecided);
}

TEST_F(Propose, TheTextParsesAndCheckRefusesItWhileTablesAreUndecided) {
  table("archive").columns({"id", "phone text"}).primary({"id"});
  seen("account", "country", {"DE", "FR", "US"});
  const std::string text = policy_text(proposed());
  EXPECT_THAT(text, AllOf(HasSubstr("[table.\"account\"]"), HasSubstr("archive")));
  const policy::Parsed parsed =
      policy::parse(text, "ringfence.toml", [](const std::string&) -> Result<std::string> { return fail("no file"); });
  EXPECT_FALSE(parsed.findings.has_errors());
  EXPECT_THAT(parsed.policy.tables, Not(IsEmpty()));
  EXPECT_EQ(std::ranges::find(parsed.policy.tables, named("archive"), &policy::Table::name),
            parsed.policy.tables.end());
}

}  // namespace
}  // namespace ringfence::compile::testing
