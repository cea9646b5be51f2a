#include "demand/intake/proposal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "demand/intake/proposal_text.h"
#include "read_notice.h"

namespace ringfence::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Proposal, EachAddressOnceSortedWithItsLines) {
  const Proposal proposal =
      read("https://github.com/b/x\r\nhttps://github.com/a/y#1\rhttp://github.com/b/x/\nhttps://github.com/a/y#2 .");
  ASSERT_EQ(proposal.content.size(), 2u);
  EXPECT_EQ(proposal.content[0].address, "https://github.com/a/y");
  EXPECT_THAT(proposal.content[0].lines, ElementsAre(2u, 4u));
  EXPECT_THAT(proposal.content[1].lines, ElementsAre(1u, 3u));
}

TEST(Proposal, AMailAsItTravelledIsDecoded) {
  constexpr std::string_view mail =
      "Content-Type: text/plain; charset=3Dutf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
      "=D0=A0=D0=BE=D1=81=D0=BA=D0=BE=D0=BC=D0=BD=D0=B0=D0=B4=D0=B7=D0=BE=D1=80: "
      "https://github.com/a/b?x=3D1&y=\n=3D2\n"
      "https://github.com/a/c\n";
  const Proposal proposal = read(mail);
  ASSERT_EQ(proposal.content.size(), 2u);
  EXPECT_EQ(proposal.content[0].address, "https://github.com/a/b?x=1&y=2");
  EXPECT_THAT(proposal.content[0].lines, ElementsAre(4u));
  EXPECT_THAT(proposal.content[1].lines, ElementsAre(6u));
  EXPECT_EQ(proposal.authority, "Roskomnadzor");
  EXPECT_THAT(content("https://github.com/a/b?x=3D1"), ElementsAre("https://github.com/a/b?x=3D1"));
}

TEST(Proposal, ExcludedByWhatTheirHostIs) {
  EXPECT_THAT(
      excluded("http://eais.rkn.gov.ru/en/. https://help.github.com/terms https://www.law.go.kr/x#y mailto:a@b.example "
               "https://play.google.com/x https://en.wikipedia.org/wiki/X https://github.com/ https://github.com/a/b"),
      ElementsAre("http://eais.rkn.gov.ru/en/: an authority's own page",
                  "https://en.wikipedia.org/wiki/X: a page that is referred to", "https://github.com/: the host itself",
                  "https://help.github.com/terms: the host's own page",
                  "https://play.google.com/x: an application store", "https://www.law.go.kr/x: the text of a law",
                  "mailto:a@b.example: a mail address"));
}

TEST(Proposal, OtherSitesAreContentWhereTheyAreWhatItIsAbout) {
  EXPECT_THAT(content("указателя страницы сайта в сети «Интернет»: http://kettle.example/x.html ."),
              ElementsAre("http://kettle.example/x.html"));
  EXPECT_THAT(content("As the press wrote (for example https://press.example/x), remove https://github.com/a/b"),
              ElementsAre("https://github.com/a/b"));
}

TEST(Proposal, WhatIsAlreadyRestrictedIsNotAskedForAgain) {
  EXPECT_THAT(
      content("These were already removed, thank you: https://github.com/a/b\n\nThese are new: https://github.com/a/c"),
      ElementsAre("https://github.com/a/c"));
  EXPECT_THAT(content("https://github.com/a/b (already removed)\nhttps://github.com/a/c"),
              ElementsAre("https://github.com/a/c"));
  EXPECT_THAT(content("已经删除的内容又出现在 https://github.com/a/b"), ElementsAre("https://github.com/a/b"));
}

TEST(Proposal, TheJurisdictionIsTheFoldersThenTheAuthoritysThenTheTexts) {
  EXPECT_EQ(read("https://github.com/a/b", "Hong Kong/2021/2021-12-15-X.md").jurisdiction, "HK");
  EXPECT_EQ(read("https://github.com/a/b", "south-korea/x.md").jurisdiction, "KR");
  EXPECT_EQ(read("https://github.com/a/b", "TR/x.md").jurisdiction, "TR");
  EXPECT_EQ(read("https://github.com/a/b", "md/x.md").jurisdiction, std::nullopt);
  EXPECT_EQ(read_notice("x.md", "https://github.com/a/b", "/home/jordan/Russia/2014")->jurisdiction, "RU");
  EXPECT_EQ(read_notice("x.md", "https://github.com/a/b", "/home/jordan/notices/x")->jurisdiction, std::nullopt);
  EXPECT_EQ(read("С уважением, Роскомнадзор").jurisdiction, "RU");
  EXPECT_EQ(read("Laws of Hong Kong, China: https://github.com/a/b").jurisdiction, "HK");
  EXPECT_EQ(read("Under the law of Fiji, remove it. Fiji asks.").jurisdiction, "FJ");
  EXPECT_EQ(read("https://github.com/a/china").jurisdiction, std::nullopt);
  EXPECT_THAT(read("С уважением, Роскомнадзор https://github.com/a/b", "Spain/2020-01-01.md").findings,
              ElementsAre("the folder says ES, but Roskomnadzor is of RU"));
}

