#include "screening/outstanding.h"

#include <gtest/gtest.h>

namespace ringfence::screening {
namespace {

Hit hit(std::size_t entry, double value, double standing, bool is_across = true) {
  Hit made;
  made.entry = entry;
  made.score.value = value, made.score.standing = standing, made.score.is_across = is_across;
  return made;
}

std::vector<Hit> weighed(std::vector<Hit> hits) {
  weigh_up(hits);
  return hits;
}

TEST(Weigh_up, keeps_those_that_stand_alike_and_well) {
  const auto hits = weighed({hit(1, 0.84, 0.86), hit(2, 0.82, 0.84)});
  EXPECT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].score.value, 0.84);
}

TEST(Weigh_up, drops_what_is_well_below_the_best) {
  EXPECT_EQ(weighed({hit(1, 0.95, 0.95), hit(2, 0.8, 0.8)}).size(), 1u);
}

TEST(Weigh_up, shows_the_one_that_stands_out_and_says_its_score) {
  const auto hits = weighed({hit(1, 0.66, 0.6), hit(2, 0.4, 0.3)});
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].score.value, review_from);
  EXPECT_NE(hits[0].score.note.find("0.66"), std::string::npos);
}

TEST(Weigh_up, takes_nothing_for_it_that_has_another_beside_it) {
  for (const Hit& each : weighed({hit(1, 0.82, 0.7), hit(2, 0.76, 0.69)})) EXPECT_LT(each.score.value, review_from);
}

TEST(Weigh_up, puts_first_what_stands_best) {
  EXPECT_EQ(weighed({hit(1, 0.78, 0.6), hit(2, 0.76, 0.9)})[0].entry, 2u);
}

TEST(Weigh_up, takes_nothing_for_it_that_has_little_in_common_however_alone_it_is) {
  EXPECT_LT(weighed({hit(1, 0.82, 0.45)})[0].score.value, review_from);
}

TEST(Weigh_up, leaves_names_of_one_script_as_they_are) {
  EXPECT_EQ(weighed({hit(1, 0.76, 0, false)})[0].score.value, 0.76);
  EXPECT_EQ(weighed({hit(1, 0.76, 0, false), hit(2, 0.72, 0.9)})[0].entry, 1u);
}

TEST(Standing, is_more_for_more_in_common_and_less_for_what_is_known_to_differ) {
  const auto standing = [](std::string_view asked, std::string_view listed) {
    return compare(take_apart(asked), take_apart(listed), [](const std::string&) { return 1.0; }).standing;
  };
  EXPECT_GT(standing("Харбинский политехнический университет", "Harbin Polytechnic University"),
            standing("Политехнический университет", "Polytechnic University"));
  // Nobody translated "зюзюбра", so it may be what the other calls a cabinet; a library is none.
  EXPECT_GT(standing("Харбинская зюзюбра", "Harbin Cabinet"), standing("Харбинская библиотека", "Harbin Cabinet"));
  EXPECT_EQ(standing("Harbin", "Harbin Bank"), 0);  // one script: not asked
}

}  // namespace
}  // namespace ringfence::screening
