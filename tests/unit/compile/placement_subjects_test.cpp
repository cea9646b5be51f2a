#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema_dsl.h"

namespace ringfence::compile::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PlacementSubjects, RestByTheirOwnColumn) {
  Scene scene;
  scene.people();
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(scene.at("person").rest, Rest::subject);
  EXPECT_EQ(scene.at("person").root, named("person"));
  EXPECT_THAT(scene.at("person").subject_columns, ElementsAre("id"));
  EXPECT_EQ(scene.at("person").home_column, "country");
  EXPECT_THAT(scene.at("person").home_steps, IsEmpty());
}

TEST(PlacementSubjects, HomeIsReachedOverSharedTablesByColumnOrConstraint) {
  Scene scene;
  scene.table("person").columns({"id", "city_id"}).primary({"id"}).refers({"city_id"}, "city");
  scene.table("city").columns({"id", "country"}).primary({"id"}).refers({"country"}, "country", {"id"}, "in_country");
  scene.table("country").columns({"id", "name text"}).primary({"id"});
  scene.subject_table("person", {"id"}, {"city_id", "in_country", "name"});
  scene.shared("city");
  scene.shared("country");
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  ASSERT_EQ(scene.at("person").home_steps.size(), 2u);
  EXPECT_EQ(scene.at("person").home_steps[1].to, named("country"));
  EXPECT_EQ(scene.at("person").home_column, "name");
}

TEST(PlacementSubjects, HomeOverATableThatIsNotSharedIsRefused) {
  Scene scene;
  scene.table("person").columns({"id", "flat_id"}).primary({"id"}).refers({"flat_id"}, "flat");
  scene.table("flat").columns({"id", "country text", "tenant"}).primary({"id"}).refers({"tenant"}, "person");
  scene.subject_table("person", {"id"}, {"flat_id", "country"});
  scene.owned("flat", {"tenant"});
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre("error: the home of person is looked up in flat, which is not shared"));
}

TEST(PlacementSubjects, HomeStepsThatDoNotResolve) {
  Scene scene;
  scene.table("person").columns({"id", "city_id"}).primary({"id"}).refers({"city_id"}, "city");
  scene.table("city").columns({"id", "iso text"}).primary({"id"});
  scene.shared("city");
  scene.subject_table("person", {"id"}, {"town_id", "iso"});
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre("error: person has no foreign key town_id, a step of the home of person"));
  scene.policy.tables.back().home->path = {"city_id", "isoo"};
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre("error: city has no column isoo"));
  EXPECT_THAT(scene.helps(), ElementsAre("did you mean iso?"));
}

TEST(PlacementSubjects, AHomeStepIsOneForeignKey) {
  Scene scene;
  TableBuilder& person = scene.table("person").columns({"id", "city_id"}).primary({"id"});
  person.refers({"city_id"}, "city").refers({"city_id"}, "town", {"id"}, "in_town");
  scene.table("city").columns({"id", "iso text"}).primary({"id"});
  scene.table("town").columns({"id", "iso text"}).primary({"id"});
  scene.shared("city");
  scene.shared("town");
  policy::Table& entry = scene.subject_table("person", {"id"}, {"city_id", "iso"});
  scene.place();
  EXPECT_THAT(scene.findings(),
              ElementsAre("error: person has several foreign keys on city_id, a step of the home of person"));
  entry.home->path.front() = "in_town";
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(scene.at("person").home_steps.front().to, named("town"));
}

TEST(PlacementSubjects, HomeOfATypeThatNamesNoJurisdiction) {
  const auto refusal = [](const std::string& type, bool codes) {
    Scene scene;
    scene.table("person").columns({"id", "home " + type}).primary({"id"});
    policy::Table& entry = scene.subject_table("person", {"id"}, {"home"});
    if (codes) entry.home->codes = {{"1", "US"}};
    scene.place();
    return scene.findings().empty() ? "" : scene.findings().front();
  };
  for (const char* type : {"text", "character varying", "character", "public.citext", "mood"}) {
    EXPECT_EQ(refusal(type, false), "") << type;
  }
  for (const char* type : {"json", "jsonb", "text[]", "bytea", "point"}) {
    EXPECT_THAT(refusal(type, true), HasSubstr("cannot name a jurisdiction")) << type;
  }
  EXPECT_THAT(refusal("integer", false), HasSubstr("none of its values is an ISO code"));
  EXPECT_EQ(refusal("integer", true), "");
}

TEST(PlacementSubjects, KeyMustBeUnique) {
  Scene scene;
  scene.table("person").columns({"id", "tenant", "country text"}).primary({"tenant", "id"});
  scene.subject_table("person", {"id"}, {"country"});
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre(HasSubstr("id is not a key of person")));
  scene.policy.tables[0].subject->columns = {"id", "tenant"};
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
}

TEST(PlacementSubjects, KeyOfAPartitionedTableHoldsItsPartitionColumns) {
  Scene scene;
  scene.table("person").columns({"id", "country text"}).primary({"country", "id"}).table.kind = TableKind::partitioned;
  scene.subject_table("person", {"id"}, {"country"});
  scene.place();
  EXPECT_THAT(scene.helps(), ElementsAre(HasSubstr("partition columns")));
}

TEST(PlacementSubjects, ChildrenByInheritanceAreRefusedAndPartitionsAreNot) {
  Scene scene;
  TableBuilder& person = scene.people();
  scene.table("person_de").partition_of(person);
  scene.place();
  EXPECT_THAT(scene.findings(), IsEmpty());
  EXPECT_EQ(scene.at("person_de").root, named("person"));
  EXPECT_EQ(scene.at("person_de").rule, scene.at("person").rule);
  scene.table("customer").columns({"id", "country text"}).inherits("person");
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre(HasSubstr("customer inherits from the subject table person")));
}

TEST(PlacementSubjects, ContradictionsInOneEntry) {
  Scene scene;
  scene.people();
  scene.policy.tables[0].unowned = "us";
  scene.policy.tables[0].never_in = {"cn"};
  scene.table("tag").columns({"id"});
  scene.shared("tag").never_in = {"cn"};
  scene.table("audit").columns({"id"});
  scene.bound("audit", "us").never_in = {"us"};
  scene.place();
  EXPECT_THAT(scene.findings(), ElementsAre("error: person has no subject column that could be NULL",
                                            "error: people of person live in every ring: never_in cannot hold",
                                            "error: tag is shared, the same in every ring: never_in contradicts it",
                                            "error: audit rests in ring us and never in it"));
}

}  // namespace
}  // namespace ringfence::compile::testing
