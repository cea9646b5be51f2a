#include "policy/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/explain.h"

namespace ringfence::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Policy meridian() {
  Policy policy;
  policy.rings = {Ring{"us", {"US"}, {"US"}, {}, {}, {}, {}}, Ring{"cn", {"CN"}, {"CN"}, {}, {}, {}, {}},
                  Ring{"eu", {"EU"}, {"DE", "FR"}, {}, {}, {}, {}}};
  Table person;
  person.name = {"public", "person"};
  person.home = Home{{"country"}, {}, {}, {}};
  person.subject = Subject{{"id"}, {}, {}};
  person.public_columns = {"id", "first_name"};
  person.sensitive = {"face"};
  Table mail;
  mail.name = {"public", "mail"};
  mail.subject = Subject{{"owner_id"}, {}, {}};
  mail.never_in = {"cn"};
  Table tag;
  tag.name = {"public", "tag"};
  tag.shared = true;
  policy.tables = {person, mail, tag};
  policy.services = {Service{"web-us", "US", {"serve", "feed"}, {}, Scope::world, false, {}},
                     Service{"helpdesk", "US", {"support"}, {"DE"}, Scope::home, false, {}}};
  Transfer feed;
  feed.name = "public-feed";
  feed.from = feed.to = {"*"};
  feed.purposes = {"feed"};
  feed.columns = {{person.name, ""}};
  feed.rows[person.name] = "visible";
  Transfer support;
  support.name = "support-eu";
  support.from = {"eu"};
  support.to = {"us"};
  support.purposes = {"support"};
  support.columns = {{person.name, "first_name"}, {person.name, "email"}, {person.name, "face"}};
  support.masks[{person.name, "email"}] = Mask{MaskKind::domain, 0};
  support.expires = Date{2027, 6, 30};
  policy.transfers = {feed, support};
  return policy;
}

class Decide : public testing::Test {
 protected:
  Decide() {
    question.policy = &policy;
    question.analysis = &analysis;
    question.today = {2026, 11, 23};
    analysis.verb = StatementVerb::read;
    ask("helpdesk", "support");
  }
  void ask(const std::string& service, const std::string& purpose) {
    for (const Service& one : policy.services) {
      if (one.name == service) question.service = &one;
    }
    question.purpose = purpose;
  }
  void use(const std::string& table, std::set<std::string> columns, bool write = false) {
    TableUse one;
    one.name = {"public", table};
    one.rule = policy.find_table(one.name);
    one.role = !one.rule ? TableRole::unknown : one.rule->shared ? TableRole::shared : TableRole::owned;
    one.read = !write;
    one.written = write;
    one.columns = std::move(columns);
    analysis.tables.push_back(one);
    if (write) analysis.verb = StatementVerb::write;
  }
  void prove(const std::string& value) {
    analysis.subject = SubjectProof{{"public", "person"}, {{value, value[0] == '$'}}, "person.id", {}, false};
  }

  Policy policy = meridian();
  Analysis analysis;
  Question question;
};

TEST_F(Decide, HomeOfAProvenSubjectIsNoTransferInTheReadersRing) {
  use("person", {"id", "email"});
  prove("42");
  question.subject_home = "US";
  const Decision decision = decide(question);
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.sentence,
            "Goes to ring us, the home of person 42, which person.id proves: no transfer: the reader is in that ring.");
}

TEST_F(Decide, ATransferNamesRuleMaskAndWhatIsNull) {
  use("person", {"email", "face", "first_name", "born"});
  prove("42");
  question.subject_home = "DE";
  const Decision decision = decide(question);
  ASSERT_TRUE(decision.allowed) << decision.sentence;
  EXPECT_THAT(decision.rings[0].rules, ElementsAre("support-eu"));
  const std::string text = explain(question, decision);
  EXPECT_THAT(text, HasSubstr("person.email: masked (domain), by support-eu"));
  EXPECT_THAT(text, HasSubstr("person.face: NULL")) << "sensitive, whatever the rule says";
  EXPECT_THAT(text, HasSubstr("person.born: NULL"));
  EXPECT_THAT(text, HasSubstr("person.first_name: as it is"));
}

TEST_F(Decide, ExpiryPurposeAndDirectionAreEachARefusal) {
  use("person", {"first_name"});
  prove("42");
  question.subject_home = "DE";
  question.today = {2027, 7, 1};
  EXPECT_THAT(decide(question).sentence, HasSubstr("rule support-eu expired on 2027-06-30"));
  question.today = {2027, 6, 30};
  EXPECT_TRUE(decide(question).allowed);
  question.subject_home = "CN";
  const Decision decision = decide(question);
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.hint,
            "it would need [[transfer]] from = \"cn\" to = \"us\" purpose = [\"support\"] columns = "
            "[\"person.first_name\"]");
  question.subject_home = "ZZ";
  EXPECT_THAT(decide(question).sentence, StartsWith("Refused: ZZ is the home of no ring"));
}

