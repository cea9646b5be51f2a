// What is sent for an aggregate over a world view, and for a page of it: each line a statement, and what each ring is
// asked in it; "-": it is sent as it is. That the answers are the same is tests/integration/gateway-by-ring.
#include "compile/postgres/by_ring.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

std::string sent_for(const std::string& sql) {
  static const TableParts parts = {{"post", {"eu:post", "us:post"}}};
  static testing::Scene scene;
  static const bool made = [] {
    scene.table("post").columns({"id", "kind smallint", "worth", "price numeric(10,2)", "weight real", "note text"});
    scene.table("tag").columns({"id"});
    scene.place();
    return true;
  }();
  EXPECT_TRUE(made);
  return by_ring(sql, parts, scene.catalogue).value_or("-");
}

// The part of it that each ring is asked, and what is made of the answers.
std::string asked(const std::string& sql) {
  const std::string text = sent_for(sql);
  const std::string other = R"() UNION ALL ()";
  if (text == "-") return text;
  const std::string begin = "WITH ringfence_parts AS MATERIALIZED ((SELECT ";
  EXPECT_TRUE(text.starts_with(begin)) << text;
  const auto end = text.find(other);
  return text.substr(begin.size(), end - begin.size());
}

TEST(ByRing, EveryPartIsAskedTheSame) {
  EXPECT_EQ(sent_for("SELECT kind, count(*) FROM post WHERE id > $1 GROUP BY kind ORDER BY 2 LIMIT 3"),
            "WITH ringfence_parts AS MATERIALIZED ((SELECT kind AS c1, count(*) AS c2 FROM \"eu:post\" AS \"post\" "
            "WHERE id > $1 "
            "GROUP BY 1)"
            " UNION ALL (SELECT kind AS c1, count(*) AS c2 FROM \"us:post\" AS \"post\" WHERE id > $1 GROUP BY 1))"
            " SELECT ringfence_parts.c1 AS kind, COALESCE(sum(ringfence_parts.c2), 0)::bigint AS count"
            " FROM ringfence_parts GROUP BY ringfence_parts.c1 ORDER BY 2 LIMIT 3");
}

TEST(ByRing, WhatEachRingIsAsked) {
  EXPECT_EQ(asked("SELECT count(*) FROM post"), R"(count(*) AS c1 FROM "eu:post" AS "post")");
  EXPECT_EQ(asked("SELECT max(p.note) FROM post p WHERE p.kind = 3"),
            R"(max(p.note) AS c1 FROM "eu:post" AS "p" WHERE p.kind = 3)");
  EXPECT_EQ(asked("SELECT avg(kind) FROM post"), R"(sum(kind) AS c1, count(kind) AS c2 FROM "eu:post" AS "post")");
  EXPECT_EQ(asked("SELECT kind + 1 FROM post GROUP BY post.kind"),
            R"(post.kind AS c1 FROM "eu:post" AS "post" GROUP BY 1)");
  EXPECT_EQ(asked("SELECT kind AS id FROM post GROUP BY id"), "-") << "a column comes before an output's name";
  EXPECT_EQ(asked("SELECT kind AS k FROM post GROUP BY k"), R"(kind AS c1 FROM "eu:post" AS "post" GROUP BY 1)");
}

