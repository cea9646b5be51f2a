#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence {
namespace {

using testing::ElementsAre;

TEST(Csv, QuotedFieldsMayHoldCommasQuotesAndLineBreaks) {
  const auto rows = parse_csv("a,\"b,\"\"c\"\"\nd\"\r\n\ne,\n", "codes.csv");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_THAT((*rows)[0].fields, ElementsAre("a", "b,\"c\"\nd"));
  EXPECT_THAT((*rows)[1].fields, ElementsAre("e", ""));
  EXPECT_EQ((*rows)[1].line, 4u);
}

TEST(Csv, ErrorsNameTheLine) {
  EXPECT_EQ(parse_csv("a\n\"b", "codes.csv").error().message,
            "codes.csv:2: a quote that is opened here is never closed");
  EXPECT_EQ(parse_csv("\"a\"b", "codes.csv").error().message, "codes.csv:1: text after a closing quote");
}

TEST(Csv, AFieldIsQuotedOnlyWhereItHasToBe) {
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
}

}  // namespace
}  // namespace ringfence
