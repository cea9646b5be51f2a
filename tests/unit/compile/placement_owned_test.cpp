#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema_dsl.h"

namespace ringfence::compile::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlacementOwned : public ::testing::Test {
 protected:
  PlacementOwned() {
    scene.people();
    scene.table("post").columns({"id", "author_id", "editor_id"}).primary({"id"}).refers({"author_id"}, "person");
    scene.table("comment").columns({"id", "post_id", "author_id"}).primary({"id"}).refers({"post_id"}, "post");
    scene.owned("post", {"author_id"});
  }
  Scene scene;
};

TEST_F(PlacementOwned, AnchoredByTheirOwnForeignKey) {
  scene.owned("comment");
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(scene.at("post").anchor->constraint, "post_author_id_fkey");
  EXPECT_THAT(scene.at("post").subject_columns, ElementsAre("author_id"));
  EXPECT_EQ(scene.at("post").root, named("person"));
}

TEST_F(PlacementOwned, AChainIsFoundWhereNothingIsSaid) {
  scene.owned("comment");
  scene.place();
  const Placement& comment = scene.at("comment");
  EXPECT_EQ(comment.anchor->to, named("post"));
  EXPECT_THAT(comment.subject_columns, IsEmpty());
  ASSERT_EQ(comment.steps_to_root.size(), 2u);
  EXPECT_THAT(comment.steps_to_root[1].columns, ElementsAre("author_id"));
  EXPECT_EQ(comment.steps_to_root[1].to, named("person"));
}

TEST_F(PlacementOwned, AnAnchorIsAddedWhereNoForeignKeyIsDeclared) {
  scene.owned("comment", {"author_id"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(scene.at("comment").anchor->to, named("person"));
  EXPECT_FALSE(scene.at("comment").anchor->constraint);
  EXPECT_EQ(scene.reference("comment", "comment_post_id_fkey").fate, ReferenceFate::drop);
}

TEST_F(PlacementOwned, AnAddedAnchorNeedsComparableTypesAndOneSubjectTable) {
  scene.owned("comment");
  scene.table("note").columns({"id", "who text"});
  scene.owned("note", {"who"});
  scene.place();
  EXPECT_THAT(scene.findings(),
              ElementsAre(HasSubstr("note.who (text) and person.id (bigint) are of different types")));
  scene.people("company");
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre(HasSubstr("no foreign key says which subject table note.who refers to")));
}

TEST_F(PlacementOwned, TwoEquallyShortChainsAreAQuestion) {
  scene.owned("comment");
  scene.table("knows").columns({"a", "b"}).refers({"a"}, "person").refers({"b"}, "person");
  scene.owned("knows");
  scene.place();
  EXPECT_THAT(scene.findings(),
              ElementsAre("error: knows could be at home by several chains of foreign keys, equally short"));
  EXPECT_THAT(scene.helps(), ElementsAre("choose: subject = \"a\" or subject = \"b\""));
}

TEST_F(PlacementOwned, ATableThePolicyDoesNotNameIsShownItsLine) {
  scene.table("类别").columns({"id"}).primary({"id"});
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre("error: table comment of the database is not in the policy",
                                            "error: table \"类别\" of the database is not in the policy"));
  EXPECT_EQ(scene.helps()[0], "write [table.comment] with subject = { path = \"post_id.author_id\" }");
  EXPECT_THAT(scene.helps()[1], HasSubstr("write [table.\"\\\"类别\\\"\"] with shared = true"));
}

TEST_F(PlacementOwned, ATableOrColumnTheDatabaseDoesNotHave) {
  scene.owned("comment").public_columns = {"id", "autor_id"};
  scene.owned("postt");
  scene.policy.transfers.push_back({});
  scene.policy.transfers[0].name = "feed";
  scene.policy.transfers[0].columns = {{named("person"), "contry"}};
  scene.policy.thresholds.push_back({});
  scene.policy.thresholds[0].name = "names";
  scene.policy.thresholds[0].columns = {{named("person"), "nmae"}, {named("person"), ""}, {named("person"), "country"}};
  scene.place();
  EXPECT_THAT(scene.findings(),
              ElementsAre("error: columns of transfer feed: person has no column contry",
                          "error: class of threshold names: person has no column nmae",
                          "error: comment has no column autor_id", "error: the database has no table postt"));
  EXPECT_THAT(scene.helps(),
              ElementsAre("did you mean country?", "correct it: a column that is not there is never counted",
                          "did you mean author_id?", "did you mean post?"));
}

