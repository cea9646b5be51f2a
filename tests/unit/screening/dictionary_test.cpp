#include "screening/dictionary.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "screening/index.h"
#include "screening/unpack.h"

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

std::string packed(std::string_view text) {
  std::string out(text.size() + 200, '\0');
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

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
  EXPECT_FALSE(Dictionary::read("packed", packed("no database of dictd\n")));
}

TEST(Dictionary, refuses_what_is_cut_off_or_too_large) {
  const std::string whole = packed("00-database-short\nan entry\n");
  EXPECT_FALSE(unpack(whole.substr(0, whole.size() / 2), 1000));
  EXPECT_FALSE(unpack(whole, 10));
  EXPECT_TRUE(unpack(whole, 1000));
}

TEST(Dictionary, reads_FreeDict_in_either_direction) {
  const auto forward = Dictionary::read(
      "forward", packed("00-database-info\nFreeDict\nبحوث /buhuuth/\n1. Research\n2. a study that goes on for long\n"));
  ASSERT_TRUE(forward);
  ASSERT_EQ(forward->find(U"بحوث").size(), 1u);
  EXPECT_EQ(forward->find(U"البحوث")[0].words, (std::vector<std::string>{"research"}));  // whatever it is joined to
  const auto backward =
      Dictionary::read("backward", packed("00-database-info\nFreeDict\nweaving /wiːvɪŋ/ <N>\n1. बुनाई\n"
                                          "      \"an example with बुनना\"\nknitting /nɪtɪŋ/ <N>\n1. बुनाई\n"));
  ASSERT_TRUE(backward);
  EXPECT_EQ(backward->entries(), 1u);
  ASSERT_EQ(backward->find(U"बुनाई").size(), 2u);
  EXPECT_EQ(backward->find(U"बुनाई")[1].words, (std::vector<std::string>{"knitting"}));
}

TEST(Dictionary, reads_Mueller_and_finds_other_endings_and_Ukrainian) {
  const auto dictionary = Dictionary::read(
      "mueller",
      packed("00-database-info\nMueller\n\nbearing\n   [ˈbeərɪŋ] _n. 1) _тех. подшипник; ball bearing шариковый"
             " подшипник\n   2) ношение (одежды)\nweaving\n   _n. ткачество, прядильный цех\n"));
  ASSERT_TRUE(dictionary);
  EXPECT_EQ(dictionary->entries(), 3u);
  ASSERT_EQ(dictionary->find(U"подшипников").size(), 1u);
  EXPECT_EQ(dictionary->find(U"подшипників")[0].words, (std::vector<std::string>{"bearing"}));
  EXPECT_EQ(dictionary->find(U"ткачества").size(), 1u);
  EXPECT_TRUE(dictionary->find(U"цех").empty());  // a phrase is not looked up
}

TEST(Dictionary, reads_Korean_by_the_characters) {
  Lexicon lexicon = Lexicon::standard();
  const std::string korean = "# a list\n해달:海獺:\n북경:北鯨:\n하나:花:\n";
  EXPECT_FALSE(lexicon.read_dictionary("hanja", korean));  // nothing says what the characters mean
  ASSERT_TRUE(lexicon.read_dictionary("small", bytes));
  ASSERT_TRUE(lexicon.read_dictionary("hanja", korean));
  const Dictionary& read = lexicon.dictionaries().back();
  EXPECT_EQ(read.lengths_at(U"해달연구소"), (std::vector<std::size_t>{2}));
  ASSERT_FALSE(read.find(U"해달").empty());
  EXPECT_EQ(read.find(U"해달")[0].words, (std::vector<std::string>{"sea", "otter"}));
  EXPECT_EQ(read.find(U"해달").size(), 1u);  // and not how Japanese reads it
}

}  // namespace
}  // namespace ringfence::screening
