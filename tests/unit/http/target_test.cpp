#include "http/target.h"

#include <gtest/gtest.h>

namespace ringfence::http {
namespace {

TEST(Target, IsSplitAtItsFirstQuestionMark) {
  const Target target = split_target("/a/b?c=d?e");
  EXPECT_EQ(target.path, "/a/b");
  EXPECT_EQ(target.query, "c=d?e");
  EXPECT_EQ(split_target("/a").query, "");
}

TEST(Target, IsDecodedOnce) {
  EXPECT_EQ(decoded_path("a%20b+c%2Fd%2525"), "a b+c/d%25");
  const auto query = decoded_query("viewer=US-CA&ip=%3A%3A1&a+b=c+d&viewer=DE&empty");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->at("viewer"), "US-CA");
  EXPECT_EQ(query->at("ip"), "::1");
  EXPECT_EQ(query->at("a b"), "c d");
  EXPECT_EQ(query->at("empty"), "");
}

TEST(Target, ThatIsBrokenIsNone) {
  for (const char* text : {"%", "%4", "%zz", "a%00b", "%ff", "%c3%28"}) {
    EXPECT_FALSE(decoded_path(text)) << text;
    EXPECT_FALSE(decoded_query(text)) << text;
  }
}

TEST(Target, WhatIsEncodedComesBack) {
  const std::string text = "a b/c?d&e=%\xC3\xA9~";
  EXPECT_EQ(decoded_path(encoded(text)), text);
  EXPECT_EQ(encoded("42"), "42");
}

}  // namespace
}  // namespace ringfence::http