TEST(ByRing, WhatIsSentAsItIs) {
  for (const char* sql : {
           "SELECT id FROM post",
           "SELECT * FROM post",
           "SELECT count(*) FROM post, post AS q",
           "SELECT count(*) FROM post JOIN tag USING (id)",
           "SELECT count(*) FROM tag",
           "SELECT count(*) FROM public.post",
           "SELECT count(*) FROM ONLY post",
           "SELECT count(*) FROM post AS p (a, b)",
           "SELECT count(*) FROM post TABLESAMPLE system (10)",
           "SELECT count(DISTINCT kind) FROM post",
           "SELECT DISTINCT count(*) FROM post",
           "SELECT max(note) FILTER (WHERE id = 1), max(note) FILTER (WHERE id = 2) FROM post",
           "SELECT sum(kind) FILTER (WHERE id = 1) FROM post",
           "SELECT max(CASE WHEN id = 1 THEN note END) FROM post",
           "SELECT count(*) + $1 FROM post WHERE weight > $1",
           "SELECT kind + $1, count(*) FROM post GROUP BY kind + $1",
           "SELECT nullif(count(*), 0) FROM post",
           "SELECT q.kind, count(*) FROM post GROUP BY kind",
           "SELECT post.kind FROM post AS p GROUP BY p.kind",
           "SELECT kind AS k, id AS k, count(*) FROM post GROUP BY k",
           "SELECT (note COLLATE \"C\") < max(note) FROM post GROUP BY note COLLATE \"C\"",
           "SELECT min(note COLLATE \"C\") FROM post",
           "SELECT count(*) OVER () FROM post",
           "SELECT sum(weight) FROM post",
           "SELECT avg(weight) FROM post",
           "SELECT sum(id + 1) FROM post",
           "SELECT string_agg(note, ',') FROM post",
           "SELECT string_agg('a', ',') FROM post",
           "SELECT kind, string_agg(note, ',') FROM post GROUP BY kind, note",
           "SELECT kind, array_agg(kind) FROM post GROUP BY kind",
           "SELECT max(string_agg(note, ',')) FROM post",
           "SELECT kind, id FROM post GROUP BY id",
           "SELECT kind FROM post GROUP BY ROLLUP (kind)",
           "SELECT kind FROM post GROUP BY GROUPING SETS ((kind), ())",
           "SELECT count(*) FROM post WHERE kind = (SELECT max(id) FROM tag)",
           "SELECT count(*), (SELECT 1) FROM post",
           "SELECT count(*) FROM post FOR UPDATE",
           "SELECT count(*) INTO x FROM post",
           "WITH p AS (SELECT 1) SELECT count(*) FROM post",
           "SELECT count(*) FROM post UNION SELECT 1",
           "SELECT count(*) FROM post; SELECT 1",
           "SELECT kind, count(*) FROM post GROUP BY 3",
           "SELECT own.count(kind) FROM post",
           "SELECT own(kind) FROM post GROUP BY kind",
           "SELECT mode() WITHIN GROUP (ORDER BY kind) FROM post",
           "SELECT count(*) FROM post ORDER BY id",
           "SELECT count(*) FROM post HAVING min(id) > kind",
           "DELETE FROM post",
           "SELECT",
       }) {
    EXPECT_EQ(sent_for(sql), "-") << sql;
  }
}

TEST(ByRing, OfAPageEachRingIsAskedForItsOwn) {
  EXPECT_EQ(
      sent_for("SELECT p.id, note AS n FROM post p WHERE kind = $1 ORDER BY n DESC NULLS LAST, p.id LIMIT 20"),
      "WITH ringfence_parts AS MATERIALIZED ((SELECT \"id\", \"note\" FROM \"eu:post\" AS \"p\" WHERE kind = $1"
      " ORDER BY (note) DESC NULLS LAST, (p.id) LIMIT 20) UNION ALL (SELECT \"id\", \"note\" FROM \"us:post\" AS \"p\""
      " WHERE kind = $1 ORDER BY (note) DESC NULLS LAST, (p.id) LIMIT 20))"
      " SELECT p.id, note AS n FROM ringfence_parts p ORDER BY n DESC NULLS LAST, p.id LIMIT 20");
  EXPECT_EQ(asked("SELECT * FROM post ORDER BY id LIMIT $1 OFFSET 40"), "-")
      << "the sum of a parameter and something may be too large";
  EXPECT_EQ(asked("SELECT * FROM post WHERE kind = $2 OR kind = $2 ORDER BY id LIMIT $1"),
            R"(* FROM "eu:post" AS "post" WHERE kind = $2 OR kind = $2 ORDER BY (id) LIMIT $1)");
  EXPECT_EQ(asked("SELECT * FROM post ORDER BY id, id, 1 LIMIT 2147483647 OFFSET 40"), "-")
      << "a position beside a star";
  EXPECT_EQ(asked("SELECT id FROM post ORDER BY id LIMIT 2147483647 OFFSET 40"),
            R"("id" FROM "eu:post" AS "post" ORDER BY (id) LIMIT 2147483687)");
  EXPECT_EQ(asked("SELECT upper(note), kind FROM post ORDER BY 2, 1 DESC FETCH FIRST 5 ROWS ONLY"),
            R"("kind", "note" FROM "eu:post" AS "post" ORDER BY (kind), (upper(note)) DESC LIMIT 5)");
  EXPECT_EQ(asked("SELECT id::text, kind FROM post ORDER BY id, kind LIMIT 5"),
            R"("id", "kind" FROM "eu:post" AS "post" ORDER BY (id::text), (kind) LIMIT 5)")
      << "an output's name comes before a column";
  EXPECT_EQ(asked("SELECT id FROM post LIMIT 5"), R"("id" FROM "eu:post" AS "post" LIMIT 5)");
}