TEST_F(PlacementOwned, APathMustGoTheWayItsTablesAreHomed) {
  policy::Table& comment = scene.owned("comment", {}, {"post_id", "author_id"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  comment.subject->path = {"post_id", "editor_id"};
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre(HasSubstr("the path of comment leaves post by another way")));
  comment.subject->path = {"poost_id", "author_id"};
  scene.place();
  EXPECT_THAT(scene.helps(), ElementsAre("did you mean post_id?"));
}

TEST_F(PlacementOwned, SubjectColumnsThatReferToSomethingElse) {
  scene.owned("comment", {"post_id"});
  scene.table("tag").columns({"id"}).primary({"id"});
  scene.shared("tag");
  scene.table("tagged").columns({"tag_id"}).refers({"tag_id"}, "tag");
  scene.owned("tagged", {"tag_id"});
  scene.place();
  EXPECT_THAT(scene.findings(),
              ElementsAre("error: comment.post_id refers to a row of post, which does not hold the person's key there",
                          "error: the foreign key of tagged.tag_id points to tag, whose rows are nobody's"));
  EXPECT_EQ(scene.helps()[0], "say it as a chain: subject = { path = \"post_id\" }");
}

TEST_F(PlacementOwned, SubjectColumnsThatReferToTheTableItselfOrToTwoSubjectTables) {
  scene.owned("comment");
  scene.people("company");
  scene.table("tree").columns({"id", "up"}).primary({"id"}).refers({"up"}, "tree");
  scene.owned("tree", {"up"});
  scene.table("both").columns({"who"}).refers({"who"}, "person", {"id"}, "a").refers({"who"}, "company", {"id"}, "b");
  policy::Table& both = scene.owned("both", {"who"});
  scene.place();
  EXPECT_THAT(scene.findings(),
              ElementsAre("error: the foreign key of tree.up points to the table itself",
                          "error: both.who refers to person and to company: its rows can only be at home with one"));
  both.subject->columns.clear();
  both.subject->path = {"b"};
  scene.place();
  EXPECT_EQ(scene.at("both").root, named("company"));
}

TEST_F(PlacementOwned, APathMayNameConstraints) {
  scene.owned("comment", {}, {"comment_post_id_fkey", "post_author_id_fkey"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
}

TEST_F(PlacementOwned, CirclesAndTablesOfNobody) {
  scene.owned("comment");
  scene.table("a").columns({"id", "b"}).primary({"id"}).refers({"b"}, "b");
  scene.table("b").columns({"id", "a"}).primary({"id"}).refers({"a"}, "a");
  scene.table("tree").columns({"id", "up"}).primary({"id"}).refers({"up"}, "tree");
  scene.owned("a");
  scene.owned("b");
  scene.owned("tree");
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre("error: the subject of a goes in a circle: a → b → a",
                                            "error: the subject of b goes in a circle: b → a → b",
                                            "error: nothing says whose the rows of tree are"));
}

TEST_F(PlacementOwned, RowsWithoutASubjectRestWhereTheRowsTheyReferToDo) {
  policy::Table& comment = scene.owned("comment");
  scene.policy.tables[1].unowned = "us";
  scene.place();
  EXPECT_THAT(scene.helps(), ElementsAre("write unowned = \"us\" in [table.comment]"));
  comment.unowned = "us";
  scene.policy.tables.back().unowned = "us";
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(scene.at("comment").unowned_ring, "us");
}

TEST(PlacementKeys, CompositeKeysKeepTheOrderOfTheSubjectsKey) {
  Scene scene;
  scene.table("app.person").columns({"tenant", "id", "country text"}).primary({"tenant", "id"});
  scene.table("app.post").columns({"writer", "org"}).refers({"writer", "org"}, "app.person", {"id", "tenant"});
  scene.subject_table("app.person", {"tenant", "id"}, {"country"});
  scene.owned("app.post", {"org", "writer"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_THAT(scene.at("app.post").subject_columns, ElementsAre("org", "writer"));
  EXPECT_THAT(scene.at("app.post").anchor->columns, ElementsAre("writer", "org"));
}

TEST(PlacementKeys, ASharedKeyIsASubjectColumnTwoTablesAway) {
  Scene scene;
  scene.people();
  scene.table("profile").columns({"person_id"}).primary({"person_id"}).refers({"person_id"}, "person");
  scene.table("photo").columns({"who"}).refers({"who"}, "profile", {"person_id"});
  scene.owned("profile");
  scene.owned("photo", {"who"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_THAT(scene.at("photo").subject_columns, ElementsAre("who"));
  EXPECT_EQ(scene.at("photo").anchor->to, named("profile"));
}

}  // namespace
}  // namespace ringfence::compile::testing
