// What a world read may tell the rings that it asks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/decide.h"
#include "policy/explain.h"

namespace ringfence::policy {
namespace {

using testing::HasSubstr;

class Questions : public testing::Test {
 protected:
  Questions() {
    for (const char* code : {"US", "DE", "CN"}) {
      policy.rings.push_back({});
      policy.rings.back().jurisdictions = policy.rings.back().codes = {code};
    }
    policy.rings[0].name = "us";
    policy.rings[1].name = "eu";
    policy.rings[2].name = "cn";
    Table table;
    table.name = post;
    table.subject = Subject{{"author_id"}, {}, {}};
    table.public_columns = {"id", "content"};
    table.sensitive = {"face"};
    policy.tables = {table};
    policy.services = {Service{"web", "US", {"feed"}, {}, Scope::world, false, {}}};
    policy.transfers = {rule("all", {"*"}, {"*"})};
    TableUse use;
    use.name = post;
    use.rule = policy.find_table(post);
    use.role = TableRole::owned;
    use.read = true;
    use.columns = {"id", "content", "draft"};
    analysis.tables = {use};
    analysis.verb = StatementVerb::read;
    question.policy = &policy;
    question.service = &policy.services[0];
    question.analysis = &analysis;
    question.today = {2026, 11, 23};
  }
  static Transfer rule(const std::string& name, std::vector<std::string> from, std::vector<std::string> to) {
    Transfer made;
    made.name = name;
    made.from = std::move(from);
    made.to = std::move(to);
    made.purposes = {"feed"};
    made.columns = {{{"public", "post"}, ""}};
    return made;
  }
  // Why the column is not told; empty: it is.
  std::string why(const std::string& column, bool key = false, bool refers = false) {
    analysis.carried = {{0, column, key, refers, 9}};
    const Decision decision = decide(question);
    EXPECT_EQ(decision.allowed, decision.detail.empty()) << decision.sentence;
    EXPECT_EQ(decision.position, decision.allowed ? 0u : 9u);
    return decision.detail;
  }
  Transfer& all() { return policy.transfers[0]; }

  const TableName post{"public", "post"};
  Policy policy;
  Analysis analysis;
  Question question;
};

TEST_F(Questions, WhatMayLeaveForEveryRingIsTold) {
  EXPECT_EQ(why("content"), "");
  EXPECT_EQ(why("draft"), "no rule lets post.draft leave ring us for ring eu for feed");
  EXPECT_EQ(why("*"), "no rule lets post.* leave ring us for ring eu for feed");
}

TEST_F(Questions, TheRefusalNamesTheColumnAndTheWayOut) {
  analysis.carried = {{0, "draft", false, false, 9}};
  const Decision decision = decide(question);
  EXPECT_EQ(decision.route, Route::refused);
  EXPECT_EQ(decision.sentence, "Refused: it would ask other rings with values of post.draft in its questions.");
  EXPECT_THAT(decision.hint, HasSubstr("constants and parameters"));
  EXPECT_THAT(decision.hint,
              HasSubstr("[[transfer]] from = \"us\" to = \"eu\" purpose = [\"feed\"] columns = [\"post.draft\"]"));
  EXPECT_THAT(explain(question, decision), HasSubstr("at character 9: no rule lets post.draft leave ring us"));
}

TEST_F(Questions, AMaskOrAFilterIsLessThanAllAtHome) {
  all().masks[{post, "content"}] = Mask{MaskKind::truncate, 2};
  EXPECT_EQ(why("content"), "rule all lets post.content leave ring us for ring eu for feed only masked (truncate(2))");
  all().masks.clear();
  all().rows[post] = "visible";
  EXPECT_EQ(why("content"), "rule all lets post.content leave ring us for ring eu for feed only where visible");
  policy.transfers.push_back(rule("more", {"us"}, {"eu", "cn"}));
  EXPECT_EQ(why("content"), "") << "one rule with all of it is enough";
}

TEST_F(Questions, AnExpiredRuleLetsNothingBeTold) {
  policy.transfers = {rule("in", {"*"}, {"us"}), rule("out", {"us"}, {"*"})};
  EXPECT_THAT(why("content"), HasSubstr("leave ring eu for ring cn")) << "what eu let us see is not cn's to know";
  policy.transfers.push_back(rule("between", {"eu", "cn"}, {"eu", "cn"}));
  EXPECT_EQ(why("content"), "");
  policy.transfers[1].expires = Date{2026, 11, 22};
  EXPECT_EQ(why("content"), "no rule lets post.content leave ring us for ring eu for feed");
}

TEST_F(Questions, WhatOneRingLetsBeSeenIsToldToTheNextOnlyAsThatRingLetsIt) {
  policy.transfers = {rule("in", {"*"}, {"us"}), rule("out", {"us"}, {"*"}),
                      rule("between", {"eu", "cn"}, {"eu", "cn"})};
  policy.transfers[2].rows[post] = "visible";
  EXPECT_EQ(why("content"), "rule between lets post.content leave ring eu for ring cn for feed only where visible");
  policy.transfers[0].rows[post] = "visible";
  EXPECT_EQ(why("content"), "") << "no other rows are seen";
  policy.transfers[0].masks[{post, "content"}] = Mask{MaskKind::hash, 0};
  EXPECT_EQ(why("content"), "") << "less is seen than might be told";
  policy.transfers[2].masks[{post, "content"}] = Mask{MaskKind::truncate, 1};
  EXPECT_THAT(why("content"), HasSubstr("only masked"));
  EXPECT_EQ(why("draft"), "no rule lets post.draft leave ring us for ring eu for feed");
}

TEST_F(Questions, KeysAreToldWhateverTheFilterButNoSensitiveOne) {
  all().rows[post] = "visible";
  EXPECT_EQ(why("draft", true), "");
  EXPECT_THAT(why("face", true), HasSubstr("no rule lets post.face leave"));
}

TEST_F(Questions, WhatRefersToAKeyIsToldOfHiddenRowsTooIfARuleNamesIt) {
  all().rows[post] = "visible";
  EXPECT_EQ(why("content", false, true), "");
  EXPECT_THAT(why("draft", false, true), HasSubstr("no rule lets"));
  all().masks[{post, "content"}] = Mask{MaskKind::truncate, 2};
  EXPECT_THAT(why("content", false, true), HasSubstr("only masked"));
}

TEST_F(Questions, OnlyRingsThatAreAskedCount) {
  policy.transfers = {rule("eu", {"eu"}, {"us"}), rule("us", {"us"}, {"eu"})};
  policy.services[0].partial = true;
  EXPECT_EQ(why("content"), "") << "no world view is of ring cn";
  analysis.carried = {{0, "draft", false, false, 9}};
  EXPECT_FALSE(decide(question).allowed) << "whatever may be left out";
}

TEST_F(Questions, WhatNobodyFollowedMayBeAnything) {
  analysis.untraced = Doubt{"it has too much", 0, "split it"};
  const Decision decision = decide(question);
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.hint, "split it");
}

TEST_F(Questions, AStatementAboutOneSubjectAsksNobodyElse) {
  analysis.carried = {{0, "draft", false, false, 9}};
  analysis.subject = SubjectProof{{"public", "post"}, {{"7", false}}, "post.author_id", {}, false};
  question.subject_home = "US";
  EXPECT_TRUE(decide(question).allowed);
}

}  // namespace
}  // namespace ringfence::policy