TEST(ByRing, PagesThatAreSentAsTheyAre) {
  for (const char* sql : {
           "SELECT id FROM post ORDER BY id",
           "SELECT id FROM post LIMIT ALL",
           "SELECT id FROM post ORDER BY id OFFSET 3",
           "SELECT id FROM post ORDER BY id FETCH FIRST 3 ROWS WITH TIES",
           "SELECT id FROM post ORDER BY id LIMIT 1 + 1",
           "SELECT id FROM post ORDER BY id USING < LIMIT 3",
           "SELECT DISTINCT id FROM post ORDER BY id LIMIT 3",
           "SELECT stddev(weight) FROM post LIMIT 3",
           "SELECT unnest(id) FROM post LIMIT 3",
           "SELECT own(id) FROM post LIMIT 3",
           "SELECT row_number() OVER () FROM post LIMIT 3",
           "SELECT post FROM post ORDER BY id LIMIT 3",
           "SELECT nothing FROM post ORDER BY id LIMIT 3",
           "SELECT id FROM post ORDER BY nothing LIMIT 3",
           "SELECT id FROM post ORDER BY 2 LIMIT 3",
           "SELECT 1 FROM post LIMIT 3",
           "SELECT CASE WHEN kind > 1 THEN id END, id FROM post ORDER BY weight LIMIT 3",
           "SELECT id FROM post ORDER BY (SELECT 1) LIMIT 3",
           "SELECT id FROM post ORDER BY id LIMIT 3 FOR SHARE",
           "SELECT id FROM post ORDER BY id LIMIT $1 OFFSET $2",
           "SELECT id, worth + $1 FROM post WHERE kind > $1 ORDER BY id LIMIT 3",
           "SELECT other.id FROM post ORDER BY id LIMIT 3",
           "SELECT post.id FROM post AS p ORDER BY id LIMIT 3",
       }) {
    EXPECT_EQ(sent_for(sql), "-") << sql;
  }
}

TEST(ByRing, LongOnesAreSentAsTheyAre) {
  std::string sum = "kind";
  for (std::size_t i = 0; i < 60; ++i) sum += " + kind";
  EXPECT_NE(sent_for("SELECT count(*), " + sum + " FROM post GROUP BY kind"), "-");
  for (std::size_t i = 0; i < limits::by_ring_comparisons; ++i) sum += " + kind";
  EXPECT_EQ(sent_for("SELECT count(*), " + sum + " FROM post GROUP BY kind"), "-");
  std::string wide = "kind";
  for (std::size_t i = 0; i < 400; ++i) wide += " + kind";
  const std::string grouped = "SELECT " + wide + " AS e, count(*) FROM post GROUP BY 1";
  EXPECT_NE(sent_for(grouped), "-");
  EXPECT_EQ(sent_for(grouped + ", 1, 1, 1, 1"), "-") << "a position may stand for much";
  EXPECT_EQ(sent_for("SELECT count(*) FROM post" + std::string(limits::by_ring_bytes, ' ')), "-");
}

TEST(ByRing, NamesThatHaveToBeQuoted) {
  EXPECT_FALSE(has_world_part_name("eu", "a:b"));
  EXPECT_FALSE(has_world_part_name("eu", std::string(61, 'x')));
  EXPECT_TRUE(has_world_part_name("eu", std::string(60, 'x')));
  EXPECT_EQ(asked(R"(SELECT count("Odd") AS "A ""b""" FROM post AS "P" WHERE "P".note = 'it''s')"),
            R"(count("Odd") AS c1 FROM "eu:post" AS "P" WHERE "P".note = 'it''s')");
}

}  // namespace
}  // namespace ringfence::compile
