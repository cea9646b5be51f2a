// Which searches are said over the view that row security does not keep from their index, and which are left: "-".
// That the answers are the same, and hide what they have to, is tests/integration/withhold-managed.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "compile/postgres/shown_views.h"
#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

std::string sent_for(const std::string& sql, const std::set<std::string>& shown = {"post"}) {
  static testing::Scene scene;
  static const bool made = [] {
    scene.table("post").columns({"id", "author", "kind smallint", "price numeric(10,2)", "weight real", "note text",
                                 "doc jsonb", "mood public.mood", "words tsvector", "at timestamp with time zone",
                                 "day date"});
    scene.table("tag").columns({"id", "words tsvector"});
    scene.place();
    return true;
  }();
  EXPECT_TRUE(made);
  return through_shown_view(sql, shown, scene.catalogue).value_or("-");
}

TEST(ShownView, IsReadInTheTablesPlace) {
  EXPECT_EQ(
      sent_for("SELECT id, note FROM post WHERE author = $1 AND words @@ to_tsquery('simple', $2) ORDER BY id DESC"
               " LIMIT 20"),
      "SELECT id, note FROM ringfence.shown_post post WHERE author = $1 AND words @@ to_tsquery('simple', $2)"
      " ORDER BY id DESC LIMIT 20");
  EXPECT_EQ(sent_for("SELECT count(*) FROM post AS p WHERE p.words @@ 'a'"),
            "SELECT count(*) FROM ringfence.shown_post p WHERE p.words @@ 'a'");
}

TEST(ShownView, IsReadUnderConditionsThatOnlyTakeRowsOrLeaveThem) {
  for (const char* condition :
       {"words @@ $1", "to_tsquery('simple', $1) @@ words", "words @@ ringfence.search_query($1)",
        "words @@ 'a' AND id > 3", "words @@ 'a' OR author = 7 AND note <> 'x'", "NOT (words @@ 'a')",
        "words @@ 'a' AND kind IN (1, 2)", "words @@ 'a' AND id = ANY ($2)", "words @@ 'a' AND note IS NOT NULL",
        "words @@ 'a' AND id < $2 + 1", "words @@ 'a' AND author = -1", "words @@ 'a' AND id = ANY ('{1,2}'::bigint[])",
        "words @@ 'a' AND id = ANY (ARRAY[1, $2])", "words @@ 'a' AND at > now() - interval '7 days'",
        "words @@ 'a' AND day <= CURRENT_DATE", "words @@ 'a' AND note = $2::text",
        "words @@ (plainto_tsquery('simple'::regconfig, $1) && !!to_tsquery('b')) AND id = $2::int8"}) {
    EXPECT_NE(sent_for(std::string("SELECT upper(note), ts_rank(words, $1) AS r FROM post WHERE ") + condition +
                       " ORDER BY r, id + 1"),
              "-")
        << condition;
  }
}

TEST(ShownView, IsNotReadWhereAConditionMayTellOfARow) {
  for (const char* condition : {"id = 3",
                                "id > 3 OR author = 7",
                                "words @@ 'a' AND 1 / (id - 3) < 9",
                                "words @@ 'a' AND lower(note) = 'x'",
                                "words @@ 'a' AND note LIKE 'x%'",
                                "words @@ 'a' AND id::text = '3'",
                                "words @@ 'a' AND id = author",
                                "words @@ 'a' AND price > 1",
                                "words @@ 'a' AND weight > 1",
                                "words @@ 'a' AND doc = '{}'",
                                "words @@ 'a' AND mood = 'x'",
                                "words @@ 'a' AND leaks(id)",
                                "words @@ 'a' AND id OPERATOR(public.=) 3",
                                "words @@ 'a' AND CASE WHEN id = 3 THEN true END",
                                "words @@ 'a' AND ctid IS NOT NULL",
                                "words @@ 'a' AND post IS NOT NULL",
                                "words @@ 'a' AND kind IN (1, author)",
                                "note @@ 'a'",
                                "words @@ to_tsquery(note)",
                                "words @@ 'a' AND id IN (SELECT 3)",
                                "words @@ 'a' AND id BETWEEN 1 AND 3",
                                "words @@ 'a' AND id = 3::oid",
                                "words @@ 'a' AND id = ROW('x')::public.tag",
                                "words @@ 'a' AND id = '3'::text::bigint",
                                "words @@ 'a' AND author = random()",
                                "words @@ 'a' AND id = 1 / 0",
                                "words @@ 'a' AND id < $2 * 9",
                                "words @@ 'a' AND at > now() - $2",
                                "words @@ 'a' AND note = now()",
                                "words @@ boom($1)",
                                "words @@ to_tsquery(boom($1))",
                                "words @@ public.to_tsquery($1)",
                                "words @@ $1::public.query",
                                "words @@ to_tsquery('simple', $1) = true"}) {
    EXPECT_EQ(sent_for(std::string("SELECT id FROM post WHERE ") + condition), "-") << condition;
  }
}

