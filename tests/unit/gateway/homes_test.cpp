#include "gateway/route/homes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/route/key_value.h"
#include "route_world.h"

namespace ringfence::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string told(const Result<std::string>& text) {
  return text ? *text : text.error().sqlstate;
}

TEST(KeyValue, OneTextForEachValue) {
  EXPECT_EQ(told(key_text(key_type("bigint"), "42")), "42");
  EXPECT_EQ(told(key_text(key_type("bigint"), " +0042 \n")), "42");
  EXPECT_EQ(told(key_text(key_type("integer"), "-0")), "0");
  EXPECT_EQ(told(key_text(key_type("integer"), "-7")), "-7");
  EXPECT_EQ(told(key_text(key_type("bigint"), "9223372036854775807")), "9223372036854775807");
  EXPECT_EQ(told(key_text(key_type("bigint"), "9223372036854775808")), "22003");
  for (const char* wrong : {"", " ", "4 2", "42.0", "4e1", "0x1", "-", "+-1", "１"}) {
    EXPECT_EQ(told(key_text(key_type("bigint"), wrong)), "22P02") << wrong;
  }
  const std::string uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
  for (const char* same : {"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}",
                           "a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11"}) {
    EXPECT_EQ(told(key_text(key_type("uuid"), same)), uuid) << same;
  }
  for (const char* wrong :
       {"", "a0eebc99", "{a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0eebc999c0b4ef8bb6d6bb9bd380a11-",
        "-a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0e-ebc999c0b4ef8bb6d6bb9bd380a11", "a0ee--bc999c0b4ef8bb6d6bb9bd380a11",
        "g0eebc999c0b4ef8bb6d6bb9bd380a11", "a0eebc999c0b4ef8bb6d6bb9bd380a1122"}) {
    EXPECT_EQ(told(key_text(key_type("uuid"), wrong)), "22P02") << wrong;
  }
  EXPECT_EQ(told(key_text(key_type("text"), " A ")), " A ");
  EXPECT_EQ(told(key_text(key_type("character"), "A  ")), "A");
  EXPECT_EQ(told(key_text(key_type("numeric"), " 4.20 ")), "4.20");
  EXPECT_EQ(told(key_text(key_type("numeric"), "NaN")), "22P02");
  EXPECT_EQ(told(key_text(key_type("date"), "2026-01-01")), "0A000");
}

