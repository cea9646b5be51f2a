#include "compile/postgres/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

using ::testing::HasSubstr;

policy::Table table(const std::string& name) {
  policy::Table made;
  made.name = {"public", name};
  return made;
}

policy::Policy meridian() {
  policy::Policy policy;
  policy::Table person = table("person");
  person.home = policy::Home{{"country"}, {}, {}, {}};
  person.subject = policy::Subject{{"id"}, {}, {}};
  person.lookup = {"email"};
  person.public_columns = {"id", "first_name"};
  policy::Table post = table("post");
  post.subject = policy::Subject{{"author_id"}, {}, {}};
  post.public_columns = {"id", "content"};
  policy::Table ledger = table("account");
  ledger.subject = policy::Subject{{"tenant", "holder"}, {}, {}};
  policy::Table tag = table("tag");
  tag.shared = true;
  policy::Table setting = table("setting");
  setting.ring = "us";
  policy.tables = {person, post, ledger, tag, setting};
  return policy;
}

policy::Analysis analysed(std::string_view sql) {
  static const policy::Policy policy = meridian();
  const auto found = analyse(sql, policy);
  EXPECT_TRUE(found) << sql << ": " << to_text(found.error());
  EXPECT_EQ(found->size(), 1u) << sql;
  return found->front();
}

// "42", "lookup email 'x'", "home DE"; "-" where nothing is proven.
std::string proven(std::string_view sql) {
  const policy::Analysis analysis = analysed(sql);
  if (!analysis.subject) return "-";
  std::string text = analysis.subject->home ? "home " : "";
  if (!analysis.subject->lookup.empty()) text = "lookup " + analysis.subject->lookup + " ";
  for (const auto& value : analysis.subject->values)
    text += (text.empty() || text.ends_with(' ') ? "" : ",") + value.text;
  return text;
}

std::string why_not(std::string_view sql) {
  const policy::Analysis analysis = analysed(sql);
  EXPECT_FALSE(analysis.subject) << sql;
  for (const auto* list : {&analysis.opaque, &analysis.doubts}) {
    if (!list->empty()) return list->front().reason + " @" + std::to_string(list->front().position);
  }
  return {};
}

TEST(Statement, EqualityProves) {
  EXPECT_EQ(proven("SELECT * FROM person WHERE id = 42"), "42");
  EXPECT_EQ(proven("SELECT * FROM person WHERE $1 = id AND first_name = 'x'"), "$1");
  EXPECT_EQ(proven("SELECT * FROM person p WHERE p.id = '42'::bigint"), "42");
  EXPECT_EQ(proven("SELECT * FROM public.post WHERE public.post.author_id IN ($1::int8)"), "$1");
  EXPECT_EQ(proven("SELECT * FROM account WHERE tenant = 7 AND holder = $2"), "7,$2");
  EXPECT_EQ(proven("SELECT * FROM account WHERE (holder, tenant) = ($2, 7)"), "7,$2");
  EXPECT_EQ(proven("SELECT first_name FROM person WHERE email = 'a@b'"), "lookup email a@b");
  EXPECT_EQ(proven("SELECT id FROM person WHERE id = 9223372036854775807"), "9223372036854775807");
}

TEST(Statement, ADomainOverTextProvesAsTextUnlessItHasACollation) {
  const auto is_proven = [](const std::string& base_type, const std::string& collation) {
    testing::Scene scene;
    testing::TableBuilder& people = scene.people().columns({"email text"});
    scene.policy.tables.back().lookup = {"email"};
    Column& email = people.table.columns.back();
    email.type = "public.email_address";
    email.base_type = base_type;
    email.collation = collation;
    const Placements& placements = scene.place();
    const auto found =
        analyse("SELECT id FROM person WHERE email = 'x'", scene.policy, {&scene.catalogue, &placements});
    return found && found->front().subject.has_value();
  };
  EXPECT_TRUE(is_proven("text", ""));
  EXPECT_TRUE(is_proven("character varying", ""));
  EXPECT_FALSE(is_proven("text", "public.ignoring_case"));
  EXPECT_FALSE(is_proven("character", ""));
  EXPECT_FALSE(is_proven("public.citext", ""));
}

