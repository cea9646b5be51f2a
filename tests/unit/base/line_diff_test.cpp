#include "base/line_diff.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <charconv>
#include <random>
#include <string>
#include <vector>

#include "base/limits.h"

namespace ringfence {
namespace {

TEST(LineDiff, ShowsWhatWentAndWhatCame) {
  EXPECT_EQ(line_diff("a\nb\nc\n", "a\nb\nc\n"), "");
  EXPECT_EQ(line_diff("a\nb\nc\n", "a\nx\nc\n"), "@@ -2,1 +2,1 @@\n-b\n+x\n");
  EXPECT_EQ(line_diff("", "a\n"), "@@ -1,0 +1,1 @@\n+a\n");
  EXPECT_EQ(line_diff("a\nb\nc\nd\n", "b\nc\nnew\nd\n"), "@@ -1,1 +1,0 @@\n-a\n@@ -4,0 +3,1 @@\n+new\n");
  EXPECT_EQ(line_diff("a", "a\n"), "") << "how the last line ends is no change of a line";
}

using Lines = std::vector<std::string>;

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// What the text becomes by the diff, read as anybody would; and the lines that it takes away have to be there.
Lines changed_by(const Lines& before, std::string_view diff) {
  Lines after;
  std::size_t at = 0;
  while (!diff.empty()) {
    const std::string_view line = diff.substr(0, diff.find('\n'));
    diff.remove_prefix(line.size() + 1);
    if (line.starts_with("@@ -")) {
      std::size_t number = 0;
      std::from_chars(line.data() + 4, line.data() + line.size(), number);
      while (at + 1 < number) after.push_back(before.at(at++));
    } else if (line.starts_with('-')) {
      EXPECT_EQ(before.at(at++), line.substr(1));
    } else {
      after.emplace_back(line.substr(1));
    }
  }
  after.insert(after.end(), before.begin() + static_cast<std::ptrdiff_t>(at), before.end());
  return after;
}

TEST(LineDiff, LeadsFromOneTextToTheOther) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    Lines before(random() % 12);
    Lines after(random() % 12);
    for (Lines* lines : {&before, &after}) {
      for (std::string& line : *lines) line = std::string(1, static_cast<char>('a' + random() % 4));
    }
    const std::string diff = line_diff(joined(before), joined(after));
    ASSERT_EQ(changed_by(before, diff), after) << joined(before) << "to\n" << joined(after) << diff;
  }
}

TEST(LineDiff, TextsThatDifferInAllAreOneChange) {
  Lines before;
  Lines after;
  for (std::size_t i = 0; i < limits::diff_edits; ++i) {
    before.push_back(fmt::format("old {}", i));
    after.push_back(fmt::format("new {}", i));
  }
  const std::string diff = line_diff(joined(before), joined(after));
  EXPECT_EQ(changed_by(before, diff), after);
  EXPECT_TRUE(diff.starts_with(fmt::format("@@ -1,{0} +1,{0} @@\n", limits::diff_edits)));
}

}  // namespace
}  // namespace ringfence