TEST(ShownView, IsReadByStatementsOfOneTableAlone) {
  for (const char* sql :
       {"SELECT * FROM post WHERE words @@ 'a'", "SELECT p.* FROM post p WHERE words @@ 'a'",
        "SELECT post FROM post WHERE words @@ 'a'", "SELECT xmin FROM post WHERE words @@ 'a'",
        "SELECT id FROM post WHERE words @@ 'a' ORDER BY ctid", "SELECT id FROM public.post WHERE words @@ 'a'",
        "SELECT id FROM ONLY post WHERE words @@ 'a'", "SELECT id FROM tag WHERE words @@ 'a'",
        "SELECT p.id FROM post p, tag WHERE p.words @@ 'a'", "SELECT id FROM post WHERE words @@ 'a' FOR UPDATE",
        "SELECT author FROM post WHERE words @@ 'a' GROUP BY author",
        "SELECT DISTINCT author FROM post WHERE words @@ 'a'",
        "SELECT id FROM post WHERE words @@ 'a' UNION SELECT id FROM post WHERE words @@ 'b'",
        "WITH w AS (SELECT 1) SELECT id FROM post WHERE words @@ 'a'",
        "SELECT (SELECT max(id) FROM post) FROM post WHERE words @@ 'a'",
        "SELECT id INTO copy FROM post WHERE words @@ 'a'", "DELETE FROM post WHERE words @@ 'a'",
        "SELECT id FROM post WHERE words @@ 'a'; SELECT 1", "SELECT '@@' FROM post"}) {
    EXPECT_EQ(sent_for(sql), "-") << sql;
  }
  EXPECT_EQ(sent_for("SELECT id FROM post WHERE words @@ 'a'", {}), "-");
  EXPECT_EQ(sent_for("SELECT id FROM post WHERE words @@ '" + std::string(limits::by_ring_bytes, 'a') + "'"), "-");
}

// The view is there where nobody can say LEAKPROOF, and the application has no row security of its own.
TEST(ShownView, IsMadeWhereItIsNeeded) {
  testing::Scene scene;
  scene.policy.tables.resize(1);
  policy::Table rule;
  rule.content = true;
  Table table;
  table.name = {"public", "post"};
  rule.name = table.name;
  table.columns.resize(1);
  table.columns[0].base_type = "tsvector";
  Placement placement;
  placement.table = &table;
  placement.rule = &rule;
  Catalogue catalogue;
  EXPECT_FALSE(is_shown_by_view(catalogue, placement)) << "@@ is LEAKPROOF";
  catalogue.match_is_leakproof = false;
  EXPECT_FALSE(is_shown_by_view(catalogue, placement)) << "it can be";
  catalogue.read_by_superuser = false;
  EXPECT_TRUE(is_shown_by_view(catalogue, placement));
  table.row_security = true;
  EXPECT_FALSE(is_shown_by_view(catalogue, placement));
  table.row_security = false;
  table.columns[0].base_type = "text";
  EXPECT_FALSE(is_shown_by_view(catalogue, placement));
}

}  // namespace
}  // namespace ringfence::compile
