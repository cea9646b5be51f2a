#include <gtest/gtest.h>

#include "demand/api/body.h"
#include "demand/api/problem.h"
#include "demand/api/route.h"

namespace ringfence::demand {
namespace {

constexpr std::uint64_t now = 1'767'225'600'000;  // 2026-01-01
const std::string id(32, 'a');

std::string read(EventKind kind, const std::string& body) {
  const auto asked = read_body(kind, kind == EventKind::file ? "" : id, "row", body, now);
  return asked ? "taken" : asked.error().sqlstate + " " + asked.error().message;
}

const std::string says =
    R"("says": {"ring": "row", "kind": "disclose", "authority": "Police", "jurisdiction": "HK", "instrument": "warrant 1",)"
    R"( "court": true, "accounts": [{"table": "person", "key": "42"}], "columns": ["person.email"]})";

TEST(ApiBody, FilesWhatItSays) {
  const auto asked = read_body(
      EventKind::file, "", "row",
      "{\"id\": \"" + id + "\", " + says + R"(, "document": {"name": "a/b.pdf", "content": "aGVsbG8="}})", now);
  ASSERT_TRUE(asked) << asked.error().message;
  const Wish& wish = asked->wish;
  EXPECT_EQ(wish.id, id);
  EXPECT_EQ(wish.says->accounts, (std::vector<Named>{{"person", "42"}}));
  EXPECT_EQ(wish.says->deadline, now + usual_deadline);
  EXPECT_TRUE(wish.says->court);
  EXPECT_FALSE(wish.says->official);
  EXPECT_EQ(wish.says->document, "b.pdf");
  EXPECT_EQ(wish.document, "hello");
  EXPECT_EQ(asked->filing.columns, std::vector<std::string>{"person.email"});
}

TEST(ApiBody, EveryStepNamesTheVersionThatWasSeen) {
  for (const EventKind kind : every_event) {
    if (kind == EventKind::file) continue;
    EXPECT_EQ(read(kind, "{}"), "22023 \"version\" is missing in the body") << to_text(kind);
  }
  const auto asked = read_body(EventKind::close, id, "row", "{\"version\": 7}", now);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->wish.version, 7U);
  EXPECT_EQ(asked->wish.id, id);
}

TEST(ApiBody, ApprovalsCarryTheirSignatureAndNoKey) {
  const auto asked = read_body(EventKind::approve, id, "row", R"({"version": 2, "at": 5, "signature": "c2ln"})", now);
  ASSERT_TRUE(asked);
  const auto& by = std::get<Signed>(asked->wish.shown_by);
  EXPECT_EQ(by.at, 5U);
  EXPECT_EQ(by.signature, "c2ln");
  EXPECT_EQ(read(EventKind::approve, R"({"version": 2, "at": 5})"), "22023 \"signature\" is missing in the body");
}

TEST(ApiBody, WhatIsNotAsItShouldBeIsRefused) {
  EXPECT_EQ(read(EventKind::close, "").substr(0, 5), "22032");
  EXPECT_EQ(read(EventKind::close, "[]").substr(0, 5), "22032");
  EXPECT_EQ(read(EventKind::close, "{\"version\": 1} "), "taken");
  EXPECT_EQ(read(EventKind::close, "{\"version\": 1} x").substr(0, 5), "22032");
  EXPECT_EQ(read(EventKind::close, "{\"version\": -1}"), "22023 \"version\" in the body is not a whole number");
  EXPECT_EQ(read(EventKind::close, "{\"version\": 1.0}"), "22023 \"version\" in the body is not a whole number");
  EXPECT_EQ(read(EventKind::close, "{\"version\": \"1\"}"), "22023 \"version\" in the body is not a whole number");
  EXPECT_EQ(read(EventKind::close, "{\"version\": 1, \"note\": \"x\"}"), "22023 \"note\" is not known in the body");
  EXPECT_EQ(read(EventKind::hold, "{\"version\": 1}"), "22023 \"note\" is missing in the body");
  EXPECT_EQ(read(EventKind::execute, R"({"version": 1, "key": "secret"})"), "22023 \"key\" is not known in the body");
  EXPECT_EQ(read(EventKind::file, "{\"id\": \"short\", " + says + "}"), "22023 id is not 32 hexadecimal digits");
  EXPECT_EQ(read(EventKind::file, "{\"id\": \"" + id + "\"}"), "22023 \"says\" is missing in the body");
  EXPECT_EQ(read(EventKind::amend,
                 R"({"version": 1, "says": {"ring": "us", "kind": "disclose", "authority": "", "jurisdiction": ""}})"),
            "22023 this is ring row, not \"us\"");
  EXPECT_EQ(
      read(EventKind::file, "{\"id\": \"" + id + "\", " + says + R"(, "document": {"name": "a", "content": "?"}})"),
      "22023 the document's content is not base64");
  EXPECT_EQ(read(EventKind::amend, "{\"version\": 1, " + says + R"(, "document": {"name": "a", "content": ""}})"),
            "22023 \"document\" is not known in the body");
}

std::string routed(std::string_view method, std::string_view target) {
  const auto found = route(method, target);
  if (!found) return found.error().sqlstate;
  if (!found->allow.empty()) return "only " + found->allow;
  constexpr std::array<const char*, 4> names = {"list", "show", "document", "step"};
  const Route& to = found->route;
  return std::string(names[static_cast<std::size_t>(to.to)]) +
         (to.to == Route::To::step ? " " + std::string(to_text(to.step)) : "") + (to.id.empty() ? "" : " " + to.id);
}

TEST(ApiRoute, EveryStepHasItsAddress) {
  EXPECT_EQ(routed("GET", "/v1/demands?state=held"), "list");
  EXPECT_EQ(routed("POST", "/v1/demands"), "step file");
  EXPECT_EQ(routed("GET", "/v1/demands/1a2b"), "show 1a2b");
  EXPECT_EQ(routed("GET", "/v1/demands/1a2b/document"), "document 1a2b");
  for (const EventKind kind : every_event) {
    if (kind == EventKind::file) continue;
    const std::string name(to_text(kind));
    EXPECT_EQ(routed("POST", "/v1/demands/1a2b/" + name), "step " + name + " 1a2b");
    EXPECT_EQ(routed("GET", "/v1/demands/1a2b/" + name), "only POST");
  }
  EXPECT_EQ(routed("DELETE", "/v1/demands"), "only GET, POST");
  EXPECT_EQ(routed("HEAD", "/v1/demands/1a2b"), "only GET");
  for (const char* nowhere :
       {"/v1/demands/", "/v1/demands/1a2b/", "/v1/demands/1a2b/file", "/v1/demands/1a2b/verify/x"}) {
    EXPECT_EQ(routed("POST", nowhere), "02000") << nowhere;
  }
}

TEST(ApiRoute, AListIsAskedForByWhatIsKnown) {
  const auto filter = read_filter("state=approved%20once&overdue=true");
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->state, State::approved_once);
  EXPECT_EQ(filter->overdue, true);
  EXPECT_FALSE(read_filter("")->state);
  for (const char* query : {"state=none", "state=not%20filed", "overdue=1", "page=2", "state=%"}) {
    EXPECT_FALSE(read_filter(query)) << query;
  }
}

TEST(ApiProblem, SaysWhatTheErrorSays) {
  const http::Answer answer = problem(Error("no", "since", "do", "40001"), {{"id", "7"}});
  EXPECT_EQ(answer.status, 409U);
  EXPECT_EQ(answer.content_type, "application/problem+json");
  EXPECT_EQ(json::parse(answer.body), json::parse(R"({"type": "about:blank", "title": "Conflict", "status": 409,
      "detail": "no", "why": "since", "hint": "do", "sqlstate": "40001", "id": "7"})"));
  EXPECT_EQ(problem(Error("who", {}, {}, not_shown)).headers.at("WWW-Authenticate"), "Signature");
  EXPECT_EQ(status_of(Error("x", {}, {}, "08006")), 503U);
  EXPECT_EQ(status_of(Error("x", {}, {}, "42501")), 403U);
}

}  // namespace
}  // namespace ringfence::demand
