#include "compile/postgres/transfers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compile/postgres/walls.h"
#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::named;
using ::testing::Not;
using testing::ring;
using testing::Scene;

policy::ColumnRef column(const std::string& table, const std::string& name) {
  return {named(table), name};
}

class TransferViews : public ::testing::Test {
 protected:
  void SetUp() override {
    scene.policy.rings = {ring("eu", {"DE"}), ring("us", {"US"})};
    policy::Service web;
    web.name = "web-us";
    web.location = "US";
    web.purposes = {"feed"};
    scene.policy.services = {web};
    scene.people().columns({"email text", "born date", "phone public.phone"});
    testing::TableBuilder& post = scene.table("post");
    post.columns({"id", "author_id", "visibility text", "content character varying(40)"})
        .primary({"id"})
        .refers({"author_id"}, "person");
    post.table.columns.back().base_type = "character varying";
    scene.owned("post", {"author_id"});
    scene.table("tag").columns({"id", "name text"}).primary({"id"});
    scene.shared("tag");
    scene.catalogue.database = "app";
  }
  policy::Transfer& rule(const std::string& name, std::vector<policy::ColumnRef> columns) {
    policy::Transfer& made = scene.policy.transfers.emplace_back();
    made.name = name;
    made.from = {"eu"};
    made.to = {"us"};
    made.purposes = {"feed"};
    made.columns = std::move(columns);
    return made;
  }
  Transfers compiled(const policy::Date& today = {2027, 1, 1}) {
    const Placements& placed = scene.place();
    EXPECT_THAT(scene.findings(), IsEmpty());
    return transfers(scene.policy, scene.policy.rings[0], scene.catalogue, placed, today);
  }
  static std::string query(const Transfers& all, const std::string& table) {
    for (const TransferView& view : all.roles.at(0).views) {
      if (view.name == TableName{"transfer_us_feed", table}) return view.query;
    }
    return "no view";
  }
  static std::vector<std::string> messages(const Transfers& all) {
    std::vector<std::string> lines;
    for (const Diagnostic& each : all.findings.sorted()) lines.push_back(each.message);
    return lines;
  }
  Scene scene;
};

TEST_F(TransferViews, NobodyReadsWithoutARule) {
  EXPECT_THAT(compiled().roles, IsEmpty());
}

TEST_F(TransferViews, AColumnThatNothingPermitsIsNullOfItsType) {
  rule("one", {column("post", "id")});
  const Transfers all = compiled();
  EXPECT_EQ(query(all, "post"),
            "SELECT \"post\".\"id\" AS \"id\", NULL::bigint AS \"author_id\", NULL::text AS \"visibility\", "
            "NULL::character varying(40) AS \"content\" FROM \"public\".\"post\" AS \"post\"");
  EXPECT_EQ(query(all, "person"), "no view");
  EXPECT_EQ(query(all, "tag"),
            "SELECT \"tag\".\"id\" AS \"id\", \"tag\".\"name\" AS \"name\" FROM \"public\".\"tag\" AS \"tag\"");
}

TEST_F(TransferViews, TheOwnerHasThePermittedColumnsAndThoseOfFiltersAndTheReaderHasViews) {
  rule("one", {column("post", "id"), column("post", "content")}).rows[named("post")] = "visibility = 'public'";
  const TransferRole role = compiled().roles.at(0);
  EXPECT_EQ(role.owner.name, "ringfence_transfer_us_feed");
  EXPECT_THAT(role.owner.attributes, IsEmpty());
  EXPECT_THAT(role.owner.grants, IsEmpty());
  EXPECT_THAT(role.owner.columns.at(named("post")).at("SELECT"), ElementsAre("content", "id", "visibility"));
  EXPECT_THAT(role.login.attributes, ElementsAre("LOGIN"));
  EXPECT_THAT(role.login.columns, IsEmpty());
  EXPECT_THAT(role.login.grants.at({Securable::database, "", "app"}), ElementsAre("CONNECT"));
  EXPECT_EQ(role.login.grants.size(), 4u);  // the database, the schema, post, tag
}

