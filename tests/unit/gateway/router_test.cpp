#include "gateway/route/router.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "route_world.h"

namespace ringfence::gateway {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr sys_days a_day = std::chrono::year(2026) / 11 / 27;

class Route : public ::testing::Test {
 protected:
  Asker asker(std::string_view service = "home", std::string purpose = "serve") const {
    Asker made;
    made.service = testing::find_service(*knowledge, service);
    made.purpose = std::move(purpose);
    return made;
  }
  Routed route(const Asker& who, std::string_view text) {
    auto routed = router.route(who, text);
    EXPECT_TRUE(routed) << text << ": " << to_text(routed.error());
    return routed ? *routed : Routed{};
  }
  StatementPlan one(const Asker& who, std::string_view text) {
    const Routed routed = route(who, text);
    EXPECT_TRUE(routed.plan && routed.plan->statements.size() == 1) << text;
    return routed.plan->statements.at(0);
  }
  // "here", "by_home: literal 0, constant x | us cn -eu": the rings it may run in, and those it may not; "own name",
  // "refuse SQLSTATE message".
  std::string told(const Asker& who, std::string_view text) {
    const StatementPlan plan = one(who, text);
    switch (plan.course) {
      case Course::here:
        return "here";
      case Course::own:
        return fmt::format("own {}={}", plan.setting.name, plan.setting.value.value_or("-"));
      case Course::refuse:
        return fmt::format("refuse {} {}", plan.refusal.sqlstate, plan.refusal.message);
      case Course::by_home:
        break;
    }
    std::string line = "by_home:" + whose(plan) + " |";
    for (std::size_t i = 0; i < plan.in_ring.size(); ++i) {
      const InRing& ring = plan.in_ring[i];
      line += (ring.refusal ? " -" : ring.transfer ? " >" : " ") + knowledge->policy.rings[i].name;
    }
    return line;
  }
  static std::string whose(const StatementPlan& plan) {
    if (!plan.whose) return {};
    std::string line = plan.whose->new_subject ? " new" : "";
    if (!plan.whose->lookup.empty()) line += " " + plan.whose->lookup;
    for (const ValueFrom& from : plan.whose->values) {
      if (from.kind == ValueFrom::Kind::constant) line += " '" + from.text + "'";
      if (from.kind == ValueFrom::Kind::literal) line += fmt::format(" literal {}", from.index);
      if (from.kind == ValueFrom::Kind::parameter) line += fmt::format(" ${}", from.index);
    }
    return line;
  }