TEST(Proposal, FoldersAreNamedInManyWays) {
  for (const auto& [folder, code] :
       std::vector<std::pair<std::string, std::string>>{{"Moldova", "MD"},
                                                        {"Republic of Moldova", "MD"},
                                                        {"Bolivia", "BO"},
                                                        {"Venezuela", "VE"},
                                                        {"Tanzania", "TZ"},
                                                        {"Laos", "LA"},
                                                        {"Syria", "SY"},
                                                        {"Brunei", "BN"},
                                                        {"Palestine", "PS"},
                                                        {"Macedonia", "MK"},
                                                        {"Cape Verde", "CV"},
                                                        {"Burma", "MM"},
                                                        {"The Gambia", "GM"},
                                                        {"Ivory Coast", "CI"},
                                                        {"Vatican", "VA"},
                                                        {"Hong Kong SAR", "HK"},
                                                        {"Russia (RU)", "RU"},
                                                        {"Trinidad & Tobago", "TT"},
                                                        {"Kingdom of Spain", "ES"},
                                                        {"Federal Republic of Germany", "DE"},
                                                        {"Türkiye", "TR"},
                                                        {"Taiwan, China", "TW"},
                                                        {"Korea, Republic of", "KR"},
                                                        {"Congo", "CG"},
                                                        {"Niger", "NE"},
                                                        {"Democratic Republic of the Congo", "CD"}}) {
    EXPECT_EQ(read("https://github.com/a/b", folder + "/2023/2023-01-01-x.md").jurisdiction, code) << folder;
  }
  EXPECT_EQ(read("https://github.com/a/b", "International/x.md").jurisdiction, std::nullopt);
}

TEST(Proposal, ALettersOwnTongueNamesItsCountry) {
  EXPECT_EQ(read("تطلب الهيئة في المملكة العربية السعودية حجب https://github.com/a/b").jurisdiction, "SA");
  EXPECT_EQ(read("T.C. ANKARA 4. SULH CEZA HAKİMLİĞİ 5651 sayılı Kanun https://github.com/a/b").jurisdiction, "TR");
  EXPECT_EQ(read("Ελληνική Αστυνομία, Ελλάδα: https://github.com/a/b").jurisdiction, "GR");
  EXPECT_EQ(read("Republica Moldova: https://github.com/a/b").jurisdiction, "MD");
  EXPECT_EQ(read("T.C. ANKARA 4. SULH CEZA HAKİMLİĞİ\n\nhttps://github.com/a/b").authority,
            "T.C. ANKARA 4. SULH CEZA HAKİMLİĞİ");
}

TEST(Proposal, TheWriterComesBeforeWhoIsOnlyNamed) {
  EXPECT_EQ(read("recognized by Rospotrebnadzor.\n\nBest regards,\nRoskomnadzor").authority, "Roskomnadzor");
  EXPECT_EQ(read("The Office of the Government Chief Information Officer made it.\n\nHong Kong Police Force").authority,
            "Hong Kong Police Force");
  EXPECT_EQ(read("Hello. This is the Kelp Safety Agency of Fiji.").authority, "Kelp Safety Agency of Fiji");
  EXPECT_EQ(read("Please remove it.\n\nBest regards,\n[private]\nRegional Court of Nadi\n").authority,
            "Regional Court of Nadi");
}

TEST(Proposal, ABracketThatANameEndsInIsOfTheName) {
  EXPECT_EQ(read("Harbour Police (HP)\n\nhttps://github.com/a/b").authority, "Harbour Police (HP)");
  EXPECT_EQ(read("(Harbour Police)\n\nhttps://github.com/a/b").authority, "Harbour Police");
}

