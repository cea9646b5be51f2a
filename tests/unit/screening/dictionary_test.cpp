#include "screening/dictionary.h"

#include <gtest/gtest.h>

#include "screening/index.h"

namespace ringfence::screening {
namespace {

// 海獺 [らっこ] /(n) sea otter (in the sea)/an animal of the sea that is long and hard to explain/(P)/
// 北鯨 [ほくげい] /(p,s) Hokugei/ and 花子 [はなこ] /(f) Hanako/, in EUC-JP
const std::string bytes =
    "\xa1\xa1\xa1\xa9\xa1\xa9\xa1\xa9 /a dictionary for tests/\n"
    "\xb3\xa4\xe0\xdc [\xa4\xe9\xa4\xc3\xa4\xb3] /(n) sea otter (in the sea)/an animal of the sea that is long and "
    "hard to explain "
    "fully/(P)/\n"
    "\xcb\xcc\xb7\xdf [\xa4\xdb\xa4\xaf\xa4\xb2\xa4\xa4] /(p,s) Hokugei/\n"
    "\xb2\xd6\xbb\xd2 [\xa4\xcf\xa4\xca\xa4\xb3] /(f) Hanako/\n";

TEST(Dictionary, has_meanings_and_readings_and_says_which_file_it_is) {
  const auto dictionary = Dictionary::read("small", bytes);
  ASSERT_TRUE(dictionary);
  EXPECT_EQ(dictionary->entries(), 2u);  // given names are left out
  EXPECT_EQ(dictionary->sha256().size(), 64u);
  const auto glosses = dictionary->find(U"海獭");  // folded, as names are
  ASSERT_EQ(glosses.size(), 2u);
  EXPECT_EQ(glosses[0].words, (std::vector<std::string>{"sea", "otter"}));
  EXPECT_FALSE(glosses[0].is_reading);
  EXPECT_TRUE(glosses[1].is_reading);
  ASSERT_EQ(dictionary->find(U"北鲸").size(), 1u);
  EXPECT_TRUE(dictionary->find(U"北鲸")[0].is_reading);
  EXPECT_EQ(dictionary->find(U"北鲸")[0].words, (std::vector<std::string>{"hokugei"}));
  EXPECT_TRUE(dictionary->find(U"花子").empty());
  EXPECT_EQ(dictionary->lengths_at(U"海獭北鲸"), (std::vector<std::size_t>{2}));
}

TEST(Dictionary, finds_what_the_glossary_does_not) {
  Entry entry;
  entry.id = "1", entry.name = "Sea Otter Laboratory";
  Lexicon lexicon = Lexicon::standard();
  const Index without({entry}, lexicon);
  EXPECT_TRUE(without.find(take_apart("海獺研究室", lexicon), review_from).empty());
  Lexicon more = Lexicon::standard();
  more.use(*Dictionary::read("small", bytes));
  const Index with({entry}, more);
  EXPECT_EQ(with.find(take_apart("海獺研究室", more), review_from).size(), 1u);
}

TEST(Dictionary, refuses_what_is_none) {
  EXPECT_FALSE(Dictionary::read("empty", ""));
  EXPECT_FALSE(Dictionary::read("text", "one line\nand another\n"));
}

}  // namespace
}  // namespace ringfence::screening
