#include "screening/score.h"

#include <gtest/gtest.h>

#include "screening/index.h"

namespace ringfence::screening {
namespace {

double score(const std::string& asked, const std::string& listed) {
  return compare(take_apart(asked), take_apart(listed), [](const std::string&) { return 1.0; }).value;
}

struct Pair {
  std::string asked, listed;
};

class Found : public testing::TestWithParam<Pair> {};
TEST_P(Found, at_least_for_review) {
  EXPECT_GE(score(GetParam().asked, GetParam().listed), review_from);
}
INSTANTIATE_TEST_SUITE_P(Latin, Found,
                         testing::Values(Pair{"Rosoboronexport OAO", "ROSOBORONEKSPORT, OAO"},
                                         Pair{"Bank Melli Iran", "IRAN MELLI BANK"}, Pair{"Mahan Aire", "MAHAN AIR"},
                                         Pair{"Sharif Univ. of Technology", "SHARIF UNIVERSITY OF TECHNOLOGY"},
                                         Pair{"Banco Nacional de Cuba", "NATIONAL BANK OF CUBA"},
                                         Pair{"Compañía Aérea Ñandú", "COMPANIA AEREA NANDU"},

                                         Pair{"van der bilt corp", "Vanderbilt Corporation"}));
INSTANTIATE_TEST_SUITE_P(
    Characters, Found,
    testing::Values(Pair{"哈尔滨工业大学", "Harbin Institute of Technology"},
                    Pair{"北京航空航天大学", "Beijing University of Aeronautics and Astronautics"},
                    Pair{"西北工业大学", "Northwestern Polytechnical University"},
                    Pair{"国防科技大学", "National University of Defense Technology"},
                    Pair{"四川大学", "Sichuan University"},
                    Pair{"兰州市第一人民医院", "The First People's Hospital of Lanzhou"},
                    Pair{"北航", "北京航空航天大学"}, Pair{"Ha'erbin Gongye Daxue", "Haerbin Gongye Daxue"},
                    Pair{"中国民航大学", "Zhōngguó Mínháng Dàxué"}, Pair{"厦门理工学院", "Xiamen Ligong Xueyuan"},
                    Pair{"西南科技大学", "Xīnán Kējìdàxué"}, Pair{"東京電機大学", "Tokyo Denki Daigaku"},
                    Pair{"三菱電機株式会社", "Mitsubishi Electric Corporation"}));
INSTANTIATE_TEST_SUITE_P(
    Cyrillic, Found,
    testing::Values(Pair{"Рособоронэкспорт", "ROSOBORONEKSPORT"}, Pair{"ОАО «Газпром»", "Gazprom JSC"},
                    Pair{"Томский государственный университет", "Tomsk State University"},
                    Pair{"Харківський національний медичний університет", "Kharkiv National Medical University"}));
INSTANTIATE_TEST_SUITE_P(Others, Found,
                         testing::Values(Pair{"جامعة بغداد", "University of Baghdad"},
                                         Pair{"دانشگاه تهران", "University of Tehran"},
                                         Pair{"경남대학교", "Kyungnam University"},
                                         Pair{"Πανεπιστήμιο Κρήτης", "University of Crete"}));

class Clear : public testing::TestWithParam<Pair> {};
TEST_P(Clear, is_another_organisation) {
  EXPECT_LT(score(GetParam().asked, GetParam().listed), review_from);
}
INSTANTIATE_TEST_SUITE_P(Latin, Clear,
                         testing::Values(Pair{"Government of Estonia", "Government of Ethiopia"},
                                         Pair{"Bank of Japan", "Bank of Iran"}, Pair{"LXC Aviation", "LAU Aviation"},
                                         Pair{"Institute of Physics", "Institute of Chemistry"},
                                         Pair{"International Trading Company Ltd", "General Trading Co. LLC"},
                                         Pair{"Gazprom Transgaz Volgograd", "Gazprom Transgaz Yugorsk"}));
INSTANTIATE_TEST_SUITE_P(Across, Clear,
                         testing::Values(Pair{"哈尔滨工业大学", "Beijing Institute of Technology"},
                                         Pair{"安阳师范学院", "Hanyang University"},
                                         Pair{"Томский государственный университет", "Omsk State Medical University"},
                                         Pair{"جامعة بغداد", "University of Basrah"}));

TEST(Score, is_one_for_the_same_name_only) {
  EXPECT_EQ(score("Bank Melli", "BANK MELLI"), 1);
  EXPECT_LT(score("Bank Melli Ltd", "Bank Melli"), 1);
}

TEST(Score, says_why) {
  const Score reasons = compare(take_apart("Sharif Univercity"), take_apart("Sharif University Tehran"),
                                [](const std::string&) { return 1.0; });
  ASSERT_EQ(reasons.reasons.size(), 3u);
  EXPECT_EQ(reasons.reasons[0].how, Likeness::same);
  EXPECT_EQ(reasons.reasons[1].listed, "university");
  EXPECT_EQ(reasons.reasons[2].listed, "tehran");
  EXPECT_EQ(reasons.reasons[2].how, Likeness::missing);
}

TEST(Score, holds_another_number_and_another_form_against_it) {
  const auto compared = [](const std::string& a, const std::string& b) {
    return compare(take_apart(a), take_apart(b), [](const std::string&) { return 1.0; });
  };
  EXPECT_EQ(verdict_of(compared("Meridian Capital Fund XII LP", "Meridian Capital Fund XIII LP").value),
            Verdict::review);
  EXPECT_EQ(compared("Tiangong AG", "Tiangong GmbH").note, "another legal form");
  EXPECT_LT(compared("Tiangong AG", "Tiangong GmbH").value, match_from);
}

Index index_of(std::vector<std::pair<std::string, std::vector<std::string>>> names) {
  std::vector<Entry> entries;
  for (auto& [name, aliases] : names) {
    Entry entry;
    entry.id = name;
    entry.name = name;
    entry.aliases = aliases;
    entries.push_back(std::move(entry));
  }
  return Index(std::move(entries));
}

TEST(Index, finds_an_entry_by_its_alias_and_says_which) {
  const Index index = index_of({{"ALPHA PLANT", {"Zavod Alfa", "Альфа"}}, {"BETA PLANT", {}}});
  const auto hits = index.find(take_apart("Zavod Alfa"), review_from);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(index.entries()[hits[0].entry].id, "ALPHA PLANT");
  EXPECT_EQ(hits[0].alias, 1u);
  EXPECT_EQ(index.listed_name(hits[0]), "Zavod Alfa");
}

TEST(Index, takes_a_slash_for_two_names_of_one_party) {
  const Index index = index_of({{"Al-Qa'ida/Islamic Army", {}}, {"Skibsreder A/S", {}}});
  const auto hits = index.find(take_apart("Al Qaeda"), review_from);
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(index.listed_name(hits[0]), "Al-Qa'ida/Islamic Army");
}

TEST(Index, finds_chinese_by_chinese_that_no_glossary_knows) {
  const Index index = index_of({{"旷视科技有限公司", {}}, {"比特大陆", {}}});
  const auto hits = index.find(take_apart("曠視科技"), review_from);
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].entry, 0u);
}

TEST(Index, shows_what_is_a_part_of_a_listed_organisation) {
  const Index index = index_of({{"Academy of Military Medical Sciences", {}}});
  const auto hits =
      index.find(take_apart("Academy of Military Medical Sciences, Institute of Hygiene, Xiangshan Laboratory"), 0.99);
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_TRUE(hits[0].score.is_within);
}

}  // namespace
}  // namespace ringfence::screening
