// How COPY FROM STDIN says whose its rows are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compile/postgres/statement.h"
#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

using policy::CopyIn;
using ::testing::HasSubstr;
using testing::Scene;

struct World {
  World() {
    scene.people();
    scene.owned("post", {"author_id"});
    scene.owned("comment", {}, {"post_id", "author_id"});
    scene.shared("tag");
    scene.subject_table("member", {"tenant", "code"}, {"land"}).home->codes = {{"Deutschland", "DE"}};
    scene.table("post")
        .columns({"id", "content text", "author_id", "more text"})
        .primary({"id"})
        .refers({"author_id"}, "person");
    scene.table("comment").columns({"id", "post_id"}).primary({"id"}).refers({"post_id"}, "post");
    scene.table("tag").columns({"id"}).primary({"id"});
    scene.table("member").columns({"tenant integer", "code text", "land text"}).primary({"tenant", "code"});
    placements = scene.place();
    const_cast<Table&>(*scene.catalogue.find({"public", "post"})).columns[1].generated = true;
  }
  policy::Analysis of(std::string_view sql) const {
    const auto found = analyse(sql, scene.policy, {&scene.catalogue, &placements, nullptr});
    EXPECT_TRUE(found) << sql << ": " << to_text(found.error());
    return found->front();
  }
  CopyIn copy(std::string_view sql) const {
    const auto analysis = of(sql);
    EXPECT_TRUE(analysis.copy) << sql;
    EXPECT_TRUE(analysis.opaque.empty()) << sql;
    return analysis.copy.value_or(CopyIn{});
  }
  std::string refused(std::string_view sql) const {
    const auto analysis = of(sql);
    EXPECT_FALSE(analysis.copy) << sql;
    return analysis.opaque.empty() ? "" : analysis.opaque[0].reason;
  }
  Scene scene;
  Placements placements;
};

TEST(CopyIn, TheSubjectColumnIsFoundAmongThoseThatCome) {
  const World world;
  CopyIn rows = world.copy("COPY post FROM STDIN");
  EXPECT_EQ(rows.fields, 3U);  // generated columns do not come
  ASSERT_EQ(rows.subject.size(), 1U);
  EXPECT_EQ(rows.subject[0].place, 1U);
  EXPECT_FALSE(rows.new_subject);
  EXPECT_EQ(rows.root.name, "person");
  rows = world.copy("COPY post (more, id, author_id) FROM STDIN");
  EXPECT_EQ(rows.subject[0].place, 2U);
}

TEST(CopyIn, OfASubjectTableTheHomeColumnSays) {
  const World world;
  CopyIn rows = world.copy("COPY person FROM STDIN");
  EXPECT_TRUE(rows.new_subject);
  EXPECT_EQ(rows.subject.at(0).column, "country");
  EXPECT_EQ(rows.subject.at(0).place, 1U);
  EXPECT_EQ(world.copy("COPY member (land, code, tenant) FROM STDIN").subject.at(0).place, 0U);
}

TEST(CopyIn, ChainsAndSharedTablesAreLeftToTheWalls) {
  const World world;
  EXPECT_FALSE(world.of("COPY comment FROM STDIN").copy);
  EXPECT_FALSE(world.of("COPY tag FROM STDIN").copy);
  EXPECT_FALSE(world.of("COPY post TO STDOUT").copy);
  EXPECT_FALSE(world.of("COPY post FROM '/tmp/x'").copy);
}

TEST(CopyIn, AColumnThatDoesNotComeSaysNothing) {
  const World world;
  EXPECT_EQ(world.refused("COPY post (id, more) FROM STDIN"),
            "post.author_id says whose a row is, and this COPY does not bring it");
  EXPECT_THAT(world.refused("COPY person (id) FROM STDIN"), HasSubstr("person.country"));
}