TEST_F(Decide, WritesNeedARuleThatWrites) {
  use("person", {"first_name"}, true);
  prove("42");
  question.subject_home = "DE";
  EXPECT_THAT(decide(question).sentence, HasSubstr("rule support-eu does not let anyone write"));
  policy.transfers[1].write = true;
  EXPECT_TRUE(decide(question).allowed);
}

TEST_F(Decide, NeverInHoldsForWritesAtHomeToo) {
  policy.services[1].location = "CN";
  use("mail", {"owner_id"}, true);
  prove("42");
  question.subject_home = "CN";
  EXPECT_THAT(decide(question).sentence, HasSubstr("mail is never in ring cn"));
}

TEST_F(Decide, AnUnknownHomeIsToldRingByRing) {
  use("person", {"first_name"});
  prove("$1");
  const Decision decision = decide(question);
  EXPECT_TRUE(decision.allowed);
  EXPECT_THAT(decision.sentence, StartsWith("Goes to the home of person $1"));
  ASSERT_EQ(decision.rings.size(), 3u);
  EXPECT_FALSE(decision.rings[0].transfer);
  EXPECT_FALSE(decision.rings[1].allowed);
  EXPECT_TRUE(decision.rings[2].allowed && decision.rings[2].transfer);
}

TEST_F(Decide, ReadersAreLookedAtFirst) {
  use("person", {"first_name"});
  prove("42");
  ask("helpdesk", "feed");
  EXPECT_THAT(decide(question).sentence, HasSubstr("may not act for feed"));
  ask("web-us", "");
  EXPECT_THAT(decide(question).sentence, HasSubstr("several purposes"));
  ask("helpdesk", "");
  question.viewer = "CN";
  EXPECT_THAT(decide(question).sentence, HasSubstr("does not act for viewers in CN"));
  question.viewer.reset();
  policy.tables[0].content = true;
  EXPECT_THAT(decide(question).sentence, HasSubstr("no viewer is said"));
}

TEST_F(Decide, UnprovenGoesToTheWorldOrNowhere) {
  use("person", {"first_name"});
  EXPECT_THAT(decide(question).sentence, StartsWith("Refused: no one subject is proven for this read"));
  ask("web-us", "feed");
  const Decision world = decide(question);
  EXPECT_TRUE(world.allowed);
  EXPECT_EQ(world.route, Route::world);
  EXPECT_THAT(explain(question, world), HasSubstr("only rows where visible"));
  ask("web-us", "serve");
  EXPECT_THAT(decide(question).sentence, HasSubstr("no rule permits reading person of ring cn from ring us for serve"));
  ask("web-us", "feed");
  analysis.opaque.push_back({"function f may do anything", 8});
  EXPECT_THAT(decide(question).sentence, HasSubstr("function f may do anything"));
}

TEST_F(Decide, WritesNeverGoToTheWorld) {
  use("person", {"first_name"}, true);
  ask("web-us", "feed");
  EXPECT_THAT(decide(question).sentence, StartsWith("Refused: no one subject is proven for this write"));
}

TEST_F(Decide, SharedAndUnknownTables) {
  use("tag", {"name"});
  EXPECT_EQ(decide(question).route, Route::this_ring);
  use("nowhere", {"x"});
  EXPECT_THAT(decide(question).sentence, HasSubstr("nowhere is not in the policy"));
  analysis.tables.clear();
  use("tag", {"name"}, true);
  EXPECT_THAT(decide(question).sentence, HasSubstr("would make the rings differ"));
}

TEST_F(Decide, ADeclaredSubjectMayNotContradictAProvenOne) {
  use("person", {"first_name"});
  question.declared = "42";
  question.subject_home = "US";
  EXPECT_TRUE(decide(question).allowed);
  prove("43");
  EXPECT_THAT(decide(question).sentence, HasSubstr("contradicts person 43"));
}

TEST_F(Decide, ATransferNeverRunsWhatIsNotUnderstood) {
  use("person", {"first_name"});
  question.declared = "42";
  question.subject_home = "DE";
  EXPECT_TRUE(decide(question).allowed);
  analysis.explains = true;
  EXPECT_FALSE(decide(question).allowed);
  analysis.explains = false;
  analysis.opaque.push_back({"function f may do anything", 8});
  EXPECT_FALSE(decide(question).allowed);
  question.subject_home = "US";
  EXPECT_TRUE(decide(question).allowed) << "at home it is the home ring's own affair";
}