TEST_F(TransferViews, RowsThatShowNothingCanStillBeCounted) {
  rule("one", {column("post", "content")}).masks[column("post", "content")] = {policy::MaskKind::null, 0};
  const TransferRole role = compiled().roles.at(0);
  EXPECT_THAT(role.owner.columns.at(named("post")).at("SELECT"), ElementsAre("content"));
}

TEST_F(TransferViews, ALastDayStandsInTheView) {
  rule("one", {column("post", "id")}).expires = policy::Date{2027, 12, 31};
  EXPECT_THAT(query(compiled(), "post"),
              HasSubstr("WHERE (pg_catalog.statement_timestamp() < '2028-01-01 00:00:00+00'::timestamptz)"));
  EXPECT_THAT(compiled({2028, 1, 1}).roles, IsEmpty());
}

TEST_F(TransferViews, AValueShowsWhereSomeRuleAdmitsItsRowAndItsColumn) {
  rule("a", {column("post", "id"), column("post", "content")}).rows[named("post")] = "visibility = 'public'";
  rule("b", {column("post", "id"), column("post", "author_id")}).rows[named("post")] = "id > 5";
  const std::string sql = query(compiled(), "post");
  EXPECT_THAT(sql, HasSubstr("\"post\".\"id\" AS \"id\""));
  EXPECT_THAT(sql,
              HasSubstr("CASE WHEN (id > 5\n) THEN \"post\".\"author_id\" ELSE NULL::bigint END AS \"author_id\""));
  EXPECT_THAT(sql, HasSubstr("WHERE ((visibility = 'public'\n) OR (id > 5\n))"));
}

TEST_F(TransferViews, ARuleForEveryRowNeedsNoCase) {
  rule("a", {column("post", "id"), column("post", "content")});
  rule("b", {column("post", "author_id")}).rows[named("post")] = "id > 5";
  const std::string sql = query(compiled(), "post");
  EXPECT_THAT(sql, HasSubstr("\"post\".\"content\" AS \"content\" FROM"));
  EXPECT_THAT(sql, HasSubstr("CASE WHEN (id > 5\n) THEN \"post\".\"author_id\""));
  EXPECT_THAT(sql, Not(HasSubstr("WHERE (")));
}

TEST_F(TransferViews, Masks) {
  policy::Transfer& one = rule(
      "one", {column("person", "email"), column("person", "born"), column("person", "id"), column("post", "content")});
  one.masks[column("person", "email")] = {policy::MaskKind::domain, 0};
  one.masks[column("person", "born")] = {policy::MaskKind::year, 0};
  one.masks[column("person", "id")] = {policy::MaskKind::hash, 0};
  one.masks[column("post", "content")] = {policy::MaskKind::truncate, 3};
  scene.people("other");
  const Transfers all = compiled();
  ASSERT_THAT(messages(all), IsEmpty());
  const std::string sql = query(all, "person");
  EXPECT_THAT(sql, HasSubstr("(pg_catalog.substring((\"person\".\"email\")::text, '@([^@]*)$'))::text AS \"email\""));
  EXPECT_THAT(sql, HasSubstr("(pg_catalog.date_trunc('year', (\"person\".\"born\")::timestamp))::date AS \"born\""));
  EXPECT_THAT(sql, HasSubstr("(ringfence_1.ringfence_1_value)::bigint AS \"id\""));
  EXPECT_THAT(sql, HasSubstr("LEFT JOIN \"ringfence\".\"pseudonym_person_id\" AS ringfence_1(ringfence_1_key_1, "
                             "ringfence_1_value) ON ringfence_1.ringfence_1_key_1 = \"person\".\"id\""));
  EXPECT_THAT(query(all, "post"),
              HasSubstr("(pg_catalog.left((\"post\".\"content\")::text, 3))::character varying(40)"));
}

TEST_F(TransferViews, ADomainThatMayTakeNoNullIsShownAsTheTypeBelow) {
  rule("one", {column("person", "id")});
  for (auto& table : scene.policy.tables) table.public_columns = {};
  scene.place();
  for (Table& table : scene.catalogue.tables) {
    for (Column& each : table.columns) {
      if (each.type == "public.phone") each.base_type = "text";
    }
  }
  const Placements placed = place(scene.policy, scene.catalogue, "p.toml");
  const Transfers all = transfers(scene.policy, scene.policy.rings[0], scene.catalogue, placed, {2027, 1, 1});
  EXPECT_THAT(query(all, "person"), HasSubstr("NULL::text AS \"phone\""));
}

