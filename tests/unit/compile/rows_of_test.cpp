// What is counted of a SELECT: each line a statement, and the count; "-": why there is none.
#include "compile/postgres/rows_of.h"

#include <gmock/gmock.h>

#include "base/limits.h"

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

}  // namespace
}  // namespace ringfence::compile
