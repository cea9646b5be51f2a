#include "base/terminal.h"

#include <gtest/gtest.h>

namespace ringfence {
namespace {

using namespace std::chrono_literals;

TEST(Terminal, NumbersAsPeopleReadThem) {
  EXPECT_EQ(with_separators(0), "0");
  EXPECT_EQ(with_separators(1234567), "1,234,567");
  EXPECT_EQ(as_bytes(512), "512 B");
  EXPECT_EQ(as_bytes(1536), "1.5 KiB");
  EXPECT_EQ(as_duration(1.25s), "1.2 s");
  EXPECT_EQ(as_duration(75.2s), "1 min 15 s");
}

TEST(Terminal, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("深圳"), 4u);
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);
}

TEST(Terminal, TablesPadByWidthAndAlignNumbersRight) {
  TextTable table({"ring", "rows"});
  table.add({"中国", "5"});
  table.add({"us", "1,200"});
  EXPECT_EQ(table.text(), "  ring    rows\n  中国       5\n  us     1,200\n");
}

}  // namespace
}  // namespace ringfence