TEST(Statement, WhatIsNotAnEqualityUnderAndDoesNot) {
  for (const char* sql :
       {"SELECT * FROM person", "SELECT * FROM person WHERE id = 1 OR first_name = 'x'",
        "SELECT * FROM person WHERE NOT id = 1", "SELECT * FROM person WHERE id <> 1",
        "SELECT * FROM person WHERE id IN (1, 2)", "SELECT * FROM person WHERE id NOT IN (1)",
        "SELECT * FROM person WHERE id = ANY ($1)", "SELECT * FROM person WHERE id = NULL",
        "SELECT * FROM person WHERE id + 0 = 1", "SELECT * FROM person WHERE id = 1.5",
        "SELECT * FROM person WHERE id = '42'::char(1)", "SELECT * FROM person WHERE (id = 1) IS NOT FALSE",
        "SELECT * FROM person WHERE id BETWEEN 1 AND 1", "SELECT * FROM person WHERE CASE WHEN id = 1 THEN true END",
        "SELECT * FROM account WHERE tenant = 7", "SELECT * FROM person WHERE id IS NOT DISTINCT FROM 1",
        "SELECT * FROM person WHERE id OPERATOR(app.=) 1", "SELECT * FROM person WHERE id::text COLLATE \"x\" = '1'",
        "SELECT * FROM person HAVING id = 1"}) {
    EXPECT_EQ(proven(sql), "-") << sql;
    EXPECT_NE(why_not(sql), "") << sql;
  }
}

TEST(Statement, JoinsChainOnSubjectColumns) {
  EXPECT_EQ(proven("SELECT * FROM person p JOIN post q ON q.author_id = p.id WHERE p.id = $1"), "$1");
  EXPECT_EQ(proven("SELECT * FROM person p, post q WHERE q.author_id = p.id AND q.author_id = 3"), "3");
  EXPECT_EQ(proven("SELECT * FROM post q JOIN post r USING (author_id) WHERE q.author_id = 3"), "3");
  EXPECT_EQ(proven("SELECT * FROM person p JOIN post q ON q.author_id = p.id WHERE p.email = $1"), "lookup email $1");
  EXPECT_EQ(proven("SELECT * FROM person p JOIN post q ON q.author_id = p.id WHERE p.email = $1 AND p.id = 5"), "5");
  EXPECT_EQ(proven("SELECT * FROM person p, post q WHERE p.id = 1"), "-");
  EXPECT_EQ(proven("SELECT * FROM person p, post q WHERE p.id = 1 AND q.author_id = 2"), "-");
  EXPECT_EQ(proven("SELECT * FROM person p, post q WHERE p.id = $1 AND q.author_id = $1"), "$1");
  EXPECT_EQ(proven("SELECT * FROM person p JOIN post q ON q.id = p.id WHERE p.id = 1"), "-");
  EXPECT_EQ(proven("SELECT * FROM post q JOIN tag t ON t.id = q.tag WHERE author_id = 1"), "1");
}

TEST(Statement, OuterJoinsRestrictOnlyTheirNullableSide) {
  EXPECT_EQ(proven("SELECT * FROM person p LEFT JOIN post q ON q.author_id = p.id WHERE p.id = 1"), "1");
  EXPECT_EQ(proven("SELECT * FROM person p LEFT JOIN post q ON q.author_id = p.id AND p.id = 1"), "-");
  EXPECT_EQ(proven("SELECT * FROM person p LEFT JOIN post q ON q.author_id = p.id AND q.author_id = 1"), "-");
  EXPECT_EQ(proven("SELECT * FROM post q RIGHT JOIN person p ON q.author_id = p.id WHERE p.id = 1"), "1");
  EXPECT_EQ(proven("SELECT * FROM person p FULL JOIN post q ON q.author_id = p.id WHERE p.id = 1"), "-");
  EXPECT_EQ(proven("SELECT * FROM tag t LEFT JOIN post q ON q.author_id = 1"), "1");
}

TEST(Statement, EveryMentionHasToBeHeld) {
  EXPECT_EQ(proven("SELECT * FROM person WHERE id = 1 AND EXISTS (SELECT 1 FROM post)"), "-");
  EXPECT_EQ(proven("SELECT * FROM person p WHERE id = 1 AND EXISTS (SELECT 1 FROM post q WHERE q.author_id = p.id)"),
            "1");
  EXPECT_EQ(proven("SELECT (SELECT count(*) FROM post) FROM person WHERE id = 1"), "-");
  EXPECT_EQ(proven("SELECT * FROM person p WHERE EXISTS (SELECT 1 FROM tag WHERE p.id = 1)"), "-");
  EXPECT_EQ(proven("SELECT 1 FROM post WHERE author_id IN (SELECT id FROM person WHERE id = 1)"), "-");
  EXPECT_EQ(proven("SELECT * FROM tag ORDER BY (SELECT 1 FROM person LIMIT 1)"), "-");
  EXPECT_EQ(proven("SELECT * FROM tag LIMIT (SELECT 1 FROM person LIMIT 1)"), "-");
  EXPECT_EQ(proven("SELECT id FROM person WHERE id = 1 UNION SELECT id FROM post WHERE author_id = 1"), "1");
  EXPECT_EQ(proven("SELECT id FROM person WHERE id = 1 UNION SELECT id FROM post WHERE author_id = 2"), "-");
  EXPECT_EQ(proven("SELECT id FROM person WHERE id = 1 EXCEPT SELECT id FROM post"), "-");
  EXPECT_EQ(proven("SELECT * FROM (SELECT * FROM person) p WHERE p.id = 1"), "-");
  EXPECT_EQ(proven("SELECT * FROM (SELECT author_id FROM post WHERE author_id = 1) s "
                   "JOIN person p ON p.id = s.author_id"),
            "1");
  EXPECT_EQ(proven("SELECT * FROM person p, LATERAL (SELECT 1 FROM post q WHERE q.author_id = p.id) l WHERE p.id = 1"),
            "1");
}

