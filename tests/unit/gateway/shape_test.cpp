#include "gateway/route/shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/route/shape_cache.h"

namespace ringfence::gateway {
namespace {

using ::testing::ElementsAre;

// The key with ? where literals were; "-" where there is no shape.
std::string key(std::string_view statement) {
  Shaper shaper;
  if (!shaper.read(statement)) return "-";
  std::string key(shaper.key());
  std::ranges::replace(key, '\x01', '?');
  return key;
}

std::vector<std::string> literals(std::string_view statement) {
  Shaper shaper;
  std::vector<std::string> values;
  if (!shaper.read(statement)) return {"-"};
  for (const Span& span : shaper.literals()) {
    values.push_back(literal_value(statement.substr(span.begin, span.end - span.begin)).value_or("-"));
  }
  return values;
}

TEST(Shape, LiteralsLeaveAndTheRestStays) {
  EXPECT_EQ(key("SELECT * FROM post WHERE author_id = 42"), "SELECT * FROM post WHERE author_id = ?");
  EXPECT_EQ(key("SELECT * FROM post WHERE author_id = 42"), key("SELECT *  FROM post\nWHERE author_id = 7"));
  EXPECT_EQ(key("INSERT INTO t VALUES (1, 'a', 2.5e-3, NULL, true)"), "INSERT INTO t VALUES (?, ?, ?, NULL, true)");
  EXPECT_EQ(key("SELECT a-1, a - -1"), "SELECT a-?, a - -?");
  EXPECT_EQ(key("SELECT t1.c2 FROM t1"), "SELECT t1.c2 FROM t1");
  EXPECT_EQ(key("SELECT $1, $2::int"), "SELECT $1, $2::int");
  EXPECT_EQ(key("SELECT a[1:2], .5, 1."), "SELECT a[?:?], ?, ?");
  EXPECT_EQ(key("1..2 ...1. 1.5.5"), "?..? ..?. ??") << "as PostgreSQL's scanner takes them";
}

std::string shown(std::string_view statement, std::size_t most = 100) {
  Shaper shaper;
  return shaper.read(statement) ? shown_shape(shaper.key(), most) : "-";
}

TEST(Shape, IsShownWithoutAnythingThatMightBeALiteral) {
  EXPECT_EQ(shown("SELECT a1 FROM \"it's $5\" WHERE x_2 = 42 AND y = 'secret' /* 'secret' */ AND z = $1 "),
            "SELECT a1 FROM \"it's $5\" WHERE x_2 = ? AND y = ? AND z = $1");
  for (const char* kept : {"date '1970-01-01'", "interval '3 days'", "date $$1970$$", "interval 7", "timestamp E'1'"}) {
    EXPECT_THAT(shown(std::string("SELECT ") + kept + ", secret"),
                ::testing::AllOf(::testing::EndsWith("…"), ::testing::Not(::testing::HasSubstr("secret")),
                                 ::testing::Not(::testing::ContainsRegex("[0-9]"))));
  }
  EXPECT_EQ(shown("SELECT abcdefgh", 10), "SELECT abc…");
}

TEST(Shape, CommentsLeaveAndAreFoundAgain) {
  EXPECT_EQ(key("/* a */SELECT/* b /* c */ d */1 -- e"), "SELECT ?");
  const std::string_view statement = "SELECT 1 /*ringfence.subject='7'*/ -- end";
  Shaper shaper;
  ASSERT_TRUE(shaper.read(statement));
  ASSERT_EQ(shaper.comments().size(), 2u);
  EXPECT_EQ(statement.substr(shaper.comments()[0].begin, shaper.comments()[0].end - shaper.comments()[0].begin),
            "/*ringfence.subject='7'*/");
  EXPECT_EQ(shaper.comments()[1].end, statement.size());
}

TEST(Shape, ACommentNeverJoinsTwoTokens) {
  EXPECT_EQ(key("SELECT a-/**/-b"), "SELECT a- -b");
  EXPECT_EQ(key("SEL/**/ECT 1"), "SEL ECT ?");
  EXPECT_EQ(key("SELECT a--b\n+c"), "SELECT a +c");
}

TEST(Shape, TextsInEveryKindOfQuotes) {
  EXPECT_THAT(literals("SELECT 'it''s', E'a\\'b', $$x$$, $t$ $$ $t$, '-- no', '/*'"),
              ElementsAre("it's", "-", "x", " $$ ", "-- no", "/*"));
  EXPECT_THAT(literals("SELECT '\\', 1"), ElementsAre("\\", "1"));
  EXPECT_THAT(literals("SELECT B'01', x'ff', N'n', e'plain'"), ElementsAre("-", "-", "-", "plain"));
  EXPECT_EQ(key("SELECT \"it's\", \"a\"\"b\" FROM \"T 1\""), "SELECT \"it's\", \"a\"\"b\" FROM \"T 1\"");
  EXPECT_EQ(key("SELECT'a'AS b"), "SELECT?AS b");
  EXPECT_EQ(key("SELECT tag$x$ FROM t"), "SELECT tag$x$ FROM t") << "dollars inside a name are part of it";
}

TEST(Shape, ConstantsThatTheGrammarWantsStay) {
  EXPECT_EQ(key("SELECT date '2026-01-01', Interval '1 day', f('x')"),
            "SELECT date '2026-01-01', Interval '1 day', f(?)");
}

TEST(Shape, WhatIsNotUnderstoodHasNone) {
  for (const std::string_view statement :
       {"SELECT 'open", "SELECT \"open", "SELECT /* open", "SELECT /* /* */", "SELECT $a$ open", "SELECT E'open\\'",
        "SELECT U&'\\0041'", "SELECT U&\"a\"", "SELECT 1a", "SELECT 0x1F", "SELECT $1a", "SELECT $99999999999",
        "SELECT \x01", "SELECT $"}) {
    EXPECT_EQ(key(statement), "-") << statement;
  }
  EXPECT_EQ(key(std::string_view("SELECT 1 --\0 '", 14)), "-");
  EXPECT_EQ(key(std::string(limits::shape_bytes + 1, ' ')), "-");
}

TEST(Shape, DifferentStatementsNeverShareAKey) {
  EXPECT_NE(key("SELECT 1"), key("SELECT \"?\""));
  EXPECT_NE(key("SELECT 1, 2"), key("SELECT 1,2"));
  EXPECT_NE(key("SELECT a FROM t WHERE a IN (1)"), key("SELECT a FROM t WHERE a IN (1, 2)"));
  EXPECT_NE(key("SELECT a FROM T"), key("SELECT a FROM t"));
}

TEST(Shape, TheParameterisedStatementKnowsItsLiterals) {
  Shaper shaper;
  ASSERT_TRUE(shaper.read("UPDATE t SET a='x'WHERE id=$2 AND b = 5"));
  EXPECT_EQ(shaper.highest_parameter(), 2u);
  EXPECT_EQ(shaper.parameterised(3), "UPDATE t SET a= $3 WHERE id=$2 AND b =  $4 ");
}

TEST(ShapeCache, FindsWhatWasPutAndForgetsWhatNobodyAsksFor) {
  ShapeCache<int> cache(8, 1000);
  cache.put("kept", 1);
  for (int i = 0; i < 100; ++i) {
    ASSERT_NE(cache.find("kept"), nullptr) << i;
    cache.put("shape " + std::to_string(i), i);
  }
  EXPECT_EQ(*cache.find("kept"), 1);
  EXPECT_EQ(cache.find("shape 0"), nullptr);
  EXPECT_LE(cache.size(), 8u);
  cache.clear();
  EXPECT_EQ(cache.find("kept"), nullptr);
}

TEST(ShapeCache, IsBoundedInBytesToo) {
  ShapeCache<int> cache(1000, 1000);
  for (int i = 0; i < 100; ++i) cache.put(std::string(100, 'a') + std::to_string(i), i);
  EXPECT_LE(cache.size(), 10u);
}

TEST(KeyedHash, DependsOnItsSeedAndOnEveryByte) {
  const KeyedHash one{1}, other{2};
  const std::string text = "SELECT * FROM person WHERE id = ?";
  EXPECT_NE(one(text), other(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(one(changed), one(text)) << i;
  }
  EXPECT_NE(one("a"), one(std::string_view("a\0", 2)));
}

}  // namespace
}  // namespace ringfence::gateway
