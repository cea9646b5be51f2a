#include "compile/postgres/lint_row_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::compile {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string refusal(std::string_view condition) {
  const auto columns = row_filter_columns(condition, "post");
  return columns ? "accepted" : columns.error().detail;
}

TEST(RowFilter, NamesItsColumnsOnce) {
  const auto columns =
      row_filter_columns("visibility = 'public' AND post.\"Lang\" IN ('de', 'fr') OR visibility IS NULL", "post");
  ASSERT_TRUE(columns);
  EXPECT_THAT(*columns, ElementsAre("Lang", "visibility"));
}

TEST(RowFilter, NeedsNoColumns) {
  const auto columns = row_filter_columns("true -- everything", "post");
  ASSERT_TRUE(columns);
  EXPECT_THAT(*columns, IsEmpty());
}

TEST(RowFilter, IsOneConditionAndNothingMore) {
  EXPECT_THAT(refusal("true) UNION SELECT (1"), HasSubstr("goes on after"));
  EXPECT_THAT(refusal("true) ORDER BY (1"), HasSubstr("goes on after"));
  EXPECT_THAT(refusal("true); DROP TABLE post; SELECT (1"), HasSubstr("goes on after"));
  EXPECT_THAT(refusal("true) FOR UPDATE; --"), HasSubstr("PostgreSQL says"));
  EXPECT_THAT(refusal("id = 1) OR (true"), HasSubstr("syntax error"));
  EXPECT_THAT(refusal(""), HasSubstr("syntax error"));
  EXPECT_THAT(refusal("visibility = "), HasSubstr("syntax error"));
}

TEST(RowFilter, SpeaksOfItsOwnTableOnly) {
  EXPECT_EQ(refusal("id IN (SELECT id FROM secret)"), "it holds a subquery");
  EXPECT_EQ(refusal("id = $1"), "it holds a parameter");
  EXPECT_EQ(refusal("post.* IS NULL"), "it holds a whole row");
  EXPECT_EQ(refusal("person.id = 1"), "it holds a column of person");
  EXPECT_EQ(refusal("public.post.id = 1"), "it holds a column of public");
}

TEST(RowFilter, DepthIsBounded) {
  std::string deep(5000, '(');
  deep += "true" + std::string(5000, ')');
  EXPECT_NE(refusal(deep), "");
  std::string chain = "a";
  for (int i = 0; i < 3000; ++i) chain = "NOT " + chain;
  EXPECT_EQ(refusal(chain), "it is nested too deeply");
  EXPECT_EQ(refusal(std::string(2u << 20, ' ')), "it is longer than 1 MiB");
}

}  // namespace
}  // namespace ringfence::compile
