// What a statement's questions to other rings may carry: each line a statement and the columns whose values may become
// part of one: keys with a +, what is held to be equal to a key with a ~.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "compile/postgres/statement.h"
#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

struct Known {
  Known() {
    scene.people().columns({"first_name text", "memo text", "salary numeric", "tags text[]"});
    scene.owned("post", {"author_id"});
    scene.table("post")
        .columns({"id", "author_id", "content text", "draft text", "score"})
        .primary({"id"})
        .refers({"author_id"}, "person");
    scene.owned("comment", {}, {"post_id", "author_id"});
    scene.table("comment").columns({"id", "post_id", "body text"}).primary({"id"}).refers({"post_id"}, "post");
    scene.shared("tag");
    scene.table("tag").columns({"id", "name text"}).primary({"id"});
    placements = &scene.place();
  }
  testing::Scene scene;
  const Placements* placements = nullptr;
};

policy::Analysis analysed(const std::string& sql) {
  static const Known known;
  auto found = analyse(sql, known.scene.policy, {&known.scene.catalogue, known.placements});
  EXPECT_TRUE(found) << sql << ": " << to_text(found.error());
  if (!found || found->size() != 1) return {};
  EXPECT_TRUE(found->front().opaque.empty()) << sql << ": " << found->front().opaque[0].reason;
  return std::move(found->front());
}

std::string carried(const std::string& sql) {
  const policy::Analysis analysis = analysed(sql);
  std::set<std::string> columns;
  for (const policy::CarriedColumn& one : analysis.carried) {
    columns.insert(fmt::format("{}.{}{}", analysis.tables[one.table].name.name, one.column,
                               one.key      ? "+"
                               : one.refers ? "~"
                                            : ""));
  }
  return fmt::format("{}", fmt::join(columns, " "));
}

struct Case {
  const char* sql;
  const char* columns;
};

void hold(std::initializer_list<Case> cases) {
  for (const Case& one : cases) EXPECT_EQ(carried(one.sql), one.columns) << one.sql;
}

TEST(Carried, NothingByOutputsOrdersGroupsAndConstants) {
  hold({
      {"SELECT * FROM person", ""},
      {"SELECT memo, upper(memo), salary + 1 FROM person ORDER BY memo, salary", ""},
      {"SELECT p FROM person p", ""},
      {"SELECT (p).memo, p.* FROM person p", ""},
      {"SELECT memo, count(*) FROM person GROUP BY memo HAVING count(*) > 1 ORDER BY memo DESC LIMIT 3", ""},
      {"SELECT max(memo), sum(salary) FILTER (WHERE memo LIKE 'x%') FROM person", ""},
      {"SELECT DISTINCT ON (memo) id, memo FROM person ORDER BY memo", ""},
      {"SELECT rank() OVER (ORDER BY memo), lag(memo) OVER w FROM person WINDOW w AS (PARTITION BY salary)", ""},
      {"SELECT CASE WHEN p.memo = q.content THEN 1 ELSE 2 END FROM person p, post q", ""},
      {"SELECT coalesce(p.memo, q.content) FROM person p, post q ORDER BY p.memo || q.content", ""},
      {"SELECT id FROM person WHERE memo = 'x'", ""},
      {"SELECT id FROM person WHERE memo = $1 AND salary > $2::numeric", ""},
      {"SELECT id FROM person WHERE memo IN ('x', 'y', $1) OR memo IS NULL OR NOT salary BETWEEN 1 AND 2", ""},
      {"SELECT id FROM person WHERE memo LIKE 'x%' OR (first_name = 'y' AND salary <> 3)", ""},
      {"SELECT id FROM person WHERE memo = ANY ($1) AND 'x' = ANY (tags) AND lower(memo) ILIKE $2", ""},
      {"SELECT id FROM person WHERE (memo = 'x') IS NOT TRUE AND memo IS DISTINCT FROM 'y'", ""},
      {"SELECT id FROM person WHERE CASE WHEN memo = 'x' THEN true ELSE memo > 'y' END", ""},
      {"SELECT id FROM person WHERE lower(memo) = upper(memo)", ""},
      {"SELECT memo FROM person UNION SELECT content FROM post ORDER BY 1", ""},
      {"SELECT memo FROM person EXCEPT SELECT content FROM post", ""},
      {"SELECT s.memo FROM (SELECT * FROM person WHERE memo <> 'x' LIMIT 5) s", ""},
      {"SELECT count(*) FROM (SELECT memo FROM person UNION ALL SELECT draft FROM post) s", ""},
      {"WITH w AS (SELECT memo AS m FROM person) SELECT m FROM w WHERE m = 'x' ORDER BY m", ""},
      {"SELECT t FROM person p, unnest(p.tags) t WHERE t = 'x'", ""},
      {"SELECT (SELECT max(memo) FROM person) FROM post ORDER BY 1", ""},
      {"SELECT id FROM post WHERE EXISTS (SELECT memo FROM person WHERE memo = 'x')", ""},
      {"COPY (SELECT memo FROM person) TO STDOUT", ""},
      {"DECLARE c CURSOR FOR SELECT memo FROM person WHERE memo = 'x'", ""},
      {"SELECT id FROM post WHERE score = (SELECT count(*) FROM person WHERE memo = 'x')", "post.score"},
  });
}

