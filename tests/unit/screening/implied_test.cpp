#include "screening/implied.h"

#include <gtest/gtest.h>

#include "screening/score.h"

namespace ringfence::screening {
namespace {

Score compared(const std::string& asked, const std::string& listed) {
  return compare(take_apart(asked), take_apart(listed), [](const std::string&) { return 1.0; });
}

TEST(Implied_country, is_what_the_script_says) {
  EXPECT_EQ(implied_country(take_apart("りんご研究所")), "japan");
  EXPECT_EQ(implied_country(take_apart("中国科学院图书馆")), "china");
  EXPECT_EQ(implied_country(take_apart("서울대학교")), "korea");
  EXPECT_EQ(implied_country(take_apart("Томский университет")), "");
  EXPECT_EQ(implied_country(take_apart("University of Tokyo")), "");
}

TEST(Implied_country, is_seldom_missed) {
  const double without = compared("りんご研究所", "Ringo Institute").value;
  const double with = compared("りんご研究所", "Japan Ringo Institute").value;
  const double other = compared("りんご研究所", "Korea Ringo Institute").value;
  EXPECT_LT(with, without);
  EXPECT_LT(other, with);
}

TEST(Lower_implied, lets_a_hospital_be_called_without_who_runs_it) {
  const Name name = take_apart("弘潤会野崎病院");
  ASSERT_GE(name.units.size(), 4u);
  EXPECT_LT(name.units.front().share, 1);
  EXPECT_EQ(name.units.back().share, 1);
}

TEST(Lower_implied, leaves_a_hospital_that_has_no_other_name) {
  for (const Unit& unit : take_apart("大雄会第一病院").units) EXPECT_EQ(unit.share, 1) << unit.written;
}

TEST(Lower_implied, knows_the_university_that_a_persian_centre_ends_with) {
  const Name name = take_apart("مرکز تحقیقات کبد دانشگاه تهران");
  EXPECT_EQ(name.units.front().share, 1);
  EXPECT_LT(name.units.back().share, 1);
  for (const Unit& unit : take_apart("دانشگاه تهران").units) EXPECT_EQ(unit.share, 1);
}

TEST(Part, is_not_the_whole) {
  const Score institute = compared("Інститут вугільних проблем НАН України", "National Academy of Sciences of Ukraine");
  EXPECT_LT(institute.value, review_from);
  const Score academy = compared("Національна академія наук України", "National Academy of Sciences of Ukraine");
  EXPECT_GE(academy.value, review_from);
}

TEST(Arabic, joins_what_it_likes_to_the_word) {
  EXPECT_GE(compared("المعهد الوطني لبحوث الصحة", "National Institute of Health Research").value, review_from);
  EXPECT_GE(compared("جامعة الزهراء", "Alzahra University").value, review_from);
}

TEST(Ordinals, are_numbers) {
  EXPECT_GE(compared("第七研究所", "7th Research Institute").value, review_from);
  EXPECT_GE(compared("第二研究所", "Second Research Institute").value, review_from);
  EXPECT_LT(compared("第七研究所", "8th Research Institute").value, match_from);
}

TEST(Latin, is_parted_at_capitals_and_after_elision) {
  EXPECT_EQ(take_apart("TrinaSolar").units.size(), 2u);
  EXPECT_EQ(take_apart("GmbH").units.size(), 1u);
  EXPECT_EQ(take_apart("École d'Hydraulique").folded, "ecolehydraulique");
}

}  // namespace
}  // namespace ringfence::screening