TEST(Statement, WithQueriesToo) {
  EXPECT_EQ(proven("WITH q AS (SELECT author_id FROM post WHERE author_id = 1) SELECT * FROM q"), "1");
  EXPECT_EQ(proven("WITH q AS (SELECT * FROM post) SELECT * FROM q WHERE author_id = 1"), "-");
  EXPECT_EQ(proven("WITH q AS (DELETE FROM post WHERE author_id = 1 RETURNING id) SELECT * FROM q"), "1");
  EXPECT_EQ(proven("WITH q AS (DELETE FROM post RETURNING id) SELECT 1"), "-");
  EXPECT_EQ(analysed("WITH q AS (DELETE FROM post WHERE author_id = 1) SELECT 1").verb, policy::StatementVerb::write);
  EXPECT_EQ(proven("WITH person AS (SELECT 1 AS id) SELECT * FROM person WHERE id = 1"), "-") << "no table is read";
  EXPECT_TRUE(analysed("WITH person AS (SELECT 1 AS id) SELECT * FROM person").tables.empty());
  EXPECT_EQ(proven("WITH RECURSIVE r AS (SELECT id FROM post WHERE author_id = 1 UNION ALL SELECT q.id FROM post q "
                   "JOIN r ON r.id = q.parent) SELECT * FROM r"),
            "-");
}

TEST(Statement, Writes) {
  EXPECT_EQ(proven("INSERT INTO post (author_id, content) VALUES ($1, 'x'), ($1, 'y')"), "$1");
  EXPECT_EQ(proven("INSERT INTO post (author_id, content) VALUES (1, 'x'), (2, 'y')"), "-");
  EXPECT_EQ(proven("INSERT INTO post (author_id) SELECT 1 FROM tag"), "1");
  EXPECT_EQ(proven("INSERT INTO post (content) VALUES ('x')"), "-");
  EXPECT_EQ(proven("INSERT INTO post VALUES (1, 2, 3)"), "-");
  EXPECT_EQ(proven("INSERT INTO post (author_id) SELECT author_id FROM post"), "-");
  EXPECT_EQ(proven("INSERT INTO person (id, country) VALUES (1, 'DE')"), "home DE");
  EXPECT_EQ(proven("INSERT INTO person (id) VALUES (1)"), "-");
  EXPECT_EQ(proven("INSERT INTO post (author_id, id) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET author_id = 9"), "-");
  EXPECT_EQ(proven("UPDATE post SET content = 'x' WHERE author_id = 4"), "4");
  EXPECT_EQ(proven("UPDATE post SET content = 'x' WHERE id = 4"), "-");
  EXPECT_THAT(why_not("UPDATE post SET author_id = 5 WHERE author_id = 4"), HasSubstr("changes whose row"));
  EXPECT_THAT(why_not("UPDATE person SET country = 'DE' WHERE id = 4"), HasSubstr("changes where a person"));
  EXPECT_EQ(proven("DELETE FROM post USING person p WHERE p.id = post.author_id AND p.id = 4"), "4");
  EXPECT_EQ(proven("TRUNCATE post"), "-");
  EXPECT_EQ(proven("COPY post TO STDOUT"), "-");
  EXPECT_EQ(proven("COPY (SELECT * FROM post WHERE author_id = 1) TO STDOUT"), "1");
}

