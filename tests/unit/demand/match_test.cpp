#include "demand/intake/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::intake {
namespace {

using testing::ElementsAre;

policy::Policy platform() {
  policy::Policy policy;
  policy::Table post;
  post.name.name = "post";
  post.addresses = {"https://meridian.example/post/{key}", "https://meridian.example/p?id={key}"};
  policy::Table code;
  code.name = {"app", "code"};
  code.addresses = {"https://code.meridian.example/{key}.git", "http://Meridian.example/code/{key}/source"};
  policy.tables = {post, code};
  for (const auto& [name, reach] : {std::pair{"Roskomnadzor", "RU"}, {"Police", "HK"}, {"Court of Hong Kong", "HK"}}) {
    policy::Authority authority;
    authority.name = name;
    authority.reach = {reach};
    policy.authorities.push_back(authority);
  }
  return policy;
}

std::string row(std::string_view address) {
  const auto found = row_at(address, platform());
  if (!found) return found.error().sqlstate;
  return *found ? (*found)->table + " " + (*found)->key : "none";
}

TEST(Match, AddressesAreOfRows) {
  EXPECT_EQ(row("https://meridian.example/post/42"), "post 42");
  EXPECT_EQ(row("http://MERIDIAN.example/post/42/"), "post 42");
  EXPECT_EQ(row("https://meridian.example/post/42?utm=x#top"), "post 42");
  EXPECT_EQ(row("https://meridian.example/post/a%20b%2Fc"), "post a b/c");
  EXPECT_EQ(row("https://meridian.example/p?id=7"), "post 7");
  EXPECT_EQ(row("https://code.meridian.example/x.git"), "app.code x");
  EXPECT_EQ(row("https://meridian.example/code/9/source"), "app.code 9");
}

TEST(Match, WhatIsOfNoTableIsNothing) {
  for (const char* address :
       {"https://meridian.example/post/", "https://meridian.example/post", "https://meridian.example/Post/42",
        "https://meridian.example/post/42/comments", "https://evil.example/https://meridian.example/post/42",
        "https://meridian.example.evil.example/post/42", "https://meridian.example/p?id=7&x=1",
        "https://meridian.example/p?x=1&id=7", "https://code.meridian.example/.git", "", "meridian"}) {
    EXPECT_EQ(row(address), "none") << address;
  }
}

TEST(Match, AKeyThatCannotBeReadIsAnError) {
  for (const char* address : {"https://meridian.example/post/%zz", "https://meridian.example/post/%00",
                              "https://meridian.example/post/%ff", "https://meridian.example/post/4%"}) {
    EXPECT_EQ(row(address), "22023") << address;
  }
}

TEST(Match, OneAddressIsOfOneTable) {
  policy::Policy policy = platform();
  policy.tables[1].addresses = {"https://meridian.example/post/{key}"};
  EXPECT_FALSE(row_at("https://meridian.example/post/42", policy));
}

TEST(Match, RowsComeOnceAndWhatIsUnknownIsTold) {
  const auto matched = match({"https://meridian.example/post/2", "https://other.example/1",
                              "http://meridian.example/post/2/", "https://meridian.example/post/1"},
                             platform());
  ASSERT_TRUE(matched);
  EXPECT_THAT(matched->rows, ElementsAre(Row{"post", "1"}, Row{"post", "2"}));
  EXPECT_THAT(matched->unknown, ElementsAre("https://other.example/1"));
}

TEST(Match, AuthoritiesAreThoseOfThePolicy) {
  EXPECT_EQ(*authority_named("roskomnadzor", "RU", platform()), "Roskomnadzor");
  const auto near = authority_named("Hong Kong Police Force", "HK", platform());
  ASSERT_FALSE(near);
  EXPECT_EQ(near.error().hint,
            "--authority with the one that is meant: \"Police\", \"Court of Hong Kong\"; or register it");
  const auto none = authority_named(std::nullopt, "FR", platform());
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().hint.find("Roskomnadzor"), std::string::npos);
}

}  // namespace
}  // namespace ringfence::intake
