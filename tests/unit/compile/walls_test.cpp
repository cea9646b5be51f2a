#include "compile/postgres/walls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

using ::testing::HasSubstr;
using testing::ring;
using testing::Scene;

// People, their posts, comments on others' posts, mail that is never in cn, tags for all, and a queue kept in us.
void set_the_scene(Scene& scene) {
  scene.policy.rings = {ring("us", {"PR", "US"}), ring("cn", {"CN"})};
  scene.people();
  scene.table("post").columns({"id", "author_id"}).primary({"id"}).refers({"author_id"}, "person");
  scene.table("comment")
      .columns({"id", "author_id", "post_id"})
      .primary({"id"})
      .refers({"author_id"}, "person")
      .refers({"post_id"}, "post");
  scene.table("mail").columns({"id", "owner_id"}).primary({"id"}).refers({"owner_id"}, "person");
  scene.table("queue").columns({"id"}).primary({"id"});
  scene.owned("post", {"author_id"});
  scene.owned("comment", {"author_id"});
  scene.owned("mail", {"owner_id"}).never_in = {"cn"};
  scene.bound("queue", "us");
}

class Walls : public ::testing::Test {
 protected:
  void SetUp() override {
    set_the_scene(scene);
    ASSERT_FALSE(scene.place().findings.has_errors());
  }
  std::vector<Object> of(std::size_t ring) {
    return walls(scene.policy, scene.policy.rings[ring], scene.catalogue, scene.place());
  }
  static const Object* find(const std::vector<Object>& objects, const std::string& table, const std::string& name) {
    const auto found = std::ranges::find_if(
        objects, [&](const Object& object) { return object.on.name == table && object.name == name; });
    return found == objects.end() ? nullptr : &*found;
  }
  Scene scene;
};

TEST_F(Walls, TheHomeIsALiteralListComparedByteByByte) {
  const auto objects = of(0);
  const Object* home = find(objects, "person", "ringfence_home");
  ASSERT_NE(home, nullptr);
  EXPECT_EQ(
      home->definition,
      "CHECK (((\"country\" IS NOT NULL) AND ((\"country\" COLLATE \"C\") = ANY (ARRAY['PR'::text, 'US'::text]))))");
  EXPECT_EQ(home->phase, Phase::before_rows) << "rows must be looked at as they enter";
}

TEST_F(Walls, AnOwnedRowMustBeSomebodys) {
  const auto objects = of(0);
  const Object* subject = find(objects, "post", "ringfence_subject");
  ASSERT_NE(subject, nullptr);
  EXPECT_THAT(subject->create, HasSubstr("CHECK ((\"author_id\" IS NOT NULL)) NOT VALID"));
}

TEST_F(Walls, WhatMayNeverBeHereIsRefusedWhole) {
  EXPECT_EQ(find(of(0), "mail", "ringfence_never_in"), nullptr);
  EXPECT_NE(find(of(1), "mail", "ringfence_never_in"), nullptr);
  EXPECT_EQ(find(of(0), "queue", "ringfence_never_in"), nullptr) << "it rests in ring us";
  EXPECT_NE(find(of(1), "queue", "ringfence_never_in"), nullptr);
}

TEST_F(Walls, AReferenceThatMayCrossIsDroppedAndRecorded) {
  const auto objects = of(0);
  const Object* dropped = find(objects, "comment", "comment_post_id_fkey");
  ASSERT_NE(dropped, nullptr);
  EXPECT_EQ(dropped->kind, ObjectKind::foreign_key_absent);
  EXPECT_NE(find(objects, "reference", "comment.comment_post_id_fkey"), nullptr);
  EXPECT_EQ(find(objects, "comment", "comment_author_id_fkey"), nullptr) << "the application's own key is the wall";
}

TEST_F(Walls, AreTheSameTextEveryTime) {
  const auto once = of(0);
  const auto again = of(0);
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].create, again[i].create);
}

TEST_F(Walls, OfTwoRingsDifferOnlyInWhatIsAtHome) {
  const auto us = of(0);
  const auto cn = of(1);
  EXPECT_NE(find(us, "person", "ringfence_home")->create, find(cn, "person", "ringfence_home")->create);
  EXPECT_EQ(find(us, "comment", "comment_post_id_fkey")->create, find(cn, "comment", "comment_post_id_fkey")->create);
}

TEST_F(Walls, NamesWithQuotesAndPercentSignsAreNamesInMessagesToo) {
  Scene odd;
  odd.policy.rings = {ring("us", {"PR", "US"}), ring("cn", {"CN"})};
  odd.people("o'clock 5%");
  ASSERT_FALSE(odd.place().findings.has_errors());
  const auto objects = walls(odd.policy, odd.policy.rings[0], odd.catalogue, odd.place());
  const auto trigger = std::ranges::find_if(objects, [](const Object& each) {
    return each.kind == ObjectKind::function && each.definition.find("RAISE") != std::string::npos;
  });
  ASSERT_NE(trigger, objects.end());
  EXPECT_THAT(trigger->definition, HasSubstr("RAISE EXCEPTION 'subject % of % is at home in another ring'"));
  EXPECT_THAT(trigger->definition, HasSubstr("o''clock 5%"));
}

// Row by row into two indexes takes three times as long; and whatever a killed run left must go.
TEST_F(Walls, LookUpsAreLoadedBeforeTheirIndexes) {
  EXPECT_TRUE(load_lookups_statements(scene.policy, scene.policy.rings[0], scene.catalogue, scene.place()).empty());
  scene.policy.tables[0].lookup = {"country"};
  const auto statements = load_lookups_statements(scene.policy, scene.policy.rings[0], scene.catalogue, scene.place());
  const auto position = [&](std::string_view begins) {
    return std::ranges::find_if(statements, [&](const std::string& each) { return each.starts_with(begins); }) -
           statements.begin();
  };
  EXPECT_EQ(position("TRUNCATE ringfence.lookup"), 0);
  const auto rows = position("INSERT INTO ringfence.lookup ");
  EXPECT_LT(position("ALTER TABLE ringfence.lookup DROP CONSTRAINT IF EXISTS lookup_pkey"), rows);
  EXPECT_GT(position("ALTER TABLE ringfence.lookup ADD CONSTRAINT lookup_pkey"), rows);
  EXPECT_LT(position("CREATE INDEX lookup_subject_table_subject_idx"), static_cast<std::ptrdiff_t>(statements.size()));
}

}  // namespace
}  // namespace ringfence::compile
