#include "lifecycle/split/astray.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::lifecycle {
namespace {

policy::Policy two_rings() {
  policy::Policy policy;
  policy.rings.push_back({.name = "us", .codes = {"US"}});
  policy.rings.push_back({.name = "eu", .codes = {"DE", "FR"}});
  policy::Table person;
  person.name = {"public", "person"};
  person.home = policy::Home{{"country"}, {}, {}, {}};
  policy::Table post;
  post.name = {"public", "post"};
  policy.tables = {person, post};
  return policy;
}

constexpr const char* header = "table,key,subject,home,reason,place\n";

TEST(Astray, TheFileComesBackAsItWasEdited) {
  Astray astray;
  astray.groups = {{"person", "home is NULL", 2}};
  astray.rows = {{"person", "4,2", "4,2", "", "home is NULL"}, {"person", "5", "5", "", "home is NULL"}};
  std::string csv = astray_csv(astray);
  EXPECT_EQ(csv, std::string(header) + "person,\"4,2\",\"4,2\",,home is NULL,\nperson,5,5,,home is NULL,\n");
  csv.insert(csv.find("\nperson,5"), "DE");
  const auto placements = parse_placements(csv, "astray.csv", two_rings());
  ASSERT_TRUE(placements);
  ASSERT_EQ(placements->size(), 1u) << "a row without a place says nothing";
  EXPECT_EQ((*placements)[0].key, "4,2");
  EXPECT_EQ((*placements)[0].place, "DE");
}

TEST(Astray, AGroupTooLargeToListGetsOneRowThatSpeaksForAll) {
  Astray astray;
  astray.groups = {{"person", "home is NULL", 20000}};
  astray.rows = {{"person", "1", "1", "", "home is NULL"}};
  EXPECT_THAT(astray_csv(astray), testing::HasSubstr("person,*,,,home is NULL,\n"));
}

TEST(Astray, PlacesThatMeanNothingAreRefusedWithTheirLine) {
  const auto message = [](const std::string& row) {
    return parse_placements(header + row, "astray.csv", two_rings()).error().message;
  };
  EXPECT_EQ(message("person,1,1,,home is NULL,us\n"), "astray.csv:2: no ring has the jurisdiction us");
  EXPECT_EQ(message("persn,1,1,,home is NULL,US\n"), "astray.csv:2: the policy has no table persn");
  EXPECT_EQ(message("post,1,,,subject is NULL,US\n"),
            "astray.csv:2: a row of post can only be left behind: it rests where its subject does");
  EXPECT_EQ(message("person,1,1,,home is NULL,US\nperson,1,1,,home is NULL,DE\n"),
            "astray.csv:3: a second place for person 1");
  EXPECT_EQ(message("person,1,US\n"), "astray.csv:2: a row has six fields: table,key,subject,home,reason,place");
}

}  // namespace
}  // namespace ringfence::lifecycle
