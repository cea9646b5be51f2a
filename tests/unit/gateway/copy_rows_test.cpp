#include "copy_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::gateway {
namespace {

using policy::CopyIn;
using testing::copy_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Rows = std::vector<std::string>;

// The same wherever the data is cut.
Rows rows(const CopyIn& how, std::string_view data) {
  const Rows whole = testing::scanned(how, data, data.size() + 1);
  for (std::size_t step = 1; step <= std::min<std::size_t>(data.size(), 7); ++step) {
    EXPECT_EQ(testing::scanned(how, data, step), whole) << "cut every " << step << " bytes: " << data;
  }
  return whole;
}

CopyIn text(std::vector<std::size_t> places = {0}) {
  return copy_of(CopyIn::Format::text, std::move(places), 2);
}
CopyIn csv(std::vector<std::size_t> places = {0}) {
  return copy_of(CopyIn::Format::csv, std::move(places), 2);
}

TEST(CopyText, FieldsAreFoundByTheirPlaceAndInTheOrderAskedFor) {
  EXPECT_THAT(rows(text({1}), "a\t1\tx\nb\t2\ty\n"), ElementsAre("1: 1", "2: 2"));
  EXPECT_THAT(rows(text({2, 0}), "a\tb\tc\n"), ElementsAre("1: c|a"));
}

TEST(CopyText, TheLastLineNeedsNoLineBreak) {
  EXPECT_THAT(rows(text(), "1\n2"), ElementsAre("1: 1", "2: 2"));
  EXPECT_THAT(rows(text(), ""), IsEmpty());
  EXPECT_THAT(rows(text(), "\n"), ElementsAre("1: "));
}

TEST(CopyText, BackslashesAreReadAsPostgresReadsThem) {
  EXPECT_THAT(rows(text(), "\\t\\n\\\\\\b\\f\\r\\v\\q\n"), ElementsAre("1: \t\n\\\b\f\r\vq"));
  EXPECT_THAT(rows(text(), "\\101\\1\\18\\x41\\x4\\xg\\777\n"), ElementsAre("1: A\x01\x01"
                                                                            "8A\x04xg\xff"));
}

TEST(CopyText, ALineBreakBehindABackslashIsData) {
  EXPECT_THAT(rows(text(), "a\\\nb\tc\n2\td\n"), ElementsAre("1: a\nb", "2: 2"));
}

TEST(CopyText, ADelimiterBehindABackslashIsData) {
  EXPECT_THAT(rows(text(), "a\\\tb\tc\n"), ElementsAre("1: a\tb"));
}

TEST(CopyText, NullIsWhatStandsThereAndNothingElse) {
  EXPECT_THAT(rows(text(), "\\N\tx\nN\tx\n\\\\N\tx\n\tx\n"), ElementsAre("1: NULL", "2: N", "3: \\N", "4: "));
  CopyIn empty = text();
  empty.null = "";
  EXPECT_THAT(rows(empty, "\tx\n\\N\tx\n"), ElementsAre("1: NULL", "2: N"));
}

TEST(CopyText, LineBreaksOfOtherKindsEndItToo) {
  EXPECT_THAT(rows(text(), "1\r\n2\r\n"), ElementsAre("1: 1", "2: 2"));
  EXPECT_THAT(rows(text(), "1\r2\r"), ElementsAre("1: 1", "2: 2"));
  EXPECT_THAT(rows(text(), "1\n2\r\n"),
              ElementsAre("1: 1", "broken: literal carriage return found in data (COPY post, line 2)"));
  EXPECT_THAT(rows(text(), "1\r\n2\n"),
              ElementsAre("1: 1", "broken: literal newline found in data (COPY post, line 2)"));
  EXPECT_THAT(rows(text(), "1\r\n2\r3"),
              ElementsAre("1: 1", "broken: literal carriage return found in data (COPY post, line 2)"));
}

TEST(CopyText, WhatStandsBehindTheEndMarkIsNotRead) {
  std::size_t read = 0;
  EXPECT_THAT(testing::scanned(text(), "1\n\\.\n2\n", 100, &read), ElementsAre("1: 1"));
  EXPECT_EQ(read, 5U);
  EXPECT_THAT(rows(text(), "1\n\\.\n2\n"), ElementsAre("1: 1"));
  EXPECT_THAT(rows(text(), "1\\.\n2\n"), ElementsAre("1: 1"));
  EXPECT_THAT(rows(text(), "1\r\n\\.\r\n2\r\n"), ElementsAre("1: 1"));
  EXPECT_THAT(rows(text(), "\\.\r"), IsEmpty());
}

TEST(CopyText, AnEndMarkThatIsNoneIsBroken) {
  EXPECT_THAT(rows(text(), "1\n\\.x\n"), ElementsAre("1: 1", "broken: end-of-copy marker corrupt (COPY post, line 2)"));
  EXPECT_THAT(rows(text(), "1\n\\."), ElementsAre("1: 1", "broken: end-of-copy marker corrupt (COPY post, line 2)"));
  EXPECT_THAT(
      rows(text(), "1\n\\.\r\n"),
      ElementsAre("1: 1", "broken: end-of-copy marker does not match previous newline style (COPY post, line 2)"));
  EXPECT_THAT(
      rows(text(), "1\r\n\\.\n"),
      ElementsAre("1: 1", "broken: end-of-copy marker does not match previous newline style (COPY post, line 2)"));
}

TEST(CopyText, AHeaderIsNoRow) {
  CopyIn how = text();
  how.header = true;
  EXPECT_THAT(rows(how, "id\tx\n1\tx\n"), ElementsAre("2: 1"));
  EXPECT_THAT(rows(how, "id"), IsEmpty());
  EXPECT_THAT(rows(how, "\\.\n1\n"), IsEmpty());
}

TEST(CopyText, AnotherDelimiterMayLookLikeAHexadecimalDigit) {
  CopyIn how = text({1});
  how.delimiter = 'A';
  EXPECT_THAT(rows(how, "\\xA1A7\n"), ElementsAre("1: 7"));
}

TEST(CopyText, AMissingFieldIsSaidAsPostgresSaysIt) {
  EXPECT_THAT(rows(text({1}), "1\t2\n3\n"),
              ElementsAre("1: 2", "broken: missing data for column \"c1\" (COPY post, line 2)"));
}

TEST(CopyCsv, QuotesMayBeginAnywhereAndHoldAnything) {
  EXPECT_THAT(rows(csv({1}), "1,\"a,b\"\"c\nd\"\n2,x\"y,z\"w\n"), ElementsAre("1: a,b\"c\nd", "2: xy,zw"));
}

TEST(CopyCsv, LineBreaksInQuotesAreCountedAsPostgresCountsThem) {
  // Before it is known what ends a line, only carriage returns are.
  EXPECT_THAT(rows(csv(), "\"a\nb\",1\n\"c\nd\",1\n5,1\n"), ElementsAre("1: a\nb", "3: c\nd", "4: 5"));
}

TEST(CopyCsv, AnEscapeOfItsOwn) {
  CopyIn how = csv();
  how.escape = '\\';
  EXPECT_THAT(rows(how, "\"a\\\"b\\\\\",1\n\"c\\d\",2\n"), ElementsAre("1: a\"b\\", "2: c\\d"));
  how.quote = '\'';
  EXPECT_THAT(rows(how, "'a\\'\n',1\n"), ElementsAre("1: a'\n"));
}

TEST(CopyCsv, NullIsAnEmptyFieldWithoutQuotes) {
  EXPECT_THAT(rows(csv(), ",1\n\"\",1\n"), ElementsAre("1: NULL", "2: "));
  CopyIn how = csv();
  how.subject[0].force_not_null = true;
  EXPECT_THAT(rows(how, ",1\n"), ElementsAre("1: "));
  how = csv();
  how.subject[0].force_null = true;
  EXPECT_THAT(rows(how, "\"\",1\n"), ElementsAre("1: NULL"));
  how.null = "nil";
  EXPECT_THAT(rows(how, "\"nil\",1\nnil,1\n,1\n"), ElementsAre("1: NULL", "2: NULL", "3: "));
}

TEST(CopyCsv, TheEndMarkStandsAloneOnItsLine) {
  EXPECT_THAT(rows(csv(), "1,a\n\\.\n2,b\n"), ElementsAre("1: 1"));
  EXPECT_THAT(rows(csv(), "1,a\n\\.x,b\n"), ElementsAre("1: 1", "2: \\.x"));
  EXPECT_THAT(rows(csv(), "1\\.\n"), ElementsAre("1: 1\\."));
  EXPECT_THAT(rows(csv(), "1,a\n\\."), ElementsAre("1: 1", "2: \\."));
  EXPECT_THAT(rows(csv(), "\"a\n\\.\nb\",1\n"), ElementsAre("1: a\n\\.\nb"));
  EXPECT_THAT(rows(csv(), "1,a\r\n\\.\r\n2,b\r\n"), ElementsAre("1: 1"));
}

TEST(CopyCsv, BackslashesAreData) {
  EXPECT_THAT(rows(csv(), "\\N,1\na\\,2\n\\\n"), ElementsAre("1: \\N", "2: a\\", "3: \\"));
}

TEST(CopyCsv, AQuoteThatIsNotClosedIsBroken) {
  EXPECT_THAT(rows(csv(), "\"a,1\n"), ElementsAre("broken: unterminated CSV quoted field (COPY post, line 1)"));
}

TEST(CopyCsv, AHeaderMayHoldALineBreak) {
  CopyIn how = csv();
  how.header = true;
  EXPECT_THAT(rows(how, "\"i\nd\",x\n1,x\n"), ElementsAre("2: 1"));
}

std::string binary(std::initializer_list<std::initializer_list<std::optional<std::string_view>>> tuples,
                   std::string_view end = "\xff\xff") {
  std::string data("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  const auto number = [&](std::uint32_t value, int bytes) {
    while (bytes-- > 0) data += static_cast<char>(value >> (8 * bytes) & 0xff);
  };
  for (const auto& tuple : tuples) {
    number(static_cast<std::uint32_t>(tuple.size()), 2);
    for (const auto& value : tuple) {
      number(value ? static_cast<std::uint32_t>(value->size()) : ~std::uint32_t{0}, 4);
      if (value) data += *value;
    }
  }
  return data.append(end);
}

TEST(CopyBinary, ValuesAreGivenAsTheyAre) {
  const CopyIn how = copy_of(CopyIn::Format::binary, {1}, 2);
  EXPECT_THAT(rows(how, binary({{"a", "bc"}, {"d", std::nullopt}})), ElementsAre("1: bc", "2: NULL"));
  EXPECT_THAT(rows(how, binary({{"a", "bc"}}, "")), ElementsAre("1: bc"));
}

TEST(CopyBinary, WhatIsNotInOrderIsBroken) {
  const CopyIn how = copy_of(CopyIn::Format::binary, {1}, 2);
  EXPECT_THAT(rows(how, "1\t2\n"), ElementsAre("broken: COPY file signature not recognized (COPY post, line 1)"));
  EXPECT_THAT(rows(how, binary({{"a"}})), ElementsAre("broken: row field count is 1, expected 2 (COPY post, line 1)"));
  EXPECT_THAT(rows(how, binary({}, "\xff\xffx")),
              ElementsAre("broken: received copy data after EOF marker (COPY post, line 1)"));
  EXPECT_THAT(rows(how, binary({}, std::string_view("\0\2\0\0\0\5ab", 8))),
              ElementsAre("broken: unexpected EOF in COPY data (COPY post, line 1)"));
  EXPECT_THAT(rows(how, binary({}, std::string_view("\0\2\xff\xff\xff\0", 6))),
              ElementsAre("broken: invalid field size (COPY post, line 1)"));
}

}  // namespace
}  // namespace ringfence::gateway
