#include "gateway/route/declared.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::gateway {
namespace {

using ::testing::HasSubstr;

Result<Declared> declared(std::string_view statement) {
  Shaper shaper;
  EXPECT_TRUE(shaper.read(statement)) << statement;
  return declared_in(statement, shaper.comments());
}

TEST(Declared, InSqlcommentersForm) {
  const auto read =
      declared("SELECT 1 /*route='%2Fa',ringfence.subject='42', ringfence.purpose='feed'*/ -- ringfence.viewer='CN'");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, (Declared{"42", "feed", "CN"}));
}

TEST(Declared, ValuesAreEncoded) {
  const auto read = declared("SELECT 1 /*ringfence.subject='a%20b\\'c'*/");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->subject, "a b'c");
}

TEST(Declared, NothingIsNothing) {
  EXPECT_EQ(*declared("SELECT 1"), Declared{});
  EXPECT_EQ(*declared("SELECT 1 /* hello, not-ringfence.subject='1' */"), Declared{});
  EXPECT_EQ(*declared("SELECT '/*ringfence.subject=''7''*/'"), Declared{}) << "a literal is no comment";
}

TEST(Declared, TwiceTheSameIsOnce) {
  EXPECT_EQ(declared("SELECT 1 /*ringfence.subject='1'*/ /*ringfence.subject='1'*/")->subject, "1");
}

TEST(Declared, WhatCouldBeLostIsRefused) {
  for (const std::string_view statement :
       {"SELECT 1 /*ringfence.subjects='1'*/", "SELECT 1 /*ringfence.subject=1*/", "SELECT 1 /*ringfence.subject*/",
        "SELECT 1 /*ringfence.subject='1*/", "SELECT 1 /*ringfence.subject=''*/", "SELECT 1 /*ringfence.subject='%4'*/",
        "SELECT 1 /*ringfence.subject='%00'*/", "SELECT 1 /*ringfence.subject='1'*/ /*ringfence.subject='2'*/"}) {
    const auto read = declared(statement);
    ASSERT_FALSE(read) << statement;
    EXPECT_EQ(read.error().sqlstate, "22023");
    EXPECT_THAT(read.error().hint, HasSubstr("ringfence.subject"));
  }
}

}  // namespace
}  // namespace ringfence::gateway
