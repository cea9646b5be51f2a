#include "screening/outstanding.h"

#include <gtest/gtest.h>

namespace ringfence::screening {
namespace {

Hit hit(std::size_t entry, double value, double both = 1.2, bool is_across = true) {
  Hit made;
  made.entry = entry;
  made.score.value = value, made.score.both = both, made.score.is_across = is_across;
  made.score.reasons = {{"a", "a", Likeness::translated, 1, 1}, {"b", "b", Likeness::translated, 1, 1}};
  return made;
}

std::vector<Hit> weighed(std::vector<Hit> hits) {
  weigh_up(hits);
  return hits;
}

TEST(Weigh_up, keeps_what_is_alike_enough_whatever_else_there_is) {
  const auto hits = weighed({hit(1, 0.84), hit(2, 0.82)});
  EXPECT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].score.value, 0.84);
}

TEST(Weigh_up, drops_what_is_well_below_the_best) {
  EXPECT_EQ(weighed({hit(1, 0.95), hit(2, 0.8)}).size(), 1u);
}

TEST(Weigh_up, shows_the_one_that_stands_out_and_says_its_score) {
  const auto hits = weighed({hit(1, 0.66), hit(2, 0.4)});
  EXPECT_EQ(hits[0].score.value, review_from);
  EXPECT_NE(hits[0].score.note.find("0.66"), std::string::npos);
}

TEST(Weigh_up, takes_nothing_for_it_that_has_another_beside_it) {
  for (const Hit& each : weighed({hit(1, 0.77), hit(2, 0.76)})) EXPECT_LT(each.score.value, review_from);
}

TEST(Weigh_up, takes_nothing_for_it_that_has_little_in_common) {
  EXPECT_LT(weighed({hit(1, 0.7, 0.5)})[0].score.value, review_from);
  Hit by_one_word = hit(1, 0.7);
  by_one_word.score.reasons.pop_back();
  EXPECT_LT(weighed({by_one_word})[0].score.value, review_from);
}

TEST(Weigh_up, leaves_names_of_one_script_as_they_are) {
  EXPECT_EQ(weighed({hit(1, 0.76, 0.5, false)})[0].score.value, 0.76);
}

}  // namespace
}  // namespace ringfence::screening
