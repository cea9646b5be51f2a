#include "pg/quote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::pg {
namespace {

TEST(Quote, IdentifiersAndLiteralsSurviveWhateverTheyHold) {
  EXPECT_EQ(quote_identifier("we\"ird"), "\"we\"\"ird\"");
  EXPECT_EQ(quote_qualified("public", "Person"), "\"public\".\"Person\"");
  EXPECT_EQ(quote_literal("it's"), "'it''s'");
  EXPECT_EQ(quote_literal("a\\'b"), " E'a\\\\''b'");
  EXPECT_EQ(readable_identifier("person_2"), "person_2");
  EXPECT_EQ(readable_identifier("Person"), "\"Person\"");
  EXPECT_EQ(readable_identifier("人"), "\"人\"");
}

TEST(Quote, GeneratedNamesStayWithinTheLimitAndApart) {
  EXPECT_EQ(generated_name({"ringfence", "post", "author_id"}), "ringfence_post_author_id");
  const std::string one = generated_name({std::string(70, 'a'), "x"});
  const std::string other = generated_name({std::string(70, 'a'), "y"});
  EXPECT_LE(one.size(), 63u);
  EXPECT_NE(one, other);
  for (std::size_t i = 40; i < 60; ++i) {
    const std::string cut = generated_name({std::string(i, 'a') + "人人人人人人人人"});
    EXPECT_LE(cut.size(), 63u);
    EXPECT_NE(static_cast<unsigned char>(cut.back()) & 0xC0U, 0x80U) << "a code point was cut in two";
  }
}

TEST(Quote, ArraysGoThereAndBack) {
  const std::vector<std::string> odd{"plain", "com,ma", "qu\"ote", "back\\slash", "NULL", "", "深圳"};
  EXPECT_EQ(parse_array(array_literal(odd)), odd);
  EXPECT_TRUE(parse_array("{}").empty());
  EXPECT_THAT(parse_array("{a,NULL,\"b c\"}"), testing::ElementsAre("a", "", "b c"));
}

}  // namespace
}  // namespace ringfence::pg
