#include "demand/intake/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demand/intake/plain.h"

namespace ringfence::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> addresses(std::string_view text) {
  std::vector<std::string> out;
  for (const Found& each : scan_addresses(plain_text(text).text).found) out.push_back(each.address.text());
  return out;
}

TEST(Scan, PunctuationBehindAnAddressIsNotPartOfIt) {
  EXPECT_THAT(
      addresses("At https://github.com/a/b, https://github.com/a/c. (https://github.com/a/d) https://github.com/a/e!"),
      ElementsAre("https://github.com/a/b", "https://github.com/a/c", "https://github.com/a/d",
                  "https://github.com/a/e"));
  EXPECT_THAT(addresses("“https://github.com/a/b” «https://github.com/a/c» 'https://github.com/a/d'"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c", "https://github.com/a/d"));
  EXPECT_THAT(addresses("https://a.github.io/x_(y) https://a.github.io/."),
              ElementsAre("https://a.github.io/x_(y)", "https://a.github.io/"));
}

TEST(Scan, ChineseRunsOnBehindAnAddress) {
  EXPECT_THAT(addresses("链接https://github.com/a/b，以及https://github.com/a/c的内容。https://github.com/a/d；"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c", "https://github.com/a/d"));
  EXPECT_THAT(addresses("https://github.com/a/文档/b"), ElementsAre("https://github.com/a/文档/b"));
  EXPECT_THAT(addresses("https：//github.com/a/b"), ElementsAre("https://github.com/a/b"));
}

TEST(Scan, FragmentsAndEmptyQueriesGo) {
  EXPECT_THAT(addresses("https://github.com/a/b/blob/c.md?x#1 https://github.com/a/b? HTTPS://GitHub.com/A/b"),
              ElementsAre("https://github.com/a/b/blob/c.md?x", "https://github.com/a/b", "https://github.com/A/b"));
}

TEST(Scan, FormsOfMarkdown) {
  EXPECT_THAT(addresses("[x](https://github.com/a/b \"t\") <https://github.com/a/c> `https://github.com/a/d` "
                        "**https://github.com/a/e** "
                        "|1|https://github.com/a/f|"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c", "https://github.com/a/d",
                          "https://github.com/a/e", "https://github.com/a/f"));
  EXPECT_THAT(
      addresses(
          "<a href=\"https://github.com/a/b\">x</a><br>https://a.github.io/?b=1&amp;c=2 https://github.com/a/x\\_y"),
      ElementsAre("https://github.com/a/b", "https://a.github.io/?b=1&c=2", "https://github.com/a/x_y"));
  EXPECT_THAT(addresses("<!-- https://github.com/a/b -->https://github.com/a/c"),
              ElementsAre("https://github.com/a/c"));
}

TEST(Scan, UnclickableAddressesComeBack) {
  EXPECT_THAT(addresses("https[:]//github[.]com/a/b hxxps://github(.)com/a/c https: // gist.github.com/d?e=f https "
                        "://github.com/g/h"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c", "https://gist.github.com/d?e=f",
                          "https://github.com/g/h"));
}

TEST(Scan, WithoutAScheme) {
  EXPECT_THAT(addresses("see github.com/a/b, www.github.com/a/c and user.github.io/x or user2.github.io"),
              ElementsAre("https://github.com/a/b", "https://www.github.com/a/c", "https://user.github.io/x",
                          "https://user2.github.io"));
  EXPECT_THAT(addresses("on gist.github.com, README.md, suicide.txt, 22.06.2015, mail a@github.com, GitHub.com"),
              IsEmpty());
  EXPECT_THAT(addresses("git@github.com:a/b.git"), ElementsAre("https://github.com/a/b"));
}

TEST(Scan, RepositoriesOnLinesOfTheirOwn) {
  EXPECT_THAT(addresses("the following repositories:\n\nowner / some-thing\n\nother/thing.github.io\n"),
              ElementsAre("https://github.com/owner/some-thing", "https://github.com/other/thing.github.io"));
  EXPECT_THAT(addresses("| repositories |\n|---|\n| owner\xC2\xA0/\xC2\xA0some-thing |\n"),
              ElementsAre("https://github.com/owner/some-thing"));
  EXPECT_THAT(addresses("nothing is said of what they are\nowner / some-thing\n"), IsEmpty());
}

TEST(Scan, LinesThatBreakAnAddress) {
  EXPECT_THAT(addresses("<https://github.com/a/b/blob/\nmaster/c.md>"),
              ElementsAre("https://github.com/a/b/blob/master/c.md"));
  EXPECT_THAT(addresses("> https://github.com/some-long-owner/some-long-repository/blob/master/\n> docs/c.md is it\n"),
              ElementsAre("https://github.com/some-long-owner/some-long-repository/blob/master/docs/c.md"));
  EXPECT_THAT(addresses("https://github.com/some-long-owner/some-long-repository/blob/master/\nThanks\n"),
              ElementsAre("https://github.com/some-long-owner/some-long-repository/blob/master/"));
  EXPECT_THAT(addresses("https://github.com/a/b\nhttps://github.com/a/c"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c"));
}

TEST(Scan, SeveralWithNothingBetweenThem) {
  EXPECT_THAT(addresses("https://github.com/a/b,https://github.com/a/chttps://github.com/a/d;github.com/a/e"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c", "https://github.com/a/d",
                          "https://github.com/a/e"));
}

TEST(Scan, WordsBehindACommaWithoutABlank) {
  EXPECT_THAT(addresses("fork:https://github.com/a/b,and page(https://a.github.io/c)"),
              ElementsAre("https://github.com/a/b", "https://a.github.io/c"));
}

TEST(Scan, NumbersBeforeAnAddressAreNotOfTheOneBefore) {
  EXPECT_THAT(addresses("(a)https://github.com/a/b;(b)https://github.com/a/c,2.https://github.com/a/d①https://"
                        "github.com/a/e②https://github.com/a/f"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c", "https://github.com/a/d",
                          "https://github.com/a/e", "https://github.com/a/f"));
}

TEST(Scan, WhatThePublisherCutIsCounted) {
  const Scanned scanned =
      scan_addresses("https://github.com/[private] https://github.com/a/[redacted] https://github.com/a/b [private]");
  EXPECT_THAT(scanned.cut, ElementsAre(0u, 29u));
  ASSERT_EQ(scanned.found.size(), 1u);
  EXPECT_EQ(scanned.found[0].address.text(), "https://github.com/a/b");
}

TEST(Scan, ColumnsOfValuesSeparatedByMarks) {
  EXPECT_THAT(addresses("id;url;kind\n1;https://github.com/a/b;x;2023-02-01\n2;https://a.github.io/c;y;2023-02-02"),
              ElementsAre("https://github.com/a/b", "https://a.github.io/c"));
  EXPECT_THAT(
      addresses("id,url,kind\n\"1\",\"https://github.com/a/b\",\"x\"\n2,github.com/a/c,x\n3,https://github.com/a/d,x"),
      ElementsAre("https://github.com/a/b", "https://github.com/a/c", "https://github.com/a/d"));
  EXPECT_THAT(addresses("url,kind\nhttps://github.com/a/b,x\nhttps://github.com/a/c,y"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c"));
  EXPECT_THAT(
      addresses("https://github.com/a/b/x,y.txt https://a.github.io/?b=1;c=2 https://a.github.io/x;v=1"),
      ElementsAre("https://github.com/a/b/x,y.txt", "https://a.github.io/?b=1;c=2", "https://a.github.io/x;v=1"));
}

TEST(Scan, RepositoriesThatGitIsGiven) {
  EXPECT_THAT(addresses("git@gitlab.com:a/b.git ssh://git@gitlab.com/a/c.git git://github.com/a/d.git git clone "
                        "https://github.com/a/e.git"),
              ElementsAre("https://gitlab.com/a/b", "https://gitlab.com/a/c", "https://github.com/a/d",
                          "https://github.com/a/e.git"));
}

TEST(Scan, AddressesThatOnlyLeadToAnother) {
  EXPECT_THAT(addresses("https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fgithub.com%2Fa%2Fb&data=1 "
                        "https://www.google.com/url?q=https://github.com/a/c&sa=D"),
              ElementsAre("https://github.com/a/b", "https://github.com/a/c"));
}

}  // namespace
}  // namespace ringfence::intake