TEST_F(Decide, WhatTouchesNoRowsGoesToThisRing) {
  analysis.verb = StatementVerb::session;
  analysis.session.pins = "LISTEN";
  const Decision decision = decide(question);
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.route, Route::this_ring);
  EXPECT_THAT(decision.notes, ElementsAre(HasSubstr("for LISTEN")));
}

TEST_F(Decide, WhatIsForbiddenIsForEveryone) {
  analysis.forbidden = Doubt{"SET ROLE", 0, "connect as another"};
  analysis.opaque.push_back(*analysis.forbidden);
  question.declared = "42";
  question.subject_home = "US";
  for (const StatementVerb verb : {StatementVerb::read, StatementVerb::write, StatementVerb::session}) {
    analysis.verb = verb;
    const Decision decision = decide(question);
    EXPECT_EQ(decision.route, Route::refused);
    EXPECT_EQ(decision.hint, "connect as another");
  }
  policy.services.push_back(Service{"migrator", "US", {"migrate"}, {}, Scope::home, false, {}});
  ask("migrator", "migrate");
  EXPECT_FALSE(decide(question).allowed);
}

TEST_F(Decide, AMigrationMayDoAnythingInItsOwnRing) {
  policy.services.push_back(Service{"migrator", "US", {"migrate"}, {}, Scope::home, false, {}});
  ask("migrator", "migrate");
  policy.tables[0].content = true;
  use("person", {"first_name"}, true);
  use("tag", {"name"}, true);
  use("nowhere", {"x"});
  analysis.verb = StatementVerb::other;
  analysis.opaque.push_back({"DoStmt is not a statement on rows", 0, {}});
  EXPECT_EQ(decide(question).route, Route::this_ring);
  EXPECT_THAT(decide(question).sentence, StartsWith("Goes to ring us"));
  question.here = &policy.rings[0];
  EXPECT_TRUE(decide(question).allowed);
  question.here = &policy.rings[2];
  EXPECT_THAT(decide(question).sentence, HasSubstr("may not migrate ring eu"));
  policy.services.back().location = "BR";
  for (const Ring* here : std::vector<const Ring*>{nullptr, &policy.rings[0]}) {
    question.here = here;
    EXPECT_THAT(decide(question).sentence, HasSubstr("located in no ring"));
  }
  ask("web-us", "migrate");
  EXPECT_THAT(decide(question).sentence, HasSubstr("may not act for migrate"));
}

TEST_F(Decide, TheCatalogueIsForReadersInTheRing) {
  TableUse activity;
  activity.name = {"pg_catalog", "pg_stat_activity"};
  activity.role = TableRole::system;
  activity.read = true;
  analysis.tables.push_back(activity);
  EXPECT_EQ(decide(question).route, Route::this_ring);
  question.here = &policy.rings[0];
  EXPECT_TRUE(decide(question).allowed);
  question.here = &policy.rings[2];
  EXPECT_THAT(decide(question).sentence, HasSubstr("helpdesk is not in ring eu"));
  analysis.tables[0].name.name = "pg_type";
  EXPECT_TRUE(decide(question).allowed) << "drivers look types up wherever they are";
  analysis.home_only.push_back({"function pg_relation_size tells of the database", 8, {}});
  EXPECT_FALSE(decide(question).allowed);
}

TEST_F(Decide, NoTransferTellsOfTheDatabaseOrTheSession) {
  use("person", {"first_name"});
  prove("42");
  question.subject_home = "DE";
  EXPECT_TRUE(decide(question).allowed);
  Analysis plain = analysis;
  analysis.home_only.push_back({"function nextval changes its state", 8, {}});
  EXPECT_THAT(decide(question).sentence, HasSubstr("function nextval"));
  analysis = plain;
  analysis.session.setting = SettingUse{SettingUse::Do::set, "work_mem", "1GB", true};
  EXPECT_THAT(decide(question).sentence, HasSubstr("changes a setting"));
  for (const TableRole role : {TableRole::system, TableRole::temporary}) {
    analysis = plain;
    TableUse other;
    other.name = {"pg_catalog", "pg_type"};
    other.role = role;
    analysis.tables.push_back(other);
    EXPECT_FALSE(decide(question).allowed);
  }
}

}  // namespace
}  // namespace ringfence::policy
