#include "screening/letters.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "screening/score.h"

namespace ringfence::screening {
namespace {

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

double score(const std::string& asked, const std::string& listed) {
  return compare(take_apart(asked), take_apart(listed), [](const std::string&) { return 1.0; }).value;
}

TEST(Lettered, reads_names_of_letters) {
  EXPECT_EQ(lettered(U"イーエムディー"), std::vector<std::string>{"emd"});
  EXPECT_EQ(lettered(U"エーアンドデイ"), std::vector<std::string>{"aandd"});
  EXPECT_EQ(lettered(U"아이엔지알"), std::vector<std::string>{"ingr"});
}

TEST(Lettered, reads_the_rest_as_a_word) {
  EXPECT_TRUE(has(lettered(U"シーテック"), "ctekku"));
  EXPECT_TRUE(has(lettered(U"メックスケー"), "mekkusuk"));
}

TEST(Lettered, does_not_cut_a_sound_in_two) {
  for (const std::string& each : lettered(U"アイョナ")) EXPECT_FALSE(each.starts_with("iyo"));
}

TEST(Lettered, leaves_other_words_alone) {
  EXPECT_TRUE(lettered(U"さくら").empty());
  EXPECT_TRUE(lettered(U"비").empty());
  EXPECT_TRUE(lettered(U"").empty());
}

TEST(Lettered, finds_a_company_that_is_called_by_letters) {
  EXPECT_GE(score("株式会社イー・エム・ディー", "EMD Corporation"), review_from);
  EXPECT_GE(score("株式会社エー・アンド・デイ", "A&D Co., Ltd."), review_from);
  EXPECT_LT(score("株式会社イー・エム・ディー", "KLF Corporation"), review_from);
}

}  // namespace
}  // namespace ringfence::screening