TEST_F(TransferViews, WritingIsByColumnAndNeverThroughAMask) {
  policy::Transfer& one = rule("one", {column("post", "id"), column("post", "content"), column("post", "visibility")});
  one.write = true;
  one.masks[column("post", "content")] = {policy::MaskKind::truncate, 3};
  one.rows[named("post")] = "visibility = 'public'";
  rule("two", {column("post", "id"), column("post", "author_id")}).rows[named("post")] = "true";
  const TransferRole role = compiled().roles.at(0);
  const TableName view{"transfer_us_feed", "post"};
  EXPECT_THAT(role.login.columns.at(view).at("UPDATE"), ElementsAre("id"));
  EXPECT_THAT(role.owner.columns.at(named("post")).at("INSERT"), ElementsAre("id"));
  EXPECT_THAT(role.login.grants.at({Securable::table, view.schema, view.name}), ElementsAre("DELETE", "SELECT"));
  std::string guard;
  for (const Object& object : walls(scene.policy, scene.policy.rings[0], scene.catalogue, scene.place())) {
    if (object.name == "~ringfence_write_transfer_us_feed") guard = object.definition;
  }
  EXPECT_EQ(
      guard,
      "CREATE TRIGGER \"~ringfence_write_transfer_us_feed\" BEFORE INSERT OR DELETE OR UPDATE ON public.post FOR EACH "
      "ROW WHEN ((CURRENT_USER = 'transfer_us_feed'::name)) EXECUTE FUNCTION "
      "ringfence.\"write_post_transfer_us_feed\"()");
}

TEST_F(TransferViews, AMaskThatATypeCannotHaveIsAnError) {
  policy::Transfer& one = rule("one", {column("person", "email"), column("person", "born")});
  one.masks[column("person", "email")] = {policy::MaskKind::year, 0};
  one.masks[column("person", "born")] = {policy::MaskKind::hash, 0};
  EXPECT_THAT(messages(compiled()), ::testing::UnorderedElementsAre(
                                        "transfer one: person.email cannot have mask year: there is none for text",
                                        "transfer one: person.born cannot have mask hash: a pseudonym is no date"));
}

TEST_F(TransferViews, AFilterThatIsMoreThanAConditionIsAnError) {
  rule("one", {column("post", "id")}).rows[named("post")] = "id = 1) OR (true";
  rule("two", {column("post", "id")}).rows[named("post")] = "city = 1";
  rule("three", {column("person", "id")}).rows[named("person")] = "phone = '1'";
  EXPECT_THAT(messages(compiled()), ::testing::UnorderedElementsAre(
                                        HasSubstr("transfer one: the row filter is not one condition"),
                                        "transfer two: post has no column city",
                                        "transfer three: phone is of type public.phone, which an extension brings"));
}

TEST_F(TransferViews, WhatAChildCallsSensitiveLeavesThroughItsParentNeither) {
  scene.table("note").columns({"id", "author_id", "visibility text", "content text"}).primary({"id"}).inherits("post");
  scene.owned("note", {"author_id"}).sensitive = {"content"};
  rule("one", {column("post", "id"), column("post", "content")});
  EXPECT_THAT(query(compiled(), "post"), HasSubstr("NULL::character varying(40) AS \"content\""));
}

TEST_F(TransferViews, TwoTablesOfOneNameCannotBothBeRead) {
  scene.table("app.tag").columns({"id"}).primary({"id"});
  scene.shared("app.tag");
  rule("one", {column("post", "id")});
  EXPECT_THAT(messages(compiled()), ElementsAre("app.tag and tag would be one view of transfer_us_feed"));
}

TEST_F(TransferViews, ATableThatIsNeverThereIsEmpty) {
  scene.policy.tables[1].never_in = {"eu"};
  rule("one", {column("person", "id"), column("post", "id")});
  EXPECT_EQ(query(compiled(), "post"),
            "SELECT NULL::bigint AS \"id\", NULL::bigint AS \"author_id\", NULL::text AS \"visibility\", "
            "NULL::character varying(40) AS \"content\" WHERE false");
}

}  // namespace
}  // namespace ringfence::compile
