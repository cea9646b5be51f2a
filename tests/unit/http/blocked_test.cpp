#include "http/blocked.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace ringfence::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Withholder here{"meridian", "eu", "Meridian Europe Ltd."};
const Withheld order{false, "court order", "Court of <Foo>", "Law 7", "https://appeals.example/?a=1&b=2", "2026-01-02",
                     {}};

TEST(Accept, APageIsForThoseWhoSayIt) {
  EXPECT_TRUE(wants_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
  EXPECT_TRUE(wants_page("application/json;q=0.5, text/html"));
  EXPECT_FALSE(wants_page(""));
  EXPECT_FALSE(wants_page("*/*"));
  EXPECT_FALSE(wants_page("application/json, text/html;q=0.9"));
  EXPECT_FALSE(wants_page("text/htmlx"));
  EXPECT_FALSE(wants_page("text/html;q=0"));
}

TEST(Blocked, Is451AndSaysWhoAskedAndHowToAppeal) {
  const Answer answer = content_answer("post 42", "CN", {order}, here, false);
  EXPECT_EQ(answer.status, 451U);
  EXPECT_EQ(answer.headers.at("Link"), "</v1/withheld-by>; rel=\"blocked-by\"");
  const auto said = json::parse(answer.body);
  EXPECT_TRUE(said.at("withheld").as_bool());
  const auto& one = said.at("withholdings").at(0);
  EXPECT_EQ(one.at("asked_by").as_string(), "Court of <Foo>");
  EXPECT_EQ(one.at("law").as_string(), "Law 7");
  EXPECT_EQ(one.at("since").as_string(), "2026-01-02");
  EXPECT_TRUE(one.at("until").is_null());
}

TEST(Blocked, APageShowsTextAsText) {
  const Answer answer = content_answer("post <script>", "CN", {order}, here, true);
  EXPECT_EQ(answer.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(answer.body, Not(HasSubstr("<script>")));
  EXPECT_THAT(answer.body, HasSubstr("Court of &lt;Foo&gt;"));
  EXPECT_THAT(answer.body, HasSubstr("href=\"https://appeals.example/?a=1&amp;b=2\""));
}

TEST(Blocked, OfASealedOrderNothingIsSaid) {
  Withheld sealed = order;
  sealed.sealed = true;
  for (const bool page : {true, false}) {
    const Answer answer = content_answer("post 42", "CN", {sealed}, here, page);
    EXPECT_EQ(answer.status, 451U);
    EXPECT_THAT(answer.body, Not(HasSubstr("Foo")));
    EXPECT_THAT(answer.body, Not(HasSubstr("Law 7")));
    EXPECT_THAT(answer.body, Not(HasSubstr("2026-01-02")));
  }
}

TEST(Blocked, WhereNothingIsWithheldItIs200) {
  const Answer answer = content_answer("post 42", "DE", {}, here, false);
  EXPECT_EQ(answer.status, 200U);
  EXPECT_FALSE(json::parse(answer.body).at("withheld").as_bool());
  EXPECT_FALSE(answer.headers.contains("Link"));
}

}  // namespace
}  // namespace ringfence::http
