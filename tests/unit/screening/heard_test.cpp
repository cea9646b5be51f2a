#include "screening/heard.h"

#include <gtest/gtest.h>

#include "screening/unicode.h"

namespace ringfence::screening {
namespace {

TEST(Heard, what_is_written_by_ear_is_near_the_english_word) {
  EXPECT_GE(heard_alike(heard_as_written("tekunorojii"), heard_in_english("technology"), Ear::east_asian), 0.83);
  EXPECT_GE(heard_alike(heard_as_written("medikaru"), heard_in_english("medical"), Ear::east_asian), 0.87);
  EXPECT_GE(heard_alike(heard_as_written("infrmyshn"), heard_in_english("information"), Ear::without_vowels), 0.83);
  EXPECT_LT(heard_alike(heard_as_written("tekunorojii"), heard_in_english("chemistry"), Ear::east_asian), 0.5);
}

TEST(Heard, only_east_asia_takes_l_for_r) {
  EXPECT_GE(heard_alike("malana", "marana", Ear::east_asian), 0.9);
  EXPECT_LT(heard_alike("malana", "marana", Ear::alphabet), 0.87);
}

TEST(Heard, keys_are_of_consonants) {
  EXPECT_EQ(heard_key(heard_as_written("tekunoba")), heard_key(heard_in_english("technova")));
  EXPECT_TRUE(heard_key("aiueo").empty());
}

TEST(Characters_of, tells_chinese_from_japanese) {
  EXPECT_EQ(characters_of("井冈山大学"), Characters::chinese);
  EXPECT_EQ(characters_of("りんご研究所"), Characters::japanese);
  EXPECT_EQ(characters_of("山大学"), Characters::any);
  EXPECT_EQ(characters_of("佐野総合"), Characters::japanese);  // only Japan writes 総
  EXPECT_EQ(characters_of("協会"), Characters::japanese);      // one traditional, one simplified
  EXPECT_EQ(characters_of("協會"), Characters::any);
}

}  // namespace
}  // namespace ringfence::screening
