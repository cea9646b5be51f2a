#include "policy/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/jurisdictions.h"

namespace ringfence::policy {
namespace {

Parsed parsed(std::string_view text, const std::string& codes = {}) {
  const FileReader read = [&](const std::string&) -> Result<std::string> { return codes; };
  return parse(text, "p.toml", read, {2026, 11, 23});
}

std::string told(const Parsed& result) {
  std::string text;
  for (const Diagnostic& finding : result.findings.sorted()) text += to_text(finding) + '\n';
  return text;
}

TEST(Parse, StarIsEveryCodeThatNoOtherRingHas) {
  const Parsed result =
      parsed("platform.name = \"m\"\n[ring.eu]\njurisdictions = [\"EU\"]\n[ring.row]\njurisdictions = [\"*\"]\n");
  ASSERT_FALSE(result.findings.has_errors()) << told(result);
  EXPECT_EQ(result.policy.home_of("DE")->name, "eu");
  EXPECT_EQ(result.policy.home_of("GB")->name, "row");
  EXPECT_EQ(result.policy.home_of("DE-BY")->name, "eu");
  for (const char* nobodys : {"ZZ", "us", "USA", "US-ZZ", "", "CN-HK"})
    EXPECT_EQ(result.policy.home_of(nobodys), nullptr);
  EXPECT_EQ(result.policy.rings[0].codes.size() + result.policy.rings[1].codes.size(), 249U);
}

TEST(Parse, ANamedSubdivisionGivesTheOthersToTheCountrysRing) {
  const Parsed result =
      parsed("platform.name = \"m\"\n[ring.ca]\njurisdictions = [\"US-CA\"]\n[ring.us]\njurisdictions = [\"US\"]\n");
  EXPECT_THAT(result.policy.find_ring("us")->codes, testing::Contains("US-NY"));
  EXPECT_THAT(result.policy.find_ring("us")->codes, testing::Not(testing::Contains("US-CA")));
  EXPECT_EQ(result.policy.home_of("US-CA")->name, "ca");
}

TEST(Parse, AJurisdictionHasOneRing) {
  const Parsed result =
      parsed("platform.name = \"m\"\n[ring.a]\njurisdictions = [\"DE\"]\n[ring.b]\njurisdictions = [\"EU\"]\n");
  EXPECT_THAT(told(result),
              testing::HasSubstr("p.toml:5:18: error: ring b: \"EU\" takes DE, which ring a has already"));
}

TEST(Parse, EveryErrorOfAFileAtOnce) {
  const Parsed result = parsed(
      "[ring.us]\njurisdictons = [\"US\"]\n[ring.eu]\njurisdictions = [\"uk\"]\n[table.mail]\nnever_in = "
      "[\"cn\"]\nlookup = [\"x\"]\n");
  EXPECT_EQ(result.findings.errors(), 5U) << told(result);
  EXPECT_THAT(told(result), testing::HasSubstr("did you mean \"jurisdictions\"?"));
  EXPECT_THAT(told(result), testing::HasSubstr("did you mean \"GB\"?"));
}

TEST(Parse, CodesOfAFileHavePlacesInTheirOwnFile) {
  const Parsed result = parsed(
      "[ring.row]\njurisdictions = [\"*\"]\n[table.p]\nsubject = \"id\"\nhome = { column = \"c\", codes = \"c.csv\" "
      "}\n",
      "value,code\nGermany,DE\nNowhere,XX\n");
  EXPECT_THAT(told(result), testing::HasSubstr("c.csv:3:1: error: "));
}

TEST(Groups, HaveTheMembersOfTheirDay) {
  const auto has = [](std::string_view group, std::string_view date, std::string_view code) {
    const auto members = group_members(group, date);
    return members && std::ranges::binary_search(*members, code);
  };
  EXPECT_TRUE(has("EU", "2020-01-31", "GB"));
  EXPECT_FALSE(has("EU", "2020-02-01", "GB"));
  EXPECT_FALSE(has("EU", "2013-06-30", "HR"));
  EXPECT_TRUE(has("EEA", "2026-01-01", "LI"));
  EXPECT_EQ(group_members("EU", "2026-01-01")->size(), 27U);
  EXPECT_EQ(group_members("EEA", "2026-01-01")->size(), 30U);
  EXPECT_EQ(group_members("EU", "1957-12-31"), std::nullopt);
  EXPECT_EQ(all_codes().size(), 249U);
  EXPECT_FALSE(is_code("CN-HK"));
}

}  // namespace
}  // namespace ringfence::policy