TEST(KeyValue, Binary) {
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(told(key_text_of_binary(key_type("bigint"), 20, "\0\0\0\0\0\0\0\x2a"sv)), "42");
  EXPECT_EQ(told(key_text_of_binary(key_type("bigint"), 0, "\xff\xff\xff\xfe"sv)), "-2");
  EXPECT_EQ(told(key_text_of_binary(key_type("bigint"), 21, "\1\0"sv)), "256");
  EXPECT_EQ(told(key_text_of_binary(key_type("bigint"), 21, "\0\0\1\0"sv)), "0A000");
  EXPECT_EQ(told(key_text_of_binary(key_type("bigint"), 701, "\x40\x45\0\0\0\0\0\0"sv)), "0A000");  // a float8
  EXPECT_EQ(told(key_text_of_binary(key_type("bigint"), 0, "\1"sv)), "0A000");
  EXPECT_EQ(told(key_text_of_binary(key_type("uuid"), 2950,
                                    "\xa0\xee\xbc\x99\x9c\x0b\x4e\xf8\xbb\x6d\x6b\xb9\xbd\x38\x0a\x11"sv)),
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
  EXPECT_EQ(told(key_text_of_binary(key_type("text"), 25, "42")), "42");
  EXPECT_EQ(told(key_text_of_binary(key_type("text"), 23, "\0\0\0\1"sv)), "0A000");
  EXPECT_EQ(told(key_text_of_binary(key_type("numeric"), 0, "1")), "0A000");
}

TEST(KeyValue, BoundAsText) {
  EXPECT_EQ(told(key_text_of_bound(key_type("uuid"), 2950, "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}")),
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
  EXPECT_EQ(told(key_text_of_bound(key_type("uuid"), 20, "1")), "0A000");
  EXPECT_EQ(told(key_text_of_bound(key_type("text"), 1042, "A  ")), "A");
  EXPECT_EQ(told(key_text_of_bound(key_type("text"), 17000, "A")), "0A000");
  EXPECT_EQ(told(key_text_of_bound(key_type("public.citext"), 17000, "A")), "A");
}

TEST(KeyValue, Literals) {
  EXPECT_EQ(told(key_text_of_literal(key_type("bigint"), "042")), "42");
  EXPECT_EQ(told(key_text_of_literal(key_type("bigint"), "' 42 '")), "42");
  EXPECT_EQ(told(key_text_of_literal(key_type("text"), "042")), "42");
  EXPECT_EQ(told(key_text_of_literal(key_type("text"), "0")), "0");
  EXPECT_EQ(told(key_text_of_literal(key_type("text"), "'it''s'")), "it's");
  EXPECT_EQ(told(key_text_of_literal(key_type("text"), "$x$42$x$")), "42");
  EXPECT_EQ(told(key_text_of_literal(key_type("text"), "1.5")), "0A000");
  EXPECT_EQ(told(key_text_of_literal(key_type("bigint"), "1e3")), "0A000");
  EXPECT_EQ(told(key_text_of_literal(key_type("text"), R"(E'\x41')")), "0A000");
}

TEST(KeyValue, RowsIntoFields) {
  EXPECT_THAT(*fields_of_row(R"((7,"a ""b"", \\c"))", 2), ElementsAre("7", R"(a "b", \c)"));
  EXPECT_THAT(*fields_of_row(R"((7,""))", 2), ElementsAre("7", ""));
  for (const char* wrong : {"", "7", "(7)", "(7,)", "(7,8,9)", "(7,\"8)", "7,8", "(7,\\"}) {
    EXPECT_EQ(fields_of_row(wrong, 2).error().sqlstate, "22P02") << wrong;
  }
}

class Homes : public ::testing::Test {
 protected:
  Result<HomeQuestion> ask(Whose whose) {
    whose.types = key_types(whose, *knowledge);
    return question_of(
        whose, *knowledge, [&](unsigned) { return bound; }, [&](unsigned) { return literal; });
  }
  static Whose by_literal() { return {0, {}, false, {{ValueFrom::Kind::literal, {}, 0}}}; }
  static Whose by_parameter() { return {0, {}, false, {{ValueFrom::Kind::parameter, {}, 1}}}; }

  static std::string told_of(const Result<HomeQuestion>& question) {
    return question ? question->values.at(0) : question.error().sqlstate;
  }

  std::shared_ptr<Knowledge> knowledge = testing::knowledge_of(true);
  BoundValue bound{std::string_view("0042"), false, 0};
  std::string_view literal = "'42'";
};

TEST_F(Homes, QuestionsInTheKeysOwnText) {
  EXPECT_EQ(*ask(by_literal()), (HomeQuestion{0, {}, {"42"}}));
  EXPECT_EQ(*ask(by_parameter()), (HomeQuestion{0, {}, {"42"}}));
  bound.bytes.reset();
  EXPECT_EQ(ask(by_parameter()).error().sqlstate, "22004");
  literal = "'x'";
  EXPECT_EQ(ask(by_literal()).error().message, "invalid input syntax for type bigint: \"x\"");
  Whose lookup = by_literal();
  lookup.lookup = "email";
  EXPECT_EQ(*ask(lookup), (HomeQuestion{0, "email", {"x"}}));
  const Whose two{1, {}, false, {{ValueFrom::Kind::constant, "007", 0}, {ValueFrom::Kind::constant, "007", 0}}};
  EXPECT_EQ(*ask(two), (HomeQuestion{1, {}, {"7", "007"}}));
}

TEST_F(Homes, AParameterOfAnotherTypeIsRefused) {
  for (const std::uint32_t own : {0U, 20U, 21U, 23U, 705U}) {
    bound.type = own;
    EXPECT_EQ(told_of(ask(by_parameter())), "42") << own;
  }
  for (const std::uint32_t other : {25U, 700U, 701U, 1700U, 17000U}) {
    bound.type = other;
    EXPECT_EQ(told_of(ask(by_parameter())), "0A000") << other;
  }
  EXPECT_NE(ask(by_parameter()).error().hint, "");
  Whose lookup = by_parameter();
  lookup.lookup = "email";
  for (const std::uint32_t own : {0U, 19U, 25U, 705U, 1042U, 1043U}) {
    bound.type = own;
    EXPECT_EQ(told_of(ask(lookup)), "0042") << own;
  }
  bound.type = 23;
  EXPECT_EQ(told_of(ask(lookup)), "0A000");
}

TEST_F(Homes, ANewSubjectIsAtHomeWhereItsRowSays) {
  Whose whose = by_literal();
  whose.new_subject = true;
  literal = "'DE'";
  EXPECT_EQ(*ring_of_new_subject(*knowledge, whose, ask(whose)->values[0]), 2u);
  EXPECT_EQ(*ring_of_new_subject(*knowledge, whose, "US-CA"), 0u);
  EXPECT_EQ(ring_of_new_subject(*knowledge, whose, "ZZ").error().sqlstate, "42501");
  whose.root = 1;
  EXPECT_EQ(*ring_of_new_subject(*knowledge, whose, "Deutschland"), 2u);
  EXPECT_EQ(ring_of_new_subject(*knowledge, whose, "DE").error().sqlstate, "42501");
}

TEST_F(Homes, DeclaredSubjects) {
  StatementPlan plan;
  plan.declared_root = 0;
  EXPECT_EQ(*question_for_declared(*knowledge, plan, "042"), (HomeQuestion{0, {}, {"42"}}));
  EXPECT_EQ(question_for_declared(*knowledge, plan, "x").error().sqlstate, "22P02");
  plan.declared_root = 1;
  EXPECT_EQ(*question_for_declared(*knowledge, plan, "(07,\"a,b\")"), (HomeQuestion{1, {}, {"7", "a,b"}}));
  EXPECT_EQ(question_for_declared(*knowledge, plan, "7").error().sqlstate, "22P02");
  plan.declared_root.reset();
  EXPECT_EQ(question_for_declared(*knowledge, plan, "7").error().sqlstate, "42501");
}

TEST_F(Homes, Contradictions) {
  const HomeQuestion person{0, {}, {"42"}};
  EXPECT_FALSE(contradicts(person, person));
  EXPECT_TRUE(contradicts(HomeQuestion{0, {}, {"43"}}, person));
  EXPECT_TRUE(contradicts(HomeQuestion{1, {}, {"42"}}, person));
  EXPECT_FALSE(contradicts(person, HomeQuestion{0, "email", {"x"}}));
  EXPECT_FALSE(contradicts("42", person));
  EXPECT_TRUE(contradicts("43", person));
  EXPECT_THAT(contradiction(*knowledge, "43", person).message, HasSubstr("43 contradicts person 42"));
}

TEST(HomeCache, KeepsWhatWasSaidForEachQuestion) {
  HomeCache cache(100, 10'000);
  const HomeQuestion key{0, {}, {"42"}};
  EXPECT_EQ(cache.find(key), std::nullopt);
  cache.put(key, 1);
  EXPECT_EQ(cache.find(key), 1u);
  cache.put(key, 2);
  EXPECT_EQ(cache.find(key), 2u);
  for (const HomeQuestion& other :
       {HomeQuestion{1, {}, {"42"}}, HomeQuestion{0, "42", {}}, HomeQuestion{0, "email", {"42"}},
        HomeQuestion{0, {}, {"4", "2"}}, HomeQuestion{0, {}, {std::string(200, '4')}}}) {
    EXPECT_EQ(cache.find(other), std::nullopt);
  }
  for (std::size_t i = 0; i < 1000; ++i) cache.put({0, {}, {std::to_string(i)}}, 1);
  EXPECT_LE(cache.size(), 100u);
  cache.put(key, 1);
  cache.put({0, {}, {"43"}}, 1);
  cache.forget(key);
  EXPECT_EQ(cache.find(key), std::nullopt);
  EXPECT_EQ(cache.find({0, {}, {"43"}}), 1u);
  cache.clear();
  EXPECT_EQ(cache.find(key), std::nullopt);
}

}  // namespace
}  // namespace ringfence::gateway
