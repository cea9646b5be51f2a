#include "gateway/session/saslprep.h"

#include <gtest/gtest.h>

namespace ringfence::gateway {
namespace {

TEST(Saslprep, TheExamplesOfTheRfc) {
  EXPECT_EQ(saslprep("I\xc2\xadX"), "IX");  // a soft hyphen
  EXPECT_EQ(saslprep("user"), "user");
  EXPECT_EQ(saslprep("USER"), "USER");
  EXPECT_EQ(saslprep("\xc2\xaa"), "a");                 // ª
  EXPECT_EQ(saslprep("\xe2\x85\xa8"), "IX");            // Ⅸ
  EXPECT_EQ(saslprep("\xd8\xa7\x31"), "\xd8\xa7\x31");  // mixed directions: as it stands
}

TEST(Saslprep, OnePasswordHoweverItIsSpelled) {
  EXPECT_EQ(saslprep("pe\xcc\x81"), saslprep("p\xc3\xa9"));
  EXPECT_EQ(saslprep("a\xc2\xa0"
                     "b"),
            "a b");
}

TEST(Saslprep, AsItStandsWhereItCannotBePrepared) {
  EXPECT_EQ(saslprep(""), "");
  EXPECT_EQ(saslprep("\x07"), "\x07");
  EXPECT_EQ(saslprep("\xff\xfe"), "\xff\xfe");
  EXPECT_EQ(saslprep("\xc2\xad"), "\xc2\xad");          // nothing would be left
  EXPECT_EQ(saslprep("\xc3\xa9\x07"), "\xc3\xa9\x07");  // a control character
  std::string grows;                                    // the character that NFKC makes eighteen of
  for (int i = 0; i < 100; ++i) grows += "\xef\xb7\xba";
  EXPECT_EQ(saslprep(grows).size(), 100 * saslprep("\xef\xb7\xba").size());
  EXPECT_GT(saslprep("\xef\xb7\xba").size(), 18u);
  const std::string longest(100'000, '\xc3');
  EXPECT_EQ(saslprep(longest), longest);
}

}  // namespace
}  // namespace ringfence::gateway