// The row that is in the way has another's key only where the conflict, or WHERE, is on the subject.
TEST(Statement, AConflictMayBeWithAnyonesRow) {
  const std::string insert = "INSERT INTO post AS p (author_id, id) VALUES (1, 2) ON CONFLICT ";
  EXPECT_THAT(why_not(insert + "(id) DO UPDATE SET content = 'x'"), HasSubstr("post that conflicts may be anyone's"));
  EXPECT_EQ(proven(insert + "(author_id, id) DO UPDATE SET content = 'x'"), "1");
  EXPECT_EQ(proven(insert + "(id) DO UPDATE SET content = 'x' WHERE p.author_id = excluded.author_id"), "1");
  EXPECT_EQ(proven(insert + "(id) DO UPDATE SET content = 'x' WHERE 1 = p.author_id AND p.id = 2"), "1");
  EXPECT_EQ(proven(insert + "(id) DO UPDATE SET content = 'x' WHERE p.author_id = 9"), "-");
  EXPECT_EQ(proven(insert + "(id) DO UPDATE SET content = 'x' WHERE p.author_id = 1 OR true"), "-");
  EXPECT_EQ(proven(insert + "(lower(author_id)) DO UPDATE SET content = 'x'"), "-");
  EXPECT_EQ(proven(insert + "(id) DO NOTHING"), "1");
  EXPECT_EQ(proven("INSERT INTO person (id, country) VALUES (1, 'DE') ON CONFLICT (id) DO UPDATE SET first_name = ''"),
            "home DE");
  EXPECT_EQ(proven("INSERT INTO person (id, country) VALUES (1, 'DE') ON CONFLICT (email) DO UPDATE SET id = 1"), "-");
}

TEST(Statement, AStarMovesWhatFollowsIt) {
  EXPECT_EQ(proven("INSERT INTO post (id, author_id) SELECT t.*, 1 FROM tag t"), "-");
  EXPECT_EQ(proven("INSERT INTO post (id, author_id) SELECT (t).*, 1 FROM tag t"), "-");
  EXPECT_EQ(proven("INSERT INTO post (author_id, id) SELECT 1, t.* FROM tag t"), "1");
  EXPECT_EQ(proven("INSERT INTO post (id, author_id) VALUES ((ROW(7, 8)).*, 1)"), "-");
}

// In ON and LATERAL a name that PostgreSQL does not see there is an outer query's.
TEST(Statement, NamesMeanWhatPostgresSees) {
  const std::string outer = " FROM (SELECT 2 AS id) p";
  EXPECT_EQ(proven("SELECT (SELECT 1 FROM person p, tag t JOIN post q ON q.author_id = p.id WHERE p.id = 1)" + outer),
            "-");
  EXPECT_EQ(proven("SELECT (SELECT 1 FROM LATERAL (SELECT 1 FROM post q WHERE q.author_id = p.id) l, person p "
                   "WHERE p.id = 1)" +
                   outer),
            "-");
  EXPECT_EQ(proven("SELECT (SELECT 1 FROM unnest(ARRAY(SELECT 1 FROM post WHERE author_id = p.id)) u, person p "
                   "WHERE p.id = 1)" +
                   outer),
            "-");
  EXPECT_EQ(proven("SELECT (SELECT 1 FROM person p, tag t JOIN tag u ON EXISTS (SELECT 1 FROM post q WHERE "
                   "q.author_id = p.id) WHERE p.id = 1)" +
                   outer),
            "-");
  EXPECT_EQ(proven("SELECT 1 FROM person p JOIN tag t ON EXISTS (SELECT 1 FROM post q WHERE q.author_id = p.id) "
                   "WHERE p.id = 1"),
            "1");
  EXPECT_EQ(
      proven("WITH RECURSIVE a AS (SELECT q.* FROM person p JOIN post q ON q.author_id = p.id WHERE p.email = 'x'),"
             " person AS (SELECT 2 AS id, 'x' AS email) SELECT * FROM a"),
      "-");
}

TEST(Statement, EqualOnlyWhereTheTextIs) {
  EXPECT_EQ(proven("SELECT * FROM person WHERE id = '007'::int::text"), "-");
  EXPECT_EQ(proven("SELECT * FROM person WHERE id = $1::int::text"), "-");
  EXPECT_EQ(proven("SELECT * FROM person WHERE id = 00099999999999::text"), "-");
  EXPECT_EQ(proven("SELECT * FROM person WHERE id = '7'::text::int"), "7");
  EXPECT_EQ(proven("SELECT * FROM (SELECT 'a' COLLATE \"x\" AS n) d JOIN post q ON q.author_id = d.n WHERE d.n = 'a'"),
            "-");
}

