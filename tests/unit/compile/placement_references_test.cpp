#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema_dsl.h"

namespace ringfence::compile::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlacementReferences : public ::testing::Test {
 protected:
  ReferenceFate fate(const std::string& table, const std::string& constraint) {
    return scene.reference(table, constraint).fate;
  }
  Scene scene;
};

TEST_F(PlacementReferences, AnotherPersonTurnsToTheDirectory) {
  scene.people().refers({"city_id"}, "person", {"id"}, "manager");
  scene.table("knows").columns({"a", "b"}).refers({"a"}, "person").refers({"b"}, "person");
  scene.owned("knows", {"a"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(fate("knows", "knows_a_fkey"), ReferenceFate::keep);
  EXPECT_EQ(fate("knows", "knows_b_fkey"), ReferenceFate::directory);
  EXPECT_EQ(fate("person", "manager"), ReferenceFate::directory);
}

TEST_F(PlacementReferences, TheDirectoryKnowsOnlyTheSubjectsKey) {
  scene.people().columns({"email text"}).unique({"email"});
  scene.table("invite").columns({"from_id", "email text"}).refers({"from_id"}, "person");
  scene.table("invite2")
      .columns({"from_id", "email text"})
      .refers({"from_id"}, "person")
      .refers({"email"}, "person", {"email"});
  scene.owned("invite");
  scene.owned("invite2", {"from_id"});
  scene.place();
  EXPECT_EQ(fate("invite2", "invite2_email_fkey"), ReferenceFate::drop);
  EXPECT_THAT(scene.reference("invite2", "invite2_email_fkey").reason, HasSubstr("knows only its id"));
}

TEST_F(PlacementReferences, OtherPeoplesRowsAreDroppedUnlessLocal) {
  scene.people();
  scene.table("post")
      .columns({"id", "author_id", "up"})
      .primary({"id"})
      .refers({"author_id"}, "person")
      .refers({"up"}, "post");
  scene.table("comment").columns({"post_id", "author_id"}).refers({"post_id"}, "post").refers({"author_id"}, "person");
  scene.owned("post", {"author_id"});
  scene.owned("comment", {"author_id"});
  scene.place();
  EXPECT_EQ(fate("post", "post_up_fkey"), ReferenceFate::drop);
  EXPECT_EQ(fate("comment", "comment_post_id_fkey"), ReferenceFate::drop);
  EXPECT_EQ(scene.reference("comment", "comment_post_id_fkey").reason, "comment and post may rest in different rings");
  scene.policy.tables.back().local = {"post_id"};
  scene.place();
  EXPECT_EQ(fate("comment", "comment_post_id_fkey"), ReferenceFate::keep);
}

TEST_F(PlacementReferences, LocalNamesThatCannotHold) {
  scene.people();
  scene.table("tag").columns({"id"}).primary({"id"});
  scene.table("post").columns({"author_id", "tag_id"}).refers({"author_id"}, "person").refers({"tag_id"}, "tag");
  scene.shared("tag");
  scene.owned("post").local = {"tag_id", "nothing"};
  scene.place();
  EXPECT_THAT(scene.findings(),
              ElementsAre("error: local foreign key tag_id: rows of post and tag rest by different rules",
                          "error: post has no foreign key nothing"));
}

TEST_F(PlacementReferences, AKeyThatIncludesTheSubjectNeverCrosses) {
  scene.people();
  scene.table("order").columns({"id", "user_id"}).primary({"user_id", "id"}).refers({"user_id"}, "person");
  scene.table("item")
      .columns({"user_id", "order_id"})
      .refers({"user_id", "order_id"}, "order", {"user_id", "id"}, "of_order");
  scene.table("swap")
      .columns({"user_id", "order_id"})
      .refers({"user_id", "order_id"}, "order", {"id", "user_id"}, "of_order");
  scene.owned("order");
  scene.owned("item", {"user_id"});
  scene.owned("swap", {"user_id"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(fate("item", "of_order"), ReferenceFate::keep);
  EXPECT_EQ(scene.reference("item", "of_order").reason, "both rows belong to the same person");
  EXPECT_EQ(fate("swap", "of_order"), ReferenceFate::drop);
}

TEST_F(PlacementReferences, SharedKeysNeverCross) {
  scene.people();
  scene.table("profile").columns({"person_id"}).primary({"person_id"}).refers({"person_id"}, "person");
  scene.table("x")
      .columns({"person_id"})
      .refers({"person_id"}, "profile", {"person_id"}, "p")
      .refers({"person_id"}, "person", {"id"}, "q");
  scene.owned("profile", {"person_id"});
  scene.owned("x", {"person_id"});
  scene.place();
  EXPECT_EQ(scene.at("x").anchor->constraint, "q");
  EXPECT_EQ(fate("x", "p"), ReferenceFate::keep);
}

TEST_F(PlacementReferences, ChildrenOfOneRowStayTogether) {
  scene.people();
  scene.table("order").columns({"id", "user_id"}).primary({"id"}).refers({"user_id"}, "person");
  scene.table("line").columns({"order_id", "no"}).primary({"order_id", "no"}).refers({"order_id"}, "order");
  scene.table("parcel")
      .columns({"order_id", "no"})
      .refers({"order_id"}, "order")
      .refers({"order_id", "no"}, "line", {"order_id", "no"}, "holds");
  scene.owned("order");
  scene.owned("line");
  scene.owned("parcel", {}, {"parcel_order_id_fkey"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(fate("parcel", "holds"), ReferenceFate::keep);
}

TEST_F(PlacementReferences, WhatOnlyLooksLikeOnePersonOrOneRowCrosses) {
  scene.people();
  scene.people("company");
  scene.table("firm").columns({"id"}).primary({"id"}).refers({"id"}, "company");
  scene.table("badge").columns({"id"}).refers({"id"}, "person").refers({"id"}, "firm", {"id"}, "looks_same");
  scene.table("cart").columns({"id", "who"}).primary({"id"}).refers({"who"}, "person");
  scene.table("order").columns({"id", "who"}).primary({"id"}).refers({"who"}, "person");
  scene.table("item").columns({"cart", "no"}).primary({"cart", "no"}).refers({"cart"}, "cart");
  TableBuilder& line = scene.table("line").columns({"order", "no"}).refers({"order"}, "order", {"id"}, "in_order");
  line.refers({"order", "no"}, "item", {"cart", "no"}, "of");
  for (const char* name : {"firm", "cart", "order", "item"}) scene.owned(name);
  scene.owned("badge", {"id"});
  scene.owned("line", {}, {"in_order"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(fate("badge", "looks_same"), ReferenceFate::drop);
  EXPECT_EQ(fate("line", "of"), ReferenceFate::drop);
}

TEST_F(PlacementReferences, SharedAndBoundTables) {
  scene.people();
  scene.table("post")
      .columns({"id", "author_id", "job_id"})
      .primary({"id"})
      .refers({"author_id"}, "person")
      .refers({"job_id"}, "job");
  scene.table("job").columns({"id", "by", "log_id"}).primary({"id"}).refers({"by"}, "person").refers({"log_id"}, "log");
  scene.table("log").columns({"id"}).primary({"id"});
  scene.table("tag")
      .columns({"id", "best", "by", "job_id"})
      .refers({"best"}, "post")
      .refers({"by"}, "person")
      .refers({"job_id"}, "job");
  scene.owned("post");
  scene.bound("job", "us");
  scene.bound("log", "us");
  scene.shared("tag");
  scene.table("far").columns({"log_id"}).refers({"log_id"}, "log");
  scene.bound("far", "eu");
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(fate("far", "far_log_id_fkey"), ReferenceFate::drop);
  EXPECT_EQ(fate("post", "post_job_id_fkey"), ReferenceFate::drop);
  EXPECT_EQ(fate("job", "job_by_fkey"), ReferenceFate::directory);
  EXPECT_EQ(fate("job", "job_log_id_fkey"), ReferenceFate::keep);
  EXPECT_EQ(fate("tag", "tag_best_fkey"), ReferenceFate::drop);
  EXPECT_EQ(fate("tag", "tag_by_fkey"), ReferenceFate::directory);
  EXPECT_EQ(fate("tag", "tag_job_id_fkey"), ReferenceFate::drop);
}

TEST_F(PlacementReferences, LocalNamesTheConstraintBeforeTheColumn) {
  scene.people();
  scene.table("post").columns({"id", "author_id"}).primary({"id"}).refers({"author_id"}, "person");
  scene.table("note")
      .columns({"id", "author_id", "post_id", "other_id"})
      .primary({"id"})
      .refers({"author_id"}, "person")
      .refers({"other_id"}, "post", {"id"}, "post_id")
      .refers({"post_id"}, "post", {"id"}, "note_of");
  scene.owned("post");
  scene.owned("note", {"author_id"}).local = {"post_id"};
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(fate("note", "post_id"), ReferenceFate::keep);
  EXPECT_EQ(fate("note", "note_of"), ReferenceFate::drop);
}

}  // namespace
}  // namespace ringfence::compile::testing
