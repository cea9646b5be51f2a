#include "http/structured.h"

#include <gtest/gtest.h>

namespace ringfence::http {
namespace {

TEST(Structured, ListsAreReadAndWrittenAgain) {
  const auto lists = parse_inner_lists(R"(a=("x"  "y\"z");n=-5;s="a\\b", *b-1.2_=( ))");
  ASSERT_TRUE(lists);
  ASSERT_EQ(lists->size(), 2U);
  EXPECT_EQ(to_text(lists->at("a")), R"(("x" "y\"z");n=-5;s="a\\b")");
  EXPECT_EQ(lists->at("a").items, (std::vector<std::string>{"x", "y\"z"}));
  EXPECT_EQ(to_text(lists->at("*b-1.2_")), "()");
  EXPECT_EQ(std::get<std::int64_t>(*lists->at("a").find("n")), -5);
  EXPECT_EQ(lists->at("a").find("none"), nullptr);
  EXPECT_TRUE(parse_inner_lists("")->empty());
}

TEST(Structured, WhatIsNoListIsNothing) {
  for (const char* text : {"a",
                           "a=",
                           "a=(",
                           "a=(\"x)",
                           "a=(x)",
                           "A=(\"x\")",
                           "a=(\"x\");",
                           "a=(\"x\");b",
                           "a=(\"x\");b=",
                           "a=(\"x\"),",
                           "a=(\"x\") b=(\"y\")",
                           "a=(\"x\"), a=(\"y\")",
                           "a=(\"x\"\"y\")",
                           "a=(\"x\";sf)",
                           "a=(\"x\");b=1;b=2",
                           "a=(\"x\");b=01",
                           "a=(\"x\");b=-0",
                           "a=(\"x\");b=1.5",
                           "a=(\"x\");b=1234567890123456",
                           "a=(\"\\x\")",
                           "a=(\"\x7f\")",
                           "a=(\"\n\")",
                           "a=:aGk=:",
                           "a=(\"x\");b=?1",
                           ",a=(\"x\")"}) {
    EXPECT_FALSE(parse_inner_lists(text)) << text;
  }
}

TEST(Structured, BytesAreDecodedStrictly) {
  const auto all = parse_byte_sequences("a=:aGVsbG8=:,\tb=::");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->at("a"), "hello");
  EXPECT_EQ(all->at("b"), "");
  for (const char* text :
       {"a=aGk=", "a=:aGk:", "a=:aGk=", "a=:aGk=:;b=1", "a=:aGk=:, a=:aGk=:", "a=:a k=:", "a=:aGl=:"}) {
    EXPECT_FALSE(parse_byte_sequences(text)) << text;
  }
}

}  // namespace
}  // namespace ringfence::http
