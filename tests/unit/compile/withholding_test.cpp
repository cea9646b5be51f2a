#include "compile/postgres/withholding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "compile/postgres/walls.h"
#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

using ::testing::HasSubstr;
using testing::Scene;

class Withholding : public ::testing::Test {
 protected:
  void SetUp() override {
    scene.policy.rings.emplace_back().name = "us";
    scene.policy.rings.back().codes = {"US"};
    scene.people();
    post = &scene.table("post");
    post->columns({"id", "author_id"}).primary({"id"}).refers({"author_id"}, "person");
    scene.owned("post", {"author_id"}).content = true;
    scene.table("note")
        .columns({"author_id", "code character varying", "Kind text"})
        .primary({"author_id", "code", "Kind"})
        .refers({"author_id"}, "person");
    scene.owned("note", {"author_id"}).content = true;
  }
  std::vector<Object> objects() { return walls(scene.policy, scene.policy.rings[0], scene.catalogue, scene.place()); }
  std::string sql_of(const std::string& table, const std::string& name) {
    for (const Object& object : objects()) {
      if (object.on.name == table && object.name == name) return object.create;
    }
    return "nothing";
  }
  Scene scene;
  testing::TableBuilder* post = nullptr;
};

TEST_F(Withholding, TheColumnIsNullableWithoutADefault) {
  EXPECT_EQ(sql_of("post", "ringfence_withheld_in"),
            R"(ALTER TABLE "public"."post" ADD COLUMN ringfence_withheld_in text[])");
  EXPECT_EQ(sql_of("person", "ringfence_withheld_in"), "nothing");
}

TEST_F(Withholding, OnePolicyHidesAndTheOtherOpensTheRest) {
  EXPECT_EQ(sql_of("post", "ringfence_withheld"),
            "CREATE POLICY ringfence_withheld ON \"public\".\"post\" AS RESTRICTIVE FOR ALL TO PUBLIC USING "
            "(((ringfence_withheld_in IS NULL) OR ringfence.shows_here(ringfence_withheld_in, 'post'::text, \"id\"))) "
            "WITH CHECK (true)");
  EXPECT_EQ(sql_of("post", "ringfence_open"),
            "CREATE POLICY ringfence_open ON \"public\".\"post\" AS PERMISSIVE FOR ALL TO PUBLIC USING (true)");
}

TEST_F(Withholding, TablesOfOneNameInSeveralSchemasShareNothing) {
  for (const auto& [name, schema] : {std::pair{"thing", "app"}, {"app_thing", "public"}}) {
    scene.table(name).columns({"id", "author_id"}).primary({"id"}).refers({"author_id"}, "person").table.name.schema =
        schema;
    policy::Table& rule = scene.owned(name, {"author_id"});
    rule.content = true;
    rule.name.schema = schema;
  }
  EXPECT_NE(sql_of("withheld_app.thing", ""), "nothing");
  EXPECT_NE(sql_of("withheld_app_thing", ""), "nothing");
  EXPECT_THAT(sql_of("thing", "~ringfence_withheld"), HasSubstr("FUNCTION ringfence.\"withheld_app.thing\"()"));
}

TEST_F(Withholding, AnApplicationsOwnRowSecurityIsNotOpened) {
  post->table.row_security = true;
  EXPECT_EQ(sql_of("post", "ringfence_open"), "nothing");
  EXPECT_NE(sql_of("post", "ringfence_withheld"), "nothing");
}

TEST_F(Withholding, TheTriggerOfEachNewRowSleepsAtFirst) {
  EXPECT_EQ(sql_of("post", "~ringfence_withheld"),
            "CREATE TRIGGER \"~ringfence_withheld\" BEFORE INSERT ON \"public\".\"post\" FOR EACH ROW EXECUTE FUNCTION "
            "ringfence.\"withheld_post\"(); ALTER TABLE \"public\".\"post\" DISABLE TRIGGER \"~ringfence_withheld\"");
  const auto all = objects();
  EXPECT_EQ(std::ranges::count_if(all, &Object::sleeps), 2);
}

TEST_F(Withholding, AChangedKeyIsLookedAtWhateverItsType) {
  EXPECT_THAT(
      sql_of("note", "~ringfence_withheld_update"),
      HasSubstr("WHEN (((new.ringfence_withheld_in IS DISTINCT FROM old.ringfence_withheld_in) OR "
                "((new.\"author_id\")::text IS DISTINCT FROM (old.\"author_id\")::text) OR ((new.\"code\")::text "
                "IS DISTINCT FROM (old.\"code\")::text) OR (new.\"Kind\" IS DISTINCT FROM old.\"Kind\")))"));
}

TEST_F(Withholding, AKeyOfSeveralColumnsIsAnArrayOfTexts) {
  EXPECT_THAT(sql_of("content", "content"),
              HasSubstr("pg_catalog.jsonb_build_array(((k.key)::jsonb OPERATOR(pg_catalog.->>) 0)::bigint::text, "
                        "((k.key)::jsonb OPERATOR(pg_catalog.->>) 1)::character varying::text, ((k.key)::jsonb "
                        "OPERATOR(pg_catalog.->>) 2)::text::text)::text"));
}

TEST_F(Withholding, ContentWithoutAPrimaryKeyIsAnError) {
  scene.table("memo").columns({"author_id"}).refers({"author_id"}, "person");
  scene.owned("memo", {"author_id"}).content = true;
  const auto placed = scene.place();
  ASSERT_TRUE(placed.findings.has_errors());
}

TEST_F(Withholding, NothingOfItWithoutContent) {
  for (policy::Table& table : scene.policy.tables) table.content = false;
  const auto all = objects();
  EXPECT_TRUE(std::ranges::none_of(all, [](const Object& object) { return object.on.name == "withholding"; }));
}

}  // namespace
}  // namespace ringfence::compile
