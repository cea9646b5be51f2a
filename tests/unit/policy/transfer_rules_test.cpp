#include "policy/transfer_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TransferRules : public ::testing::Test {
 protected:
  void SetUp() override {
    policy.rings = {Ring{"us", {"US"}, {"US"}, {}, {}, {}, {}}, Ring{"eu", {"EU"}, {"DE", "FR"}, {}, {}, {}, {}},
                    Ring{"row", {"*"}, {"IN"}, {}, {}, {}, {}}};
    policy.services = {Service{"web-us", "US", {"feed", "serve"}, {}, Scope::world, false, {}},
                       Service{"web-eu", "FR", {"feed"}, {}, Scope::world, false, {}},
                       Service{"helpdesk", "IN", {"support"}, {}, Scope::home, false, {}}};
    Transfer feed;
    feed.name = "feed";
    feed.from = feed.to = {"*"};
    feed.purposes = {"feed", "search"};
    Transfer support;
    support.name = "support";
    support.from = {"eu"};
    support.to = {"row"};
    support.purposes = {"support"};
    support.expires = Date{2027, 6, 30};
    policy.transfers = {feed, support};
  }
  std::vector<std::string> readers(std::string_view from, const Date& today = {2027, 1, 1}) {
    std::vector<std::string> names;
    for (const Reader& reader : readers_of(policy, from, today))
      names.push_back(transfer_name(reader.ring, reader.purpose));
    return names;
  }
  Policy policy;
};

TEST_F(TransferRules, ReadersAreThoseARuleLetsReadAndThatHaveAService) {
  EXPECT_THAT(readers("us"), ElementsAre("transfer_eu_feed"));  // nobody in ring row has purpose feed
  EXPECT_THAT(readers("eu"), ElementsAre("transfer_row_support", "transfer_us_feed"));
  EXPECT_THAT(readers("row"), ElementsAre("transfer_eu_feed", "transfer_us_feed"));
}

TEST_F(TransferRules, TheLastDayOfARuleIsADayOfIt) {
  EXPECT_THAT(readers("eu", {2027, 6, 30}), ElementsAre("transfer_row_support", "transfer_us_feed"));
  EXPECT_THAT(readers("eu", {2027, 7, 1}), ElementsAre("transfer_us_feed"));
}

TEST_F(TransferRules, ACopyIsNotRead) {
  policy.transfers[0].mode = "copy";
  EXPECT_THAT(readers("us"), IsEmpty());
}

TEST_F(TransferRules, TheRoleIsThatOfTheReadersPlace) {
  EXPECT_EQ(transfer_role_of(policy, "eu", policy.services[2], "support"), "transfer_row_support");
  EXPECT_EQ(transfer_role_of(policy, "us", policy.services[1], "feed"), "transfer_eu_feed");
  EXPECT_EQ(transfer_role_of(policy, "eu", policy.services[1], "feed"), std::nullopt);  // at home
}

TEST_F(TransferRules, AColumnIsAdmittedByNameOrAsAPublicOneAndNeverWhenSensitive) {
  Table person;
  person.name = {"public", "person"};
  person.public_columns = {"id", "face"};
  person.sensitive = {"face"};
  Transfer rule;
  rule.columns = {{person.name, ""}, {person.name, "email"}};
  EXPECT_TRUE(admits(rule, person, "id"));
  EXPECT_TRUE(admits(rule, person, "email"));
  EXPECT_FALSE(admits(rule, person, "face"));
  EXPECT_FALSE(admits(rule, person, "phone"));
}

TEST(ReservedNames, AreThoseOfRingfenceAndPostgresql) {
  for (const char* name : {"transfer_us_feed", "world_feed", "ringfence", "ringfence_transfer_x", "pg_monitor"})
    EXPECT_TRUE(is_reserved_name(name)) << name;
  EXPECT_FALSE(is_reserved_name("transfers"));
  EXPECT_FALSE(is_reserved_name("web-us"));
}

TEST_F(TransferRules, WordsOfASearchGoWhereTheirColumnsGoUnmasked) {
  Table post;
  post.name.name = "post";
  post.public_columns = {"content"};
  post.search = {"content", "title"};
  Transfer rule;
  rule.columns = {ColumnRef{post.name, ""}};
  EXPECT_FALSE(admits(rule, post, search_column_name));
  rule.columns.push_back(ColumnRef{post.name, "title"});
  EXPECT_TRUE(admits(rule, post, search_column_name));
  rule.masks[ColumnRef{post.name, "title"}] = Mask{MaskKind::domain, 0};
  EXPECT_FALSE(admits(rule, post, search_column_name));
  rule.masks.clear();
  post.sensitive = {"title"};
  EXPECT_FALSE(admits(rule, post, search_column_name));
  post.sensitive.clear();
  post.search.clear();
  EXPECT_FALSE(admits(rule, post, search_column_name));
}

}  // namespace
}  // namespace ringfence::policy