TEST(CopyIn, OptionsAreReadAsPostgresReadsThem) {
  const World world;
  CopyIn rows = world.copy("COPY post FROM STDIN (FORMAT csv, HEADER)");
  EXPECT_EQ(rows.format, CopyIn::Format::csv);
  EXPECT_EQ(rows.delimiter, ',');
  EXPECT_EQ(rows.null, "");
  EXPECT_EQ(rows.escape, '"');
  EXPECT_TRUE(rows.header);
  rows = world.copy("COPY post FROM STDIN (FORMAT csv, QUOTE '''', DELIMITER ';', NULL 'nil', HEADER match)");
  EXPECT_EQ(rows.quote, '\'');
  EXPECT_EQ(rows.escape, '\'');
  EXPECT_EQ(rows.delimiter, ';');
  EXPECT_EQ(rows.null, "nil");
  EXPECT_TRUE(rows.header);
  rows = world.copy("COPY post FROM STDIN (FORMAT csv, FORCE_NULL (author_id), FORCE_NOT_NULL (more), ESCAPE E'\\\\')");
  EXPECT_TRUE(rows.subject[0].force_null);
  EXPECT_FALSE(rows.subject[0].force_not_null);
  EXPECT_EQ(rows.escape, '\\');
  EXPECT_FALSE(world.copy("COPY post FROM STDIN (HEADER false)").header);
  EXPECT_FALSE(world.copy("COPY post FROM STDIN (HEADER 0, FREEZE)").header);
}

TEST(CopyIn, TheOlderSyntaxMeansTheSame) {
  const World world;
  EXPECT_EQ(
      world.copy("COPY post FROM STDIN WITH DELIMITER '|' NULL AS '-' CSV HEADER QUOTE '~' FORCE NOT NULL author_id"),
      world.copy(
          "COPY post FROM STDIN (FORMAT csv, DELIMITER '|', NULL '-', HEADER, QUOTE '~', FORCE_NOT_NULL (author_id))"));
  EXPECT_EQ(world.copy("COPY BINARY post FROM STDIN").format, CopyIn::Format::binary);
}

TEST(CopyIn, OnlyEncodingsInWhichADelimiterIsOneAreRead) {
  const World world;
  EXPECT_FALSE(world.copy("COPY post FROM STDIN (ENCODING 'utf-8')").ascii_only);
  EXPECT_TRUE(world.copy("COPY post FROM STDIN (ENCODING 'LATIN1')").ascii_only);
  EXPECT_TRUE(world.copy("COPY post FROM STDIN (ENCODING 'WIN1252')").ascii_only);
  for (const char* encoding :
       {"SJIS", "BIG5", "GBK", "UHC", "GB18030", "JOHAB", "SHIFT_JIS_2004", "WIN936", "Windows949"}) {
    EXPECT_THAT(world.refused(fmt::format("COPY post FROM STDIN (ENCODING '{}')", encoding)), HasSubstr("encoding"));
  }
}

TEST(CopyIn, WhatIsNotUnderstoodIsRefused) {
  const World world;
  EXPECT_THAT(world.refused("COPY post FROM STDIN (DEFAULT '\\D')"), HasSubstr("this default"));
  EXPECT_THAT(world.refused("COPY post FROM STDIN (ON_ERROR ignore)"), HasSubstr("this on_error"));
  EXPECT_THAT(world.refused("COPY post FROM STDIN (FORMAT 'parquet')"), HasSubstr("this format"));
  EXPECT_THAT(world.refused("COPY post FROM STDIN (DELIMITER 'ab')"), HasSubstr("this delimiter"));
  EXPECT_THAT(world.refused("COPY post FROM STDIN (FORMAT csv, FORCE_NULL *)"), HasSubstr("this force_null"));
}

TEST(CopyIn, ColumnsThatAreReadInBinaryHaveATypeOfTheirs) {
  const World world;
  EXPECT_EQ(world.copy("COPY post FROM STDIN (FORMAT binary)").subject[0].type, 20U);
  EXPECT_EQ(world.copy("COPY person FROM STDIN (FORMAT binary)").subject[0].type, 25U);
}

}  // namespace
}  // namespace ringfence::compile
