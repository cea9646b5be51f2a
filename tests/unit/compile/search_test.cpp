#include "compile/postgres/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compile/postgres/statement.h"
#include "compile/postgres/walls.h"
#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::named;
using ::testing::Not;
using testing::ring;
using testing::Scene;

class Search : public ::testing::Test {
 protected:
  void SetUp() override {
    scene.policy.rings = {ring("eu", {"DE"}), ring("us", {"US"})};
    policy::Service web;
    web.name = "web-us";
    web.location = "US";
    web.purposes = {"feed"};
    web.scope = policy::Scope::world;
    scene.policy.services = {web};
    scene.people();
    scene.table("post")
        .columns({"id", "author_id", "title character varying(40)", "content text"})
        .primary({"id"})
        .refers({"author_id"}, "person");
    policy::Table& post = scene.owned("post", {"author_id"});
    post.public_columns = {"id", "author_id", "title", "content"};
    post.search = {"title", "content"};
    policy::Transfer& feed = scene.policy.transfers.emplace_back();
    feed.name = "feed";
    feed.from = feed.to = {"*"};
    feed.purposes = {"feed"};
    feed.columns = {{named("post"), ""}};
    scene.catalogue.database = "app";
    scene.catalogue.encoding = "UTF8";
  }
  const Placements& placed() {
    scene.place();
    add_search_columns(scene.policy, scene.catalogue);
    placements = place(scene.policy, scene.catalogue, "p.toml");
    return placements;
  }
  Object object(ObjectKind kind, const std::string& on) {
    for (const Object& one : walls(scene.policy, scene.policy.rings[0], scene.catalogue, placed())) {
      if (one.kind == kind && one.on.name == on && one.why == "search") return one;
    }
    return {};
  }
  std::string view() {
    const Placements& tables = placed();
    const Transfers all = transfers(scene.policy, scene.policy.rings[0], scene.catalogue, tables, {2027, 1, 1});
    for (const TransferRole& role : all.roles) {
      for (const TransferView& one : role.views) {
        if (one.name.name == "post") return one.query;
      }
    }
    return "none";
  }
  Scene scene;
  Placements placements;
};

TEST_F(Search, TheColumnIsGeneratedOfTheNamedOnesAsTextLast) {
  EXPECT_EQ(object(ObjectKind::column, "post").create,
            R"(ALTER TABLE "public"."post" ADD COLUMN ringfence_search tsvector GENERATED ALWAYS AS )"
            R"((ringfence.search_vector(ARRAY[("title")::text, "content"])) STORED; )"
            R"(ALTER TABLE "public"."post" ALTER COLUMN ringfence_search SET STATISTICS 1000)");
  EXPECT_EQ(object(ObjectKind::index, "post").create,
            R"(CREATE INDEX "ringfence_search_post" ON "public"."post" USING gin (ringfence_search))");
  EXPECT_EQ(object(ObjectKind::column, "person").create, "");
}

TEST_F(Search, FunctionsAreImmutableAndForAnybody) {
  for (const char* name : {"search_vector", "search_query"}) {
    const Object function = object(ObjectKind::function, name);
    EXPECT_THAT(function.create,
                ::testing::ContainsRegex("IMMUTABLE STRICT PARALLEL SAFE COST [0-9]+ SECURITY DEFINER SET "
                                         "search_path = pg_catalog, pg_temp"));
    EXPECT_THAT(function.create, HasSubstr("TO PUBLIC"));
    EXPECT_THAT(function.definition, Not(HasSubstr("{")));
  }
}

TEST_F(Search, WithoutSearchThereIsNothing) {
  for (policy::Table& table : scene.policy.tables) table.search.clear();
  for (const Object& one : walls(scene.policy, scene.policy.rings[0], scene.catalogue, placed())) {
    EXPECT_NE(one.why, "search") << one.create;
  }
  EXPECT_THAT(view(), Not(HasSubstr("ringfence_search")));
}

TEST_F(Search, PartitionsHaveTheirParentsIndexAndChildrenTheirOwn) {
  testing::TableBuilder& post = scene.table("old_post");
  post.columns({"id", "author_id", "title character varying(40)", "content text"}).inherits("post");
  EXPECT_EQ(object(ObjectKind::column, "old_post").create, "");
  EXPECT_THAT(object(ObjectKind::index, "old_post").create, HasSubstr("ringfence_search_old_post"));
  EXPECT_NE(scene.catalogue.find(named("old_post"))->find_column("ringfence_search"), nullptr);
}

TEST_F(Search, WordsLeaveWithAllTheyWereMadeOfAndAsItIs) {
  EXPECT_THAT(view(), HasSubstr(R"("post"."ringfence_search" AS "ringfence_search")"));
  scene.policy.transfers[0].masks[{named("post"), "content"}] = {policy::MaskKind::truncate, 3};
  EXPECT_THAT(view(), HasSubstr(R"(NULL::tsvector AS "ringfence_search")"));
  scene.policy.transfers[0].masks.clear();
  scene.policy.transfers[0].columns = {{named("post"), "id"}, {named("post"), "content"}};
  EXPECT_THAT(view(), HasSubstr(R"(NULL::tsvector AS "ringfence_search")"));
}

TEST_F(Search, ReadersMayCallTheFunctionWhereThereIsASearch) {
  const Target schema{Securable::schema, "ringfence", ""};
  const auto roles = [&] {
    const Placements& tables = placed();
    return transfers(scene.policy, scene.policy.rings[0], scene.catalogue, tables, {2027, 1, 1}).roles;
  };
  EXPECT_TRUE(roles().at(0).login.grants.contains(schema));
  for (policy::Table& table : scene.policy.tables) table.search.clear();
  EXPECT_FALSE(roles().at(0).login.grants.contains(schema));
}

TEST_F(Search, WhatCannotBeSearchedIsToldWithItsPlace) {
  policy::Table& post = scene.policy.tables.back();
  post.search = {"contents"};
  placed();
  EXPECT_THAT(to_text(placements.findings.sorted().front()), HasSubstr("post has no column contents"));
  post.search = {"author_id"};
  placed();
  EXPECT_THAT(to_text(placements.findings.sorted().front()),
              HasSubstr("search: post.author_id is of type bigint, not of text"));
  post.search = {"content"};
  scene.catalogue.encoding = "SQL_ASCII";
  placed();
  EXPECT_THAT(to_text(placements.findings.sorted().front()), HasSubstr("search: the database is in SQL_ASCII"));
}

TEST_F(Search, AStatementThatSearchesReadsWhatTheWordsWereMadeOf) {
  const Placements& tables = placed();
  const auto found = analyse(
      "SELECT id FROM post WHERE ringfence_search @@ ringfence.search_query($1) ORDER BY "
      "ts_rank(ringfence_search, ringfence.search_query($1)) DESC LIMIT 20",
      scene.policy, {&scene.catalogue, &tables});
  ASSERT_TRUE(found);
  const policy::Analysis& analysis = found->front();
  EXPECT_THAT(analysis.opaque, IsEmpty());
  EXPECT_THAT(analysis.carried, IsEmpty());
  EXPECT_THAT(analysis.tables.front().columns,
              ::testing::UnorderedElementsAre("id", "ringfence_search", "title", "content"));
  const auto other = analyse("SELECT id FROM post WHERE ringfence_search @@ ringfence.search_vector('{x}')",
                             scene.policy, {&scene.catalogue, &tables});
  ASSERT_TRUE(other);
  EXPECT_THAT(other->front().opaque, Not(IsEmpty()));
}

}  // namespace
}  // namespace ringfence::compile
