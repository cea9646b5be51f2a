// What is counted of a SELECT: each line a statement, and the count; "-": why there is none.
#include "compile/postgres/rows_of.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

using ::testing::ElementsAre;

std::string counted(const std::string& sql) {
  const auto rows = rows_of(sql);
  return rows ? rows->count : "- " + rows.error().message;
}

TEST(RowsOf, AreThoseThatWhereKeeps) {
  EXPECT_EQ(counted("SELECT id, note FROM post WHERE author = $1 ORDER BY id DESC LIMIT 20 FOR UPDATE"),
            "SELECT pg_catalog.count(*) FROM post WHERE author = $1");
  EXPECT_EQ(counted("SELECT DISTINCT kind FROM post p JOIN person a ON a.id = p.author"),
            "SELECT pg_catalog.count(*) FROM post p JOIN person a ON a.id = p.author");
  EXPECT_EQ(counted("WITH mine AS (SELECT * FROM post) SELECT count(*) FROM mine GROUP BY kind HAVING count(*) > 1"),
            "WITH mine AS (SELECT * FROM post) SELECT pg_catalog.count(*) FROM mine");
  EXPECT_EQ(counted("SELECT id FROM post ORDER BY rank FETCH FIRST 3 ROWS WITH TIES"),
            "SELECT pg_catalog.count(*) FROM post");
}

TEST(RowsOf, OfAQueryAroundOneSubSelectAreThatOnes) {
  EXPECT_EQ(counted("SELECT count(*) FROM (SELECT id FROM post WHERE kind = 2 LIMIT 20) AS page"),
            "SELECT pg_catalog.count(*) FROM post WHERE kind = 2");
  EXPECT_EQ(counted("SELECT * FROM (SELECT id FROM post LIMIT 20) AS page WHERE id > 7"),
            "SELECT pg_catalog.count(*) FROM (SELECT id FROM post LIMIT 20) page WHERE id > 7");
}

TEST(RowsOf, OfAUnionAreItsOwn) {
  EXPECT_EQ(counted("SELECT id FROM post UNION SELECT id FROM remark ORDER BY 1 LIMIT 5"),
            "SELECT pg_catalog.count(*) FROM (SELECT id FROM post UNION SELECT id FROM remark) AS ringfence_rows");
}

TEST(RowsOf, NeedNotAllParameters) {
  const auto rows = rows_of("SELECT $1::int FROM post WHERE a = $3 AND b = $2 LIMIT $4");
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_THAT(rows->parameters, ElementsAre(2, 3));
}

TEST(RowsOf, AreNotKnownOfAnythingElse) {
  EXPECT_EQ(counted("SELECT (SELECT count(*) FROM post)"), "- it has no FROM");
  EXPECT_EQ(counted("SELECT * FROM (VALUES (1)) AS v"), "- it has no FROM");
  EXPECT_EQ(counted("UPDATE post SET kind = 1"), "- it is more than one SELECT");
  EXPECT_EQ(counted("SELECT 1 FROM post; SELECT 2 FROM post"), "- it is more than one SELECT");
  EXPECT_EQ(counted("SELECT id INTO copy FROM post"), "- it makes a table");
  EXPECT_EQ(counted("SELECT FROM WHERE"), "- syntax error at or near \"WHERE\"");
  EXPECT_EQ(counted("SELECT '" + std::string(limits::second_look_bytes, 'x') + "' FROM post"),
            "- the statement is too long");
}

// Over world views: what this ring's part is counted by, and what the others'.
std::pair<std::string, std::string> by_ring_counted(const std::string& sql) {
  testing::Scene scene;
  scene.table("post").columns({"id", "kind smallint", "note text"});
  scene.place();
  const TableParts parts = {{"post", {"eu:post", "row:post", "us:post"}}};
  const auto rows = rows_by_ring(sql, parts, scene.catalogue, "us");
  return rows ? std::pair(rows->here.count, rows->elsewhere->count) : std::pair("- " + rows.error().message, "");
}

TEST(RowsByRing, AreCountedWhereTheyAre) {
  const auto [here, elsewhere] = by_ring_counted("SELECT p.note FROM post p WHERE p.kind = $2 ORDER BY p.id LIMIT 20");
  EXPECT_EQ(here,
            "WITH ringfence_parts AS MATERIALIZED ((SELECT pg_catalog.count(*) AS c1 FROM \"us:post\" AS \"p\""
            " WHERE p.kind = $2)) SELECT COALESCE(sum(ringfence_parts.c1), 0)::bigint AS count FROM ringfence_parts");
  EXPECT_EQ(elsewhere,
            "WITH ringfence_parts AS MATERIALIZED ((SELECT pg_catalog.count(*) AS c1 FROM \"eu:post\" AS \"p\""
            " WHERE p.kind = $2) UNION ALL (SELECT pg_catalog.count(*) AS c1 FROM \"row:post\" AS \"p\""
            " WHERE p.kind = $2)) SELECT COALESCE(sum(ringfence_parts.c1), 0)::bigint AS count FROM ringfence_parts");
}

TEST(RowsByRing, AreOfOneTable) {
  for (const char* sql : {"SELECT p.id FROM post p JOIN post q ON q.id = p.kind",
                          "SELECT id FROM post WHERE kind IN (SELECT kind FROM post)", "SELECT id FROM tag",
                          "SELECT id FROM post UNION SELECT id FROM post"}) {
    EXPECT_EQ(by_ring_counted(sql).first, "- of several rings only rows of one table, without sub-selects, are counted")
        << sql;
  }
}

}  // namespace
}  // namespace ringfence::compile
