#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema_dsl.h"

namespace ringfence::compile::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlacementChildren : public ::testing::Test {
 protected:
  PlacementChildren() {
    scene.people();
    post = &scene.table("post").columns({"id", "author_id"}).primary({"id"}).refers({"author_id"}, "person");
    scene.owned("post").never_in = {"cn"};
  }
  Scene scene;
  TableBuilder* post = nullptr;
};

TEST_F(PlacementChildren, PartitionsRestAsTheirParent) {
  post->table.kind = TableKind::partitioned;
  TableBuilder& y2020 = scene.table("post_2020").partition_of(*post);
  y2020.refers({"id"}, "post", {"id"}, "own");
  scene.table("post_2020_a").partition_of(y2020);
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  const Placement& leaf = scene.at("post_2020_a");
  EXPECT_EQ(leaf.table->name, named("post_2020_a"));
  EXPECT_EQ(leaf.rule->name, named("post"));
  EXPECT_EQ(leaf.anchor->constraint, "post_author_id_fkey");
  EXPECT_THAT(leaf.references, IsEmpty());
  EXPECT_EQ(scene.at("post_2020").references.size(), 1u);
}

TEST_F(PlacementChildren, APartitionHasNoEntryOfItsOwn) {
  scene.table("post_2020").partition_of(*post);
  scene.shared("post_2020");
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre("error: post_2020 is a partition: it rests where post does"));
}

TEST_F(PlacementChildren, ChildrenByInheritanceNeedAnAnchorOfTheirOwn) {
  scene.table("draft").columns({"id", "author_id"}).inherits("post");
  scene.table("draft2").columns({"id", "author_id"}).inherits("post").refers({"author_id"}, "person", {"id"}, "mine");
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(scene.at("draft").anchor->to, named("person"));
  EXPECT_FALSE(scene.at("draft").anchor->constraint);
  EXPECT_THAT(scene.at("draft").never_in, ElementsAre("cn"));
  EXPECT_EQ(scene.at("draft2").anchor->constraint, "mine");
  EXPECT_EQ(scene.reference("draft2", "mine").fate, ReferenceFate::keep);
}

TEST_F(PlacementChildren, AChildMayNotRestByAnotherRule) {
  scene.table("draft").columns({"id", "author_id"}).inherits("post");
  scene.shared("draft");
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre(HasSubstr("rows of draft are also rows of post")));
}

TEST_F(PlacementChildren, AChildMayNotBeTiedByOtherColumns) {
  scene.table("draft").columns({"id", "author_id", "editor"}).inherits("post").refers({"editor"}, "person");
  scene.owned("draft", {"editor"});
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre(HasSubstr("rows of draft are also rows of post")));
}

TEST_F(PlacementChildren, WhereTheParentsRowsMayNotBeGrandchildrensMayNot) {
  scene.table("z_child").columns({"id", "author_id"}).inherits("post");
  scene.table("a_child").columns({"id", "author_id"}).inherits("z_child");
  scene.owned("z_child", {"author_id"}).never_in = {"eu"};
  scene.owned("a_child", {"author_id"});
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_THAT(scene.at("a_child").never_in, ElementsAre("eu", "cn"));
}

TEST_F(PlacementChildren, AChildOfTwoNeedsAnEntry) {
  scene.table("mail").columns({"id", "owner"}).refers({"owner"}, "person");
  scene.owned("mail");
  scene.table("both").columns({"id", "author_id", "owner"}).inherits("post").inherits("mail");
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre(HasSubstr("both inherits from several tables")));
}

TEST_F(PlacementChildren, AForeignKeyToAPartitionIsAChainToo) {
  scene.table("post_2020").partition_of(*post);
  scene.table("reply").columns({"to"}).refers({"to"}, "post_2020");
  scene.owned("reply");
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(scene.at("reply").steps_to_root.size(), 2u);
  EXPECT_EQ(scene.at("reply").root, named("person"));
}

TEST_F(PlacementChildren, ForeignTablesAreNotCarried) {
  scene.table("far").columns({"id"}).table.kind = TableKind::foreign;
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre("warning: foreign table far: its rows are elsewhere"));
}

}  // namespace
}  // namespace ringfence::compile::testing