// A person found by a look-up has a key of parts: each may be compared only with its own.
TEST(Statement, PartsOfAKeyStayInTheirPlaces) {
  policy::Policy policy = meridian();
  policy.tables[2].home = policy::Home{{"country"}, {}, {}, {}};
  policy.tables[2].lookup = {"email"};
  policy.tables[0] = table("note");
  policy.tables[0].subject = policy::Subject{{"tenant", "holder"}, {}, {}};
  const auto is_proven = [&](const std::string& condition) {
    const auto found = analyse("SELECT * FROM account a JOIN note n ON " + condition, policy);
    return found && found->front().subject.has_value();
  };
  EXPECT_TRUE(is_proven("n.tenant = a.tenant AND n.holder = a.holder WHERE a.email = 'x'"));
  EXPECT_FALSE(is_proven("n.tenant = a.holder AND n.holder = a.tenant WHERE a.email = 'x'"));
  EXPECT_FALSE(is_proven("n.tenant = 'x' AND n.holder = a.holder WHERE a.email = 'x'"));
  EXPECT_FALSE(is_proven("n.tenant = a.tenant AND n.holder = 'x' WHERE a.email = 'x'"));
}

TEST(Statement, TheCatalogueHoldsSamplesOfRows) {
  for (const char* table : {"pg_stats", "pg_catalog.pg_statistic", "pg_largeobject", "pg_stats_ext_exprs"}) {
    EXPECT_THAT(why_not(std::string("SELECT * FROM ") + table), HasSubstr("values from rows of anyone")) << table;
  }
}

TEST(Statement, GroupByMeansTheColumnFirst) {
  EXPECT_TRUE(
      analysed("SELECT max(id) AS email FROM person WHERE id = 1 GROUP BY email").tables[0].columns.contains("email"));
}

TEST(Statement, WhatMayReachOtherRowsIsOpaque) {
  EXPECT_EQ(why_not("SELECT secrets(1) FROM person WHERE id = 1"), "function secrets may do anything @8");
  EXPECT_EQ(why_not("SELECT query_to_xml('x', true, true, '')"), "function query_to_xml may do anything @8");
  EXPECT_THAT(why_not("SELECT * FROM person p JOIN dblink('x') d ON true WHERE p.id = 1"), HasSubstr("dblink"));
  EXPECT_THAT(why_not("SELECT * FROM person WHERE id = 1 AND first_name === 'x'"), HasSubstr("operator ==="));
  EXPECT_EQ(why_not("SELECT * FROM ä, nowhere"), "\"ä\" is not in the policy @15");
  EXPECT_THAT(why_not("SELECT * FROM app.person WHERE id = 1"), HasSubstr("app.person is not in the policy"));
  EXPECT_THAT(why_not("SELECT * FROM person AS p(a, b) WHERE a = 1"), HasSubstr("renames columns"));
  EXPECT_THAT(why_not("DO 'begin end'"), HasSubstr("not a statement on rows"));
  EXPECT_THAT(why_not("MERGE INTO post USING tag ON true WHEN MATCHED THEN DELETE"), HasSubstr("not a statement"));
  EXPECT_THAT(why_not("SELECT * INTO copy FROM person WHERE id = 1"), HasSubstr("makes a table"));
}

TEST(Statement, TablesAndColumns) {
  const auto analysis = analysed("SELECT p.first_name, t.* FROM person p, tag t WHERE p.id = 1 ORDER BY p.born");
  ASSERT_EQ(analysis.tables.size(), 2u);
  EXPECT_THAT(analysis.tables[0].columns, ::testing::ElementsAre("born", "first_name", "id"));
  EXPECT_FALSE(analysis.tables[0].all_columns);
  EXPECT_TRUE(analysis.tables[1].all_columns);
  EXPECT_TRUE(analysed("SELECT p FROM person p").tables[0].all_columns);
  EXPECT_TRUE(analysed("SELECT * FROM person FOR UPDATE").locks_rows);
  EXPECT_EQ(analysed("COMMIT").verb, policy::StatementVerb::transaction);
  EXPECT_TRUE(analysed("EXPLAIN SELECT * FROM person WHERE id = 1").explains);
  EXPECT_FALSE(analysed("EXPLAIN (VERBOSE) SELECT * FROM person WHERE id = 1").measures);
  EXPECT_TRUE(analysed("EXPLAIN ANALYZE SELECT * FROM person WHERE id = 1").measures);
  EXPECT_TRUE(analysed("EXPLAIN (VERBOSE, ANALYZE 1) SELECT * FROM person WHERE id = 1").measures);
}

TEST(Statement, ErrorsArePostgresOwn) {
  const auto found = analyse("SELEC 1", meridian());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "syntax error at or near \"SELEC\"");
  EXPECT_EQ(analyse("SELECT 1; SELECT 2", meridian())->size(), 2u);
}

}  // namespace
}  // namespace ringfence::compile