TEST(Proposal, ALetterheadIsTheWritersAndACopyIsNot) {
  const Proposal proposal = read(
      "Government of India\nMinistry of Electronics & Information Technology\n\nTo GitHub\n\nBlock "
      "https://github.com/a/b\n\nSigned by the director, with all due consideration of what is asked for here and of "
      "what was answered before\n\nCopy to: Department of Telecommunications");
  EXPECT_EQ(proposal.authority, "Ministry of Electronics and Information Technology");
}

TEST(Proposal, TwoWritersOfTwoCountriesAreAFinding) {
  EXPECT_THAT(
      read("# 1\n\nThis is the Malaysian Communications and Multimedia Commission: https://github.com/a/b\n\n# 2\n\n"
           "This is the Cyber Security Agency of Singapore: https://github.com/a/c",
           "2023-01-01.md")
          .findings,
      testing::Contains("another authority could have written it: Cyber Security Agency of Singapore of SG"));
}

TEST(Proposal, TheFilesDateComesBeforeTheLetters) {
  EXPECT_EQ(read("Sep.3rd,2019", "China/2019/2019-09-05-MPS.md").date, "2019-09-05");
  EXPECT_EQ(read("x", "Russia/2018-10-24-rkn/notice.md").date, "2018-10-24");
  EXPECT_EQ(read("x", "2018-13-24.md").date, std::nullopt);
  for (const std::string_view letter :
       {"Sep.3rd,2019", "3 сентября 2019 г.", "2019年9月3日", "2019년 9월 3일", "September 3, 2019", "03.09.2019",
        "3 de septiembre de 2019", "3. September 2019", "3 septembre 2019", "3 Eylül 2019", "3 вересня 2019",
        "3rd day of September, 2019", "2019/9/3", "令和元年9月3日"}) {
    EXPECT_EQ(read(letter).date, "2019-09-03") << letter;
  }
  EXPECT_EQ(read("Date: Fri, 6 Sep 2019\n\nLaw of 27 July 2006.\n\n7 September 2019").date, "2019-09-06");
  EXPECT_EQ(read("According to the law of July 27, 2006 you shall remove it.").date, std::nullopt);
  EXPECT_EQ(read("3/9/2019").date, std::nullopt);
  EXPECT_EQ(read("13/9/2019").date, "2019-09-13");
}

TEST(Proposal, ForAPersonEachAddressHasItsLinesAndItsReason) {
  const Proposal proposal = read(
      "Please block https://github.com/a/b in Fiji.\n\nThe law: https://laws.gov.fj/1\nhttps://github.com/[private]\n"
      "\x1b[31mhttps://github.com/a/b",
      "Fiji/2020-01-01-\x1bx.md");
  EXPECT_EQ(to_text(proposal),
            "Fiji/2020-01-01-?x.md\n  jurisdiction: FJ, by the folder\n  authority: ?\n  asked about:\n"
            "    lines 1, 5: https://github.com/a/b\n  kept out:\n"
            "    line 3: https://laws.gov.fj/1: an authority's own page\n  cut by the publisher: line 4\n"
            "  look at: no authority: nobody that could make a demand is named\n");
}

TEST(Proposal, WhatCannotBeReadIsSaid) {
  EXPECT_THAT(read_notice("n.md", std::string_view("a\0b", 3)).error().message, testing::HasSubstr("binary"));
  EXPECT_THAT(read_notice("n.md", "a\nb\xff").error().message, "the file is not UTF-8: byte 4 (line 2)");
  EXPECT_THAT(read_notice("n.md",
                          "\xff\xfe"
                          "a")
                  .error()
                  .message,
              testing::HasSubstr("UTF-16"));
  EXPECT_THAT(read_notice("n.md", std::string(limits::notice_line_bytes + 1, 'a')).error().message,
              testing::HasSubstr("line 1"));
  EXPECT_THAT(read_notice("n.md", std::string(limits::notice_file_bytes + 1, '\n')).error().message,
              testing::HasSubstr("longer"));
  EXPECT_THAT(read_notice("n.md", " \n").error().message, "the file is empty");
  std::string many;
  for (std::size_t i = 0; i <= limits::notice_addresses; ++i)
    many += "https://github.com/a/" + std::to_string(i) + "\n";
  EXPECT_THAT(read_notice("n.md", many).error().message, testing::HasSubstr("more than 10000 addresses"));
}

}  // namespace
}  // namespace ringfence::intake