TEST(Carried, BothSidesOfAJoin) {
  hold({
      {"SELECT 1 FROM post q JOIN person p ON q.author_id = p.id", "person.id+ post.author_id+"},
      {"SELECT 1 FROM post q JOIN person p ON q.content = p.memo", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE q.content = p.memo", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE q.content > p.memo", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE q.content LIKE p.memo || '%'", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE q.id = p.id AND q.content = 'x' AND p.memo = 'x'", "person.id+ post.id+"},
      {"SELECT 1 FROM post q, person p WHERE q.id = p.id AND (q.content = 'x' OR p.memo = 'x')",
       "person.id+ person.memo post.content post.id+"},
      {"SELECT 1 FROM post q, person p WHERE NOT (q.content = 'x' AND p.memo = 'x')", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE (q.id, q.content) = (p.id, p.memo)",
       "person.id+ person.memo post.content post.id+"},
      {"SELECT 1 FROM post q, person p WHERE ROW(q.content, 1) < ROW(p.memo, 2)", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE q.content IN (p.memo, 'x')", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE q.content = ANY (ARRAY[p.memo])", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE q.score BETWEEN 1 AND p.salary", "person.salary post.score"},
      {"SELECT 1 FROM post q, person p WHERE coalesce(p.memo, q.content) = 'x'", "person.memo post.content"},
      {"SELECT 1 FROM post q, person p WHERE CASE WHEN p.memo = 'x' THEN q.score = 1 END", "person.memo post.score"},
      {"SELECT 1 FROM post q, person p, tag t WHERE p.memo = t.name AND q.content = t.name",
       "person.memo post.content"},
      {"SELECT 1 FROM tag t, person p WHERE p.memo = t.name", "person.memo"},
      {"SELECT 1 FROM post q LEFT JOIN person p ON p.id = q.author_id AND p.memo = 'x'", "person.id+ post.author_id+"},
      {"SELECT 1 FROM post q FULL JOIN person p ON p.memo = q.draft", "person.memo post.draft"},
      {"SELECT 1 FROM post q JOIN comment c ON c.post_id = q.id AND c.body = q.content",
       "comment.body comment.post_id+ post.content post.id+"},
      {"SELECT 1 FROM post a JOIN post b USING (content)", "post.content"},
      {"SELECT 1 FROM post a NATURAL JOIN comment b", "comment.id+ post.id+"},
      {"SELECT 1 FROM post a JOIN post b ON a.content = b.content", "post.content"},
      {"SELECT 1 FROM post q WHERE content = draft", "post.content post.draft"},
      {"SELECT 1 FROM post q WHERE (content = draft AND score = 1) OR (content = draft AND score = 2)",
       "post.content post.draft"},
      {"SELECT 1 FROM post q, person p WHERE q IS NOT DISTINCT FROM q AND p.* IS NULL",
       "person.city_id person.country person.first_name person.id+ person.memo person.salary person.tags "
       "post.author_id+ post.content post.draft post.id+ post.score"},
      {"SELECT p.id FROM person p, post q GROUP BY p.id HAVING max(p.memo) = min(q.content)",
       "person.memo post.content"},
  });
}

TEST(Carried, WhatIsHeldToBeAKeyRefersToOne) {
  hold({
      {"SELECT 1 FROM post q JOIN person p ON q.score = p.id", "person.id+ post.score~"},
      {"SELECT 1 FROM post q JOIN person p ON (p.id, p.memo) = (q.score, q.content)",
       "person.id+ person.memo post.content post.score~"},
      {"SELECT 1 FROM post q JOIN person p ON q.score = p.id JOIN post r ON r.score = q.score",
       "person.id+ post.score"},
      {"SELECT 1 FROM post q JOIN post r ON r.score = q.score JOIN person p ON q.score = p.id",
       "person.id+ post.score"},
      {"SELECT 1 FROM post q JOIN person p ON q.score = p.id + 1", "person.id+ post.score"},
      {"SELECT 1 FROM post q JOIN person p ON q.score >= p.id", "person.id+ post.score"},
      {"SELECT 1 FROM post q JOIN person p ON q.score = p.id OR q.score = 1", "person.id+ post.score"},
      {"SELECT 1 FROM post q WHERE q.score = (SELECT id FROM person p WHERE p.memo = 'x')", "person.id+ post.score"},
      {"SELECT 1 FROM (SELECT id AS i, memo FROM person) s JOIN post q ON q.score = s.i", "person.id+ post.score~"},
      {"SELECT 1 FROM post q, person p WHERE q.score IN (p.id)", "person.id+ post.score~"},
      {"SELECT 1 FROM post q, tag t WHERE q.score = t.id", "post.score~"},
      {"SELECT 1 FROM post q WHERE q.score = q.id", "post.id+ post.score~"},
  });
}

TEST(Carried, WhatASubSelectGivesAndWhatItIsGiven) {
  hold({
      {"SELECT id FROM post WHERE content = (SELECT max(memo) FROM person)", "person.memo post.content"},
      {"SELECT id FROM post WHERE content = $1 AND $1 = (SELECT max(memo) FROM person)", "person.memo"},
      {"SELECT id FROM post WHERE content IN (SELECT memo FROM person)", "person.memo post.content"},
      {"SELECT id FROM post WHERE content NOT IN (SELECT memo FROM person)", "person.memo post.content"},
      {"SELECT id FROM post WHERE content = ANY (ARRAY(SELECT memo FROM person))", "person.memo post.content"},
      {"SELECT id FROM post WHERE (id, content) IN (SELECT id, memo FROM person)",
       "person.id+ person.memo post.content post.id+"},
      {"SELECT id FROM post WHERE content = (SELECT CASE WHEN memo > 'x' THEN 'a' END FROM person)",
       "person.memo post.content"},
      {"SELECT id FROM post WHERE score = (SELECT rank() OVER (ORDER BY memo) FROM person)", "person.memo post.score"},
      {"SELECT id FROM post WHERE score = (SELECT rank() OVER w FROM person WINDOW w AS (ORDER BY memo))",
       "person.memo post.score"},
      {"SELECT id FROM post WHERE content = (SELECT p::text FROM person p WHERE id = 1)",
       "person.city_id person.country person.first_name person.id+ person.memo person.salary person.tags post.content"},
      {"SELECT id FROM post WHERE content = (SELECT memo FROM person UNION SELECT name FROM tag)",
       "person.memo post.content"},
      {"SELECT id FROM post WHERE content = (VALUES ((SELECT memo FROM person)))", "person.memo post.content"},
      {"SELECT id FROM post q WHERE EXISTS (SELECT FROM person p WHERE p.id = q.author_id AND p.memo = 'x')",
       "person.id+ post.author_id+"},
      {"SELECT id FROM post q WHERE EXISTS (SELECT FROM person p WHERE p.memo = q.content)",
       "person.memo post.content"},
      {"SELECT id FROM person p WHERE EXISTS (SELECT FROM post q WHERE q.score = 1 OR p.memo = 'x')",
       "person.memo post.score"},
      {"SELECT id FROM person p WHERE EXISTS (SELECT FROM post q WHERE memo = 'x')", "person.memo"},
      {"SELECT (SELECT count(*) FROM post q WHERE q.content = p.memo) FROM person p", "person.memo post.content"},
      {"SELECT (SELECT count(*) FROM post q WHERE q.author_id = p.id) FROM person p", "person.id+ post.author_id+"},
      {"SELECT id FROM post ORDER BY content || (SELECT max(memo) FROM person)", "person.memo"},
      {"SELECT content || (SELECT max(memo) FROM person) AS x FROM post ORDER BY x", "person.memo"},
      {"SELECT DISTINCT content || (SELECT max(memo) FROM person) FROM post", "person.memo"},
      {"SELECT content || s.m FROM post, (SELECT (SELECT max(memo) FROM person) AS m) s ORDER BY 1", "person.memo"},
      {"SELECT id FROM post LIMIT (SELECT max(length(memo)) FROM person)", "person.memo"},
      {"SELECT id FROM person WHERE memo = 'x' OR id IN (SELECT author_id FROM post)",
       "person.id+ person.memo post.author_id+"},
  });
}

TEST(Carried, ThroughDerivedTablesAndWithQueries) {
  hold({
      {"SELECT 1 FROM (SELECT id, memo AS m FROM person) s JOIN post q ON q.author_id = s.id",
       "person.id+ post.author_id+"},
      {"SELECT 1 FROM (SELECT id, memo AS m FROM person) s JOIN post q ON q.content = s.m", "person.memo post.content"},
      {"SELECT 1 FROM (SELECT * FROM person) s JOIN post q ON q.author_id = s.id", "person.id+ post.author_id+"},
      {"SELECT 1 FROM (SELECT * FROM person) s JOIN post q ON q.content = s.memo", "person.memo post.content"},
      {"SELECT 1 FROM (SELECT p.* FROM person p) s JOIN post q ON content = memo", "person.memo post.content"},
      {"SELECT 1 FROM (SELECT max(memo) FROM person) s JOIN post q ON q.content = s.max", "person.memo post.content"},
      {"SELECT 1 FROM (SELECT id, memo FROM person) s(a, b) JOIN post q ON q.content = s.b",
       "person.id+ person.memo post.content"},
      {"SELECT 1 FROM (SELECT memo FROM person UNION SELECT first_name FROM person) s JOIN post q ON q.content = memo",
       "person.first_name person.memo post.content"},
      {"SELECT 1 FROM (SELECT CASE WHEN p.memo = 'x' THEN q.content END AS y FROM person p, post q) s WHERE y = 'z'",
       "person.memo post.content"},
      {"SELECT 1 FROM (SELECT count(*) AS n FROM person GROUP BY memo) s JOIN post q ON q.score = s.n", "post.score"},
      {"SELECT 1 FROM person p, LATERAL (SELECT id FROM post q WHERE q.content = p.memo) s",
       "person.memo post.content"},
      {"SELECT 1 FROM person p, LATERAL (SELECT id FROM post q WHERE q.author_id = p.id) s",
       "person.id+ post.author_id+"},
      {"SELECT 1 FROM person p, LATERAL (SELECT p.memo AS m) s JOIN post q ON q.content = s.m",
       "person.memo post.content"},
      {"SELECT 1 FROM person p, unnest(p.tags) t JOIN post q ON q.content = t", "person.tags post.content"},
      {"SELECT 1 FROM unnest(ARRAY(SELECT memo FROM person)) t JOIN post q ON q.content = t",
       "person.memo post.content"},
      {"WITH w AS (SELECT id, memo FROM person) SELECT 1 FROM w JOIN post q ON q.author_id = w.id",
       "person.id+ post.author_id+"},
      {"WITH w AS (SELECT id, memo FROM person) SELECT 1 FROM w JOIN post q ON q.content = w.memo",
       "person.memo post.content"},
      {"WITH w(a) AS MATERIALIZED (SELECT memo FROM person) SELECT 1 FROM post WHERE content IN (SELECT a FROM w)",
       "person.memo post.content"},
      {"WITH RECURSIVE r AS (SELECT id, memo FROM person WHERE id = 1 UNION SELECT id + 1, memo FROM r) SELECT * FROM "
       "r",
       "person.id+ person.memo"},
      {"WITH RECURSIVE a AS (SELECT id, memo FROM person), b AS (SELECT id FROM a UNION SELECT q.author_id FROM b JOIN "
       "post q ON q.id = b.id) SELECT memo FROM a JOIN b ON a.id = b.id",
       "person.id+ post.author_id+ post.id+"},
      {"WITH RECURSIVE a AS (SELECT 1 FROM b JOIN post q ON q.content = b.m), b AS (SELECT memo AS m FROM person) "
       "SELECT * FROM a",
       "person.memo post.content"},
      {"WITH v AS (SELECT memo FROM person), w AS (SELECT memo AS m FROM v) SELECT 1 FROM w, post WHERE content = m",
       "person.memo post.content"},
      {"(SELECT id FROM person) UNION (SELECT q.id FROM post q JOIN person p ON p.memo = q.content)",
       "person.memo post.content"},
      {"DECLARE c CURSOR FOR SELECT 1 FROM post q JOIN person p ON q.content = p.memo", "person.memo post.content"},
      {"COPY (SELECT 1 FROM post q JOIN person p ON q.content = p.memo) TO STDOUT", "person.memo post.content"},
  });
}

TEST(Carried, WhereItStandsIsSaid) {
  const auto one = analysed("SELECT 'é' FROM post q JOIN person p ON q.score = 1 AND p.memo = q.content");
  ASSERT_FALSE(one.carried.empty());
  EXPECT_EQ(one.carried[0].position, 57u);
}

TEST(Carried, ColumnsOfNoKnownTableAreAll) {
  const Known known;
  const auto found = analyse("SELECT 1 FROM post q WHERE content = (SELECT p::text FROM person p)", known.scene.policy);
  ASSERT_TRUE(found);
  const auto& columns = found->front().carried;
  EXPECT_TRUE(std::ranges::any_of(columns, [](const auto& one) { return one.column == "*" && !one.key; }));
}

TEST(Carried, WhatIsNotFollowedToTheEndIsSaid) {
  std::string wide = "SELECT id";
  for (int i = 0; i < 1000; ++i) wide += ", first_name || memo || salary AS c" + std::to_string(i);
  wide += " FROM person";
  std::string sql = wide;
  for (int i = 0; i < 80; ++i) sql = "SELECT * FROM (" + sql + ") s" + std::to_string(i);
  ASSERT_LT(sql.size(), limits::statement_bytes);
  EXPECT_FALSE(analysed(wide).untraced);
  EXPECT_TRUE(analysed(sql).untraced);
}

}  // namespace
}  // namespace ringfence::compile
