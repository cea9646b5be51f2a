#include "screening/name.h"

#include <gtest/gtest.h>

#include "screening/sound.h"
#include "screening/unicode.h"
#include "screening/words.h"

namespace ringfence::screening {
namespace {

std::vector<std::string> meanings(const std::string& name) {
  std::vector<std::string> words;
  for (const Unit& unit : take_apart(name).units) {
    if (unit.role != Role::word && unit.role != Role::number) continue;
    for (const Atom& atom : unit.meanings.front().atoms) words.push_back(atom.text);
  }
  return words;
}

using Words = std::vector<std::string>;

TEST(Fold, makes_one_of_what_only_looks_different) {
  EXPECT_EQ(fold("ＨＵＡＷＥＩ"), "huawei");
  EXPECT_EQ(fold("哈爾濱工業大學"), fold("哈尔滨工业大学"));
  EXPECT_EQ(fold("كلية"), fold("كلیه"));
  EXPECT_EQ(fold("Алёна"), fold("АЛЕНА"));
}

TEST(Fold, keeps_going_on_bytes_that_are_no_utf8) {
  EXPECT_FALSE(take_apart("Bank \xff\xfe Melli").folded.empty());
}

TEST(Latin, follows_the_sound) {
  EXPECT_EQ(to_latin("Société"), "societe");
  EXPECT_EQ(to_latin("Шевченко"), "shevchenko");
  EXPECT_EQ(to_latin("北京"), "beijing");
  EXPECT_EQ(to_latin("Łódź"), "lodz");
}

TEST(Words, hold_dotted_initials_together) {
  const auto words = words_of(fold("L.X.C. Aviation & Co., S.p.A"));
  ASSERT_EQ(words.size(), 5u);
  EXPECT_EQ(words[0].text, "lxc");
  EXPECT_EQ(words[2].text, "and");
  EXPECT_EQ(words[4].text, "spa");
}

TEST(Words, are_not_deceived_by_letters_that_look_alike) {
  EXPECT_EQ(take_apart("Rоsоbоrоnexport").folded, "rosoboronexport");  // each о but the last is Cyrillic
  EXPECT_EQ(words_of(fold("Ростех IT")).size(), 2u);
}

TEST(Words, read_numbers_however_they_are_written) {
  EXPECT_EQ(meanings("Brigade Forty-Four"), meanings("Brigade 44"));
  EXPECT_EQ(meanings("Fund XII"), meanings("Fund 12"));
  EXPECT_EQ(meanings("18th Institute"), meanings("18 Institute"));
}

TEST(Name, knows_legal_forms_as_such) {
  for (const std::string name :
       {"Siemens AG", "Siemens Aktiengesellschaft", "Siemens Aktiengeselschaft", "OAO Siemens"}) {
    EXPECT_EQ(meanings(name), Words{"siemens"}) << name;
  }
  EXPECT_EQ(take_apart("東芝株式会社").units.back().role, Role::form);
}

TEST(Name, finds_the_words_of_unspaced_text) {
  EXPECT_EQ(meanings("大连理工大学"), (Words{"dalian", "university", "technology"}));
  EXPECT_EQ(meanings("中国科学院"), (Words{"china", "academy", "science"}));
  EXPECT_EQ(meanings("서울대학교"), (Words{"seoul", "university"}));
}

TEST(Name, understands_inflected_words) {
  EXPECT_EQ(meanings("Саратовский государственный университет")[1], "state");
  EXPECT_EQ(meanings("Інститут фізики"), (Words{"institute", "physics"}));
  EXPECT_EQ(meanings("الجامعة الإسلامية"), (Words{"university", "islam"}));
}

TEST(Pieces, are_read_in_mandarin_and_in_japanese) {
  const auto pieces = pieces_of(U"岩水");
  const auto has = [&](const std::string& latin) {
    return std::ranges::any_of(pieces, [&](const Piece& piece) { return piece.sound == sound_of(latin); });
  };
  EXPECT_TRUE(has("iwamizu"));
  EXPECT_TRUE(has("yanshui"));
  EXPECT_FALSE(has("yokohama"));
}

TEST(Sound, is_the_same_for_spellings_of_one_name) {
  EXPECT_EQ(sound_of("tokyo"), sound_of("toukyou"));
  EXPECT_EQ(sound_of("khabarovsk"), sound_of("habarovsk"));
  EXPECT_EQ(sound_of("yaroslavl"), sound_of("iaroslavl"));
  EXPECT_NE(sound_of("kazan"), sound_of("ryazan"));
}

TEST(Skeleton, keeps_what_loan_words_keep) {
  EXPECT_EQ(skeleton_of("network"), skeleton_of("nettowaku"));
  EXPECT_EQ(skeleton_of("graphtec"), skeleton_of("gurafutekku"));
}

TEST(Edits, count_swapped_neighbours_once) {
  EXPECT_EQ(edits_between("apple", "appel", 2), 1u);
  EXPECT_EQ(edits_between("exxon", "exxor", 2), 1u);
  EXPECT_EQ(edits_between("kitten", "sitting", 2), 3u);
}

}  // namespace
}  // namespace ringfence::screening