  sys_days day = a_day;
  std::shared_ptr<Knowledge> knowledge = testing::knowledge_of();
  Router router{knowledge, [this] { return day; }};
};

TEST_F(Route, AProvenSubjectGoesToItsHome) {
  EXPECT_EQ(told(asker(), "SELECT * FROM person WHERE id = 42"), "by_home: literal 0 | us -cn -eu");
  EXPECT_EQ(told(asker(), "SELECT * FROM person WHERE id = $1"), "by_home: $1 | us -cn -eu");
  EXPECT_EQ(told(asker(), "UPDATE person SET first_name = 'x' WHERE id = $2 AND email = $1"),
            "by_home: $2 | us -cn -eu");
  EXPECT_EQ(told(asker(), "SELECT first_name FROM person WHERE email = 'a@b'"),
            "by_home: email literal 0 | us -cn -eu");
  EXPECT_EQ(told(asker(), "INSERT INTO photo (id, owner_id) VALUES (1, $1), (2, $1)"), "by_home: $1 | us -cn -eu");
  EXPECT_EQ(told(asker(), "INSERT INTO photo (id, owner_id) VALUES (1, 42), (2, 42)"), "by_home: '42' | us -cn -eu");
  EXPECT_EQ(told(asker(), "INSERT INTO person (id, country) VALUES (7, $1)"), "by_home: new $1 | us -cn -eu");
}

TEST_F(Route, NobodysRowsStayHere) {
  EXPECT_EQ(told(asker(), "SELECT * FROM tag WHERE id = 1"), "here");
  EXPECT_EQ(told(asker(), "BEGIN"), "here");
  EXPECT_EQ(told(asker(), "SET statement_timeout = 5"), "here");
  EXPECT_EQ(told(asker(), "UPDATE setting SET name = 'x' WHERE id = 1"), "here");
  EXPECT_THAT(told(asker(), "SELECT * FROM till"), HasSubstr("no rule permits reading till of ring eu"));
  EXPECT_THAT(told(asker("berlin"), "SELECT * FROM till"),
              StartsWith("refuse 42501 refused: the rows are at home in ring eu"));
}

TEST_F(Route, WhatIsNotProvenIsRefusedAndSaysTheWayOut) {
  const StatementPlan plan = one(asker(), "SELECT * FROM person");
  EXPECT_EQ(plan.course, Course::refuse);
  EXPECT_EQ(plan.refusal.sqlstate, "42501");
  EXPECT_EQ(plan.refusal.message,
            "refused: no one subject is proven for this read: nothing holds person.id to one value");
  EXPECT_THAT(plan.refusal.hint, HasSubstr("SET ringfence.subject"));
}

TEST_F(Route, AReadOfNobodyGoesToTheWorldViewsWhereThatIsTheScope) {
  knowledge->keeps_ledger = true;
  const StatementPlan world = one(asker("web", "feed"), "SELECT first_name FROM person");
  EXPECT_EQ(world.course, Course::here);
  EXPECT_EQ(world.world, "world_feed");
  const StatementPlan named = one(asker("web", "feed"), "SELECT first_name FROM public.person");
  EXPECT_EQ(named.refusal.sqlstate, "42501");
  EXPECT_EQ(named.refusal.hint, "leave the schema out: person is then its world view");
}

TEST_F(Route, AWorldViewsForeignTableIsATransferFromTheRingItIsOf) {
  knowledge->keeps_ledger = true;
  Asker database = asker("web", "feed");
  database.views = "transfer_us_feed";
  database.of = 2;
  const StatementPlan read = one(database, "SELECT first_name FROM transfer_us_feed.person r1 WHERE (r1.id > 5)");
  ASSERT_TRUE(read.transfer);
  EXPECT_EQ(read.course, Course::here);
  EXPECT_EQ(read.transfer->from, "eu");
  EXPECT_EQ(read.transfer->to, "us");
  EXPECT_EQ(read.transfer->role, "transfer_us_feed");
  EXPECT_EQ(read.transfer->tables.at(0).name, "person");
  for (const char* text : {"SELECT first_name FROM transfer_us_feed.person FOR UPDATE",
                           "DELETE FROM transfer_us_feed.person", "SELECT first_name FROM transfer_us_feed.nothing",
                           "SELECT t.name FROM transfer_us_feed.person, public.person t",
                           "SELECT first_name FROM transfer_cn_feed.person"}) {
    const StatementPlan refused = one(database, text);
    EXPECT_EQ(refused.course, Course::refuse) << text;
  }
}

TEST_F(Route, ARingOtherThanOursIsRefusedWithTheRuleItWouldNeed) {
  const StatementPlan serve = one(asker(), "SELECT first_name FROM person WHERE id = 42");
  EXPECT_EQ(serve.in_ring.at(2).refusal->message, "refused: the rows are at home in ring eu");
  EXPECT_THAT(serve.in_ring.at(2).refusal->detail, HasSubstr("no rule permits reading person of ring eu"));
  EXPECT_THAT(serve.in_ring.at(2).refusal->hint, HasSubstr("[[transfer]] from = \"eu\" to = \"us\""));
  const StatementPlan rule = one(asker("web", "feed"), "SELECT first_name FROM person WHERE id = 42");
  EXPECT_THAT(rule.in_ring.at(2).refusal->detail, HasSubstr("rule public-feed would permit it"));
}

TEST_F(Route, WhatIsNeverInOurRingIsRefusedThere) {
  const StatementPlan plan = one(asker(), "INSERT INTO mail (id, owner_id) VALUES (1, $1)");
  EXPECT_EQ(plan.course, Course::refuse);
  EXPECT_THAT(plan.refusal.message, HasSubstr("mail is never in ring us"));
  const StatementPlan berlin = one(asker("berlin"), "INSERT INTO mail (id, owner_id) VALUES (1, $1)");
  EXPECT_EQ(berlin.in_ring.at(0).refusal->message, "refused: mail is never in ring us");
  EXPECT_EQ(berlin.in_ring.at(0).refusal->detail, "");
}

TEST_F(Route, AReaderElsewhereMakesATransferWhichIsNotCarried) {
  EXPECT_EQ(told(asker("berlin", "feed"), "SELECT first_name FROM person WHERE id = 42"),
            "by_home: literal 0 | -us -cn -eu");
  const StatementPlan plan = one(asker("berlin", "feed"), "SELECT first_name FROM person WHERE id = 42");
  EXPECT_EQ(plan.in_ring.at(0).refusal->message,
            "refused: the gateway of ring us keeps no ledger, and carries no transfer from ring us without");
  EXPECT_EQ(plan.in_ring.at(0).refusal->detail, "rule public-feed would permit it");
  EXPECT_EQ(plan.in_ring.at(2).refusal->hint, "connect to the gateway of ring eu");
  EXPECT_EQ(told(asker("berlin", "feed"), "SET statement_timeout = 5"), "here");
  EXPECT_THAT(told(asker("berlin"), "SELECT * FROM setting"), StartsWith("refuse 42501"));
}

TEST_F(Route, AReaderElsewhereReadsAsTheRoleThatARuleGivesItOrNotAtAll) {
  EXPECT_EQ(route(asker("berlin", "feed"), "SELECT 1").plan->reads_as, "transfer_eu_feed");
  EXPECT_EQ(route(asker("berlin", "feed"), "SELECT $1 || 'x'").plan->reads_as, "transfer_eu_feed");
  EXPECT_EQ(route(asker("berlin", "serve"), "SELECT 1").plan->reads_as, "");
  EXPECT_EQ(route(asker(), "SELECT 1").plan->reads_as, "") << "at home";
  EXPECT_TRUE(one(asker("berlin", "feed"), "SELECT name FROM tag").shared);
  EXPECT_THAT(told(asker("berlin"), "SELECT name FROM tag"), HasSubstr("no rule lets it read there for serve"));
}

TEST_F(Route, ATemporaryTableIsNoWorldView) {
  EXPECT_EQ(told(asker("home"), "CREATE TEMP TABLE seen (name text)"), "here");
}

// A plan of a shape, each literal put back, is the plan of the statement.
TEST_F(Route, APlanOfAShapeIsThatOfItsStatements) {
  const std::set<std::string> none;
  for (const char* text :
       {"SELECT * FROM person WHERE id = 42",
        "SELECT * FROM person WHERE id = -42",
        "SELECT * FROM person",
        "SELECT * FROM person WHERE id = '42' AND email = $1",
        "SELECT 1",
        "SELECT * FROM tag LIMIT 10",
        "SELECT * FROM photo WHERE owner_id IN (3)",
        "SELECT * FROM photo WHERE owner_id IN (3, 4)",
        "INSERT INTO photo VALUES (1, 2, 'x')",
        "INSERT INTO photo VALUES (1, 2, 'x'), (2, 3, 'y')",
        "INSERT INTO photo VALUES (1, 2, 'x'), (2, 2, 'y')",
        "INSERT INTO person VALUES (1, 'US', 'a', $1)",
        "DELETE FROM photo WHERE owner_id = 42 AND id = 3",
        "SELECT set_config('search_path', '', false)",
        "SELECT * FROM person p JOIN photo f ON f.owner_id = p.id WHERE p.id = 42 ORDER BY 1 LIMIT 20 OFFSET 0",
        "SELECT date '2026-01-01', interval '1 day' FROM tag",
        "BEGIN; SELECT 1; COMMIT",
        "",
        "COPY photo FROM STDIN",
        "SET statement_timeout = 10",
        "SELECT first_name FROM person WHERE email = 'x'"}) {
    route(asker(), text);
    const Routed again = route(asker(), text);
    const Routed alone = *router.route(asker(), text, &none);
    ASSERT_EQ(again.plan->statements.size(), alone.plan->statements.size()) << text;
    for (std::size_t i = 0; i < alone.plan->statements.size(); ++i) {
      StatementPlan by_shape = again.plan->statements[i];
      const StatementPlan& by_text = alone.plan->statements[i];
      EXPECT_EQ(by_shape.course, by_text.course) << text;
      EXPECT_EQ(by_shape.refusal.message, by_text.refusal.message) << text;
      EXPECT_EQ(by_shape.session, by_text.session) << text;
      EXPECT_EQ(by_shape.whose.has_value(), by_text.whose.has_value()) << text;
      if (!by_shape.whose) continue;
      for (ValueFrom& from : by_shape.whose->values) {
        if (from.kind != ValueFrom::Kind::literal) continue;
        const Span at = again.literals[from.index];
        from = {ValueFrom::Kind::constant, *literal_value(std::string_view(text).substr(at.begin, at.end - at.begin)),
                0};
      }
      EXPECT_EQ(by_shape.whose, by_text.whose) << text;
    }
  }
}

TEST_F(Route, AHitIsTheSamePlanAndOnlyForTheSameAsker) {
  const auto first = route(asker(), "SELECT * FROM person WHERE id = 42").plan;
  EXPECT_EQ(route(asker(), "SELECT  * FROM person WHERE id = 43 -- x").plan, first);
  EXPECT_EQ(router.figures().hits, 1u);
  const auto other = route(asker("berlin"), "SELECT * FROM person WHERE id = 42").plan;
  EXPECT_NE(other, first);
  EXPECT_TRUE(other->statements.at(0).in_ring.at(0).refusal);
  Asker declared = asker();
  declared.declared = true;
  EXPECT_NE(route(declared, "SELECT * FROM person WHERE id = 42").plan, first);
  EXPECT_EQ(route(asker(), "SELECT * FROM person WHERE id = 44").plan, first);
  EXPECT_EQ(router.figures().misses, 3u);
  EXPECT_EQ(router.figures().cached, 3u);
}

TEST_F(Route, OtherKnowledgeAndAnotherDayForgetPlans) {
  const auto before = route(asker(), "SELECT * FROM person WHERE id = 42").plan;
  EXPECT_EQ(before->generation, router.generation());
  day += days(1);
  EXPECT_NE(before->generation, router.generation());
  EXPECT_NE(route(asker(), "SELECT * FROM person WHERE id = 42").plan, before);
  const auto next = testing::knowledge_of(false, 2);
  const std::uint64_t generation = router.generation();
  router.replace(next);
  EXPECT_NE(router.generation(), generation);
  EXPECT_EQ(router.figures().cached, 0u);
}

TEST_F(Route, WhatIsSaidInsteadOfATextIsKnownUntilTheKnowledgeChanges) {
  const auto next = testing::knowledge_of(false, 2);
  next->world_parts["world_feed"]["photo"] = {"photo", "eu/photo"};
  const std::string text = "SELECT count(*) FROM photo WHERE id > 7";
  EXPECT_EQ(router.said_anew("world_feed", text), nullptr);
  router.replace(next);
  const std::string* said = router.said_anew("world_feed", text);
  ASSERT_TRUE(said);
  EXPECT_THAT(*said, HasSubstr("FROM \"eu/photo\" AS \"photo\" WHERE id > 7"));
  EXPECT_EQ(router.said_anew("world_feed", text), said) << "made once";
  EXPECT_THAT(*router.said_anew("world_feed", "SELECT count(*) FROM photo WHERE id > 8"), HasSubstr("id > 8"));
  EXPECT_EQ(router.said_anew("world_serve", text), nullptr);
  EXPECT_EQ(router.said_anew("", text), nullptr);
  EXPECT_EQ(router.said_anew("world_feed", text + std::string(limits::by_ring_bytes, ' ')), nullptr);
}

TEST_F(Route, ARuleThatExpiresIsNoLongerNamed) {
  const auto detail = [&] {
    return one(asker("web", "feed"), "SELECT first_name FROM person WHERE id = 42").in_ring.at(2).refusal->detail;
  };
  EXPECT_THAT(detail(), HasSubstr("rule public-feed would permit"));
  day = std::chrono::year(2027) / 7 / 1;
  EXPECT_THAT(detail(), HasSubstr("expired on 2027-06-30"));
}

TEST_F(Route, ADeclaredSubjectDecidesAndWhatIsProvenIsTold) {
  Asker declared = asker();
  declared.declared = true;
  EXPECT_EQ(told(declared, "SELECT * FROM person"), "by_home: | us -cn -eu");
  EXPECT_EQ(told(declared, "SELECT * FROM person WHERE id = 42"), "by_home: literal 0 | us -cn -eu");
  EXPECT_EQ(told(declared, "SELECT 1"), "by_home: | us -cn -eu");
  EXPECT_EQ(one(declared, "SELECT * FROM photo").declared_root, 0u);
  EXPECT_EQ(told(declared, "COMMIT"), "here");
}

TEST_F(Route, CommentsDeclare) {
  const Routed routed = route(asker(), "SELECT * FROM person /*ringfence.subject='42',ringfence.purpose='serve'*/");
  EXPECT_EQ(routed.declared.subject, "42");
  EXPECT_EQ(routed.plan->statements.at(0).course, Course::by_home);
  EXPECT_EQ(route(asker(), "SELECT * FROM person").plan->statements.at(0).course, Course::refuse);
  EXPECT_EQ(router.route(asker(), "SELECT 1 /*ringfence.subjekt='42'*/").error().sqlstate, "22023");
  EXPECT_EQ(router.route(asker(), "SELECT 1 /*ringfence.viewer='Mars'*/").error().sqlstate, "22023");
  EXPECT_THAT(told(asker(), "SELECT * FROM post WHERE author_id = 1"), HasSubstr("no viewer is said"));
  EXPECT_EQ(told(asker(), "SELECT * FROM post WHERE author_id = 1 /*ringfence.viewer='DE'*/"),
            "by_home: literal 0 | us -cn -eu");
  EXPECT_THAT(told(asker(), "SELECT 1 /*ringfence.purpose='feed'*/"), HasSubstr("may not act for feed"));
  // A text without a shape has comments too.
  EXPECT_EQ(route(asker(), "SELECT U&'x' FROM person /*ringfence.subject='42'*/").declared.subject, "42");
}

TEST_F(Route, CopyFromTheClientIsLeftToTheConstraints) {
  EXPECT_EQ(told(asker(), "COPY person FROM STDIN (FORMAT csv)"), "here");
  EXPECT_EQ(told(asker(), "COPY photo (id, owner_id) FROM STDIN"), "here");
  EXPECT_THAT(told(asker(), "COPY mail FROM STDIN"), HasSubstr("mail is never in ring us"));
  EXPECT_THAT(told(asker("berlin"), "COPY photo FROM STDIN"), StartsWith("refuse 42501"));
  EXPECT_THAT(told(asker(), "COPY photo FROM '/tmp/x'"), StartsWith("refuse 42501"));
  EXPECT_THAT(told(asker(), "COPY photo TO STDOUT"), StartsWith("refuse 42501"));
  Asker declared = asker();
  declared.declared = true;
  EXPECT_EQ(told(declared, "COPY photo FROM STDIN"), "by_home: | us -cn -eu");
}

TEST_F(Route, OwnSettings) {
  EXPECT_EQ(told(asker(), "SET ringfence.subject = '42'"), "own ringfence.subject=42");
  EXPECT_EQ(told(asker(), "SET LOCAL \"ringfence\".\"Subject\" TO 42"), "own ringfence.subject=42");
  EXPECT_TRUE(one(asker(), "SET LOCAL ringfence.subject TO 42").setting.local);
  EXPECT_EQ(told(asker(), "SET ringfence.subject TO DEFAULT"), "own ringfence.subject=-");
  EXPECT_EQ(told(asker(), "RESET ringfence.purpose"), "own ringfence.purpose=-");
  EXPECT_EQ(told(asker(), "SHOW ringfence.version"), "own ringfence.version=-");
  EXPECT_EQ(told(asker("web", ""), "SET ringfence.purpose = 'feed'"), "own ringfence.purpose=feed");
  EXPECT_EQ(told(asker(), "SET ringfence.subject = 'a', 'b'"), "refuse 22023 SET ringfence.subject takes one constant");
  EXPECT_EQ(told(asker(), "SET ringfence.version = '1'"),
            "refuse 55P02 parameter \"ringfence.version\" cannot be changed");
  EXPECT_EQ(told(asker(), "SHOW ringfence.foo"), "refuse 42704 unrecognized configuration parameter \"ringfence.foo\"");
  EXPECT_THAT(told(asker(), "SELECT set_config('ringfence.subject', '42', false)"),
              StartsWith("refuse 42501 refused: set_config() of ringfence.subject"));
}

TEST_F(Route, OwnStatementsComeFirstInAText) {
  const std::string_view text = "SET ringfence.subject = '42'; SELECT * FROM person WHERE first_name = 'ü';";
  const auto plan = route(asker(), text).plan;
  ASSERT_EQ(plan->statements.size(), 2u);
  EXPECT_EQ(plan->statements[0].course, Course::own);
  const Span rest = plan->statements[1].in_text;
  EXPECT_EQ(text.substr(rest.begin, rest.end - rest.begin), " SELECT * FROM person WHERE first_name = 'ü'");
  // The same shape, and other places.
  const std::string_view longer = "RESET ringfence.subject; SELECT * FROM tag WHERE id = 4711";
  route(asker(), "RESET ringfence.subject; SELECT * FROM tag WHERE id = 1");
  EXPECT_EQ(route(asker(), longer).plan->statements[1].in_text.end, longer.size());
  const auto late = route(asker(), "SELECT 1; SET ringfence.subject = '42'").plan;
  EXPECT_EQ(late->statements[0].course, Course::here);
  EXPECT_EQ(late->statements[1].refusal.sqlstate, "0A000");
}

// A constant decides what a utility statement does, and libpg_query takes parameters where PostgreSQL takes none.
TEST_F(Route, UtilityStatementsAreDecidedWithTheirConstants) {
  for (const char* value : {"5", "10"}) {
    EXPECT_EQ(one(asker(), fmt::format("SET statement_timeout = {}", value)).session.setting->value, value);
  }
  EXPECT_EQ(told(asker(), "COPY photo FROM STDIN"), "here");
  EXPECT_THAT(told(asker(), "COPY photo FROM PROGRAM 'x'"), StartsWith("refuse 42501"));
  EXPECT_THAT(told(asker(), "SELECT set_config('role', 'x', false)"), StartsWith("refuse 42501"));
}

TEST_F(Route, WhatWouldBeReadOtherwiseIsRefused) {
  for (const char* text :
       {"SET ROLE x", "SET SESSION AUTHORIZATION x", "SET client_encoding = 'LATIN1'",
        "SET standard_conforming_strings = off", "SET search_path = app, public", "SET search_path = app",
        "SELECT set_config('search_path', 'app', false)", "SELECT set_config('search_path', $1, false)"}) {
    EXPECT_THAT(told(asker(), text), StartsWith("refuse 42501")) << text;
  }
  for (const char* text : {"SET search_path = public", "SET search_path TO DEFAULT", "RESET search_path",
                           "SELECT set_config('search_path', '', false)", "SET client_encoding = 'UTF8'"}) {
    EXPECT_EQ(told(asker(), text), "here") << text;
  }
  EXPECT_EQ(told(asker("web", "migrate"), "SET search_path = app, public"), "here");
}

TEST_F(Route, MigrationsChangeTheSchema) {
  EXPECT_TRUE(one(asker("web", "migrate"), "ALTER TABLE person ADD COLUMN x int").changes_schema);
  EXPECT_TRUE(one(asker("web", "migrate"), "SELECT my_migration()").changes_schema);
  EXPECT_FALSE(one(asker("web", "migrate"), "UPDATE person SET first_name = 'x'").changes_schema);
  EXPECT_THAT(told(asker(), "ALTER TABLE person ADD COLUMN x int"), StartsWith("refuse 42501"));
}

TEST_F(Route, WhatDoesNotParseIsRefusedAtItsPlace) {
  const StatementPlan plan = one(asker(), "SELECT 'ü' FORM person WHERE id = 42");
  EXPECT_EQ(plan.course, Course::refuse);
  EXPECT_EQ(plan.refusal.sqlstate, "42601");
  EXPECT_EQ(plan.refusal.message, "syntax error at or near \"person\"");
  EXPECT_EQ(plan.position, 17u);
  EXPECT_EQ(plan.refusal.detail, "");
  EXPECT_EQ(one(asker(), std::string(2u << 20, ' ') + "SELECT 1").refusal.sqlstate, "54000");
}

// libpg_query takes `date $1`, which is a type's name before a string; PostgreSQL takes no number there.
TEST_F(Route, ANumberBehindATypesNameIsRefusedThoughAParameterParses) {
  EXPECT_EQ(told(asker(), "SELECT * FROM tag WHERE bool 'on'"), "here");
  EXPECT_EQ(one(asker(), "SELECT * FROM tag WHERE bool 1").refusal.sqlstate, "42601");
  EXPECT_EQ(one(asker("web", "migrate"), "SELECT id 3").refusal.sqlstate, "42601");
  EXPECT_EQ(told(asker(), "SELECT * FROM tag WHERE 1::bool AND CAST(1 AS bool)"), "here");
}

TEST_F(Route, BeginNeedsNoPurpose) {
  EXPECT_EQ(told(asker("web", ""), "BEGIN"), "here");
  EXPECT_THAT(told(asker("web", ""), "SELECT * FROM tag"), HasSubstr("has several purposes"));
}

TEST_F(Route, TemporaryTablesAreTheSessionsOwn) {
  const std::set<std::string> temporary = {"scratch"};
  EXPECT_EQ(router.route(asker(), "SELECT * FROM scratch", &temporary)->plan->statements.at(0).course, Course::here);
  EXPECT_THAT(told(asker(), "SELECT * FROM scratch"), StartsWith("refuse"));
}

TEST_F(Route, TwoSubjectTables) {
  knowledge = testing::knowledge_of(true, 2);
  router.replace(knowledge);
  EXPECT_EQ(told(asker(), "SELECT * FROM member WHERE tenant = 7 AND code = $1"), "by_home: literal 0 $1 | us -cn -eu");
  Asker declared = asker();
  declared.declared = true;
  EXPECT_EQ(one(declared, "SELECT * FROM member").declared_root, 1u);
  EXPECT_EQ(one(declared, "SELECT * FROM photo").declared_root, 0u);
  EXPECT_EQ(one(declared, "SELECT * FROM photo, member").declared_root, std::nullopt);
  EXPECT_EQ(told(declared, "SELECT 1"), "here");
}

TEST_F(Route, ALiteralThatOnlyTheParserReadsIsLeftToIt) {
  EXPECT_EQ(told(asker(), "SELECT * FROM photo WHERE owner_id = E'7'"), "by_home: literal 0 | us -cn -eu");
  EXPECT_EQ(told(asker(), "SELECT * FROM photo WHERE owner_id = E'\\x37'"), "by_home: '7' | us -cn -eu");
}

TEST_F(Route, ShapesAreShownWithWhoAskedAndHowOften) {
  for (int n = 0; n < 3; ++n) (void)route(asker(), fmt::format("SELECT * FROM photo WHERE owner_id = {}", 7300 + n));
  (void)route(asker(), "SELECT * FROM tag WHERE name = 'secret-7302'");
  (void)route(asker(), "SELECT * FROM post");
  const auto shapes = router.shapes(2);
  ASSERT_EQ(shapes.size(), 2U) << "no more than were asked for";
  EXPECT_EQ(shapes[0].text, "SELECT * FROM photo WHERE owner_id = ?");
  EXPECT_EQ(shapes[0].asked, 3U);
  EXPECT_EQ(shapes[0].asker->service->name, "home");
  ASSERT_TRUE(shapes[0].plan);
  EXPECT_EQ(shapes[0].plan->statements[0].course, Course::by_home);
  for (const auto& shape : router.shapes(100)) EXPECT_THAT(shape.text, ::testing::Not(HasSubstr("73")));
}

}  // namespace
}  // namespace ringfence::gateway
