// Which of a notice's addresses it asks about, and why the others are kept out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_notice.h"

namespace ringfence::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Sort, TheHeadOfATablesColumnSaysWhatItsAddressesAre) {
  constexpr std::string_view table =
      "| No. | Copy | Legitimate website | Evidence |\n|---|---|---|---|\n"
      "| 1 | https://teapot-pay.github.io | https://teapot.example | https://pictures.example/1.png |\n"
      "| 2 | http://github.com/teapott/pay | https://teapot.example/pay | https://pictures.example/2.png |\n";
  EXPECT_THAT(content(table), ElementsAre("http://github.com/teapott/pay", "https://teapot-pay.github.io"));
  EXPECT_THAT(excluded(table), ElementsAre("https://pictures.example/1.png: a page that is referred to",
                                           "https://pictures.example/2.png: a page that is referred to",
                                           "https://teapot.example: named as the genuine one",
                                           "https://teapot.example/pay: named as the genuine one"));
  EXPECT_THAT(content("User     | Profile\n---------+-----\nkettle   | https://github.com/kettle\n"
                      "         | github.com/kettle?tab=repositories"),
              ElementsAre("https://github.com/kettle", "https://github.com/kettle?tab=repositories"));
}

TEST(Sort, TablesOfHtmlAndOfTabsAreTables) {
  EXPECT_THAT(content("<table>\n<thead>\n<tr><th>URL</th><th>Original "
                      "site</th></tr>\n</thead>\n<tbody>\n<tr>\n<td>https://a.github.io/x</td>\n"
                      "<td>https://teapot.example</td>\n</tr></table>"),
              ElementsAre("https://a.github.io/x"));
  EXPECT_THAT(
      content("<tr><th>Link</th><th>Impersonated brand</th></tr><tr><td><a href=\"https://a.github.io/?b=1&amp;c=2\">"
              "https://a.github.io/?b=1&amp;c=2</a></td><td>https://teapot.example</td></tr>"),
      ElementsAre("https://a.github.io/?b=1&c=2"));
  EXPECT_THAT(content("No.\tURL\tOriginal site\n1\thttps://a.github.io/x\thttps://teapot.example\n"),
              ElementsAre("https://a.github.io/x"));
}

TEST(Sort, AColumnOfStatesSaysWhatIsRestrictedAlready) {
  EXPECT_THAT(content("| URL | Status |\n|---|---|\n| https://github.com/a/b | removed |\n"
                      "| https://github.com/a/c | still online |\n"),
              ElementsAre("https://github.com/a/c"));
}

TEST(Sort, OtherSitesInAListAreAsWhatIsBesideThem) {
  EXPECT_THAT(content("Remova o conteúdo:\n\na) https://github.com/a/b;\nb) https://kettle.example/x;\nc) "
                      "www.kettle.org/y."),
              ElementsAre("https://github.com/a/b", "https://kettle.example/x", "https://www.kettle.org/y"));
  EXPECT_THAT(content("Delete https://github.com/a/b, https://kettle.example/x and https://kettle.example/y."),
              ElementsAre("https://github.com/a/b", "https://kettle.example/x", "https://kettle.example/y"));
  EXPECT_THAT(content("adreslerin erişiminin engellenmesine:\n1- https://github.com/a/b\n2- "
                      "https://twitter.com/kettle/status/12\n\nBizi izleyin: https://twitter.com/kurum"),
              ElementsAre("https://github.com/a/b", "https://twitter.com/kettle/status/12"));
}

TEST(Sort, WhatIsToBeDoneLeadsToWhatItIsToBeDoneTo) {
  EXPECT_THAT(content("Просим ограничить доступ к страницам:\nhttp://чайник.рф/х , http://xn--80aqf2ac.xn--p1ai/ , "
                      "https://github.com/a/b"),
              ElementsAre("http://xn--80aqf2ac.xn--p1ai/", "http://чайник.рф/х", "https://github.com/a/b"));
  EXPECT_THAT(content("Mohon hapus https://kettle.example/x dan https://github.com/a/b"),
              ElementsAre("https://github.com/a/b", "https://kettle.example/x"));
}

TEST(Sort, PostsAndProfilesOfAnyPlatformAreContent) {
  EXPECT_THAT(
      content("The posts at https://plaza.example/post/1 and https://plaza.example/post/2 by "
              "https://plaza.example/u/owl are to be removed. The order is at https://orders.example/7."),
      ElementsAre("https://plaza.example/post/1", "https://plaza.example/post/2", "https://plaza.example/u/owl"));
  EXPECT_THAT(content("Beitrag 1: https://plaza.example/b/1\nProfil: plaza.example/u/owl\n\nMit freundlichen Grüßen\n"
                      "Meldestelle für strafbare Inhalte\nWeb: www.stelle.de/zmi"),
              ElementsAre("https://plaza.example/b/1", "https://plaza.example/u/owl"));
}

TEST(Sort, AStateRightBehindAnAddressIsItsState) {
  EXPECT_THAT(content("Информация по адресу https://github.com/a/b удалена.\nhttps://github.com/a/c - removed\n"
                      "https://github.com/a/d must be removed"),
              ElementsAre("https://github.com/a/d"));
}

TEST(Sort, WhatAMailsHeadHasIsNot) {
  EXPECT_THAT(content("Received: from mx.police.example by mail.github.com\nList-Unsubscribe: "
                      "<https://github.com/kettle/unsubscribe>\nSubject: x\n\nRemove https://github.com/a/b"),
              ElementsAre("https://github.com/a/b"));
}

TEST(Sort, AnAuthoritysOwnHostIsItsNameInItsCountry) {
  EXPECT_THAT(excluded("Remove https://github.com/a/b\nhttps://www.bka.de/tco\nhttps://ofcom.org.uk/x"),
              ElementsAre("https://ofcom.org.uk/x: an authority's own page",
                          "https://www.bka.de/tco: an authority's own page"));
}

TEST(Sort, ThanksAreNoRequest) {
  EXPECT_THAT(content("We thank you for the restriction of https://github.com/a/b and https://github.com/a/c."),
              IsEmpty());
  EXPECT_THAT(content("We thank you in advance for the removal of https://github.com/a/b."),
              ElementsAre("https://github.com/a/b"));
}

TEST(Sort, ACodeHostsAddressIsNotWhatAnotherSiteBeforeItIs) {
  EXPECT_THAT(content("The press had it (https://press.example/x).\nhttps://github.com/a/b"),
              ElementsAre("https://github.com/a/b"));
}

TEST(Sort, EvidenceIsNot) {
  EXPECT_THAT(content("Remove https://github.com/a/b. Evidence: ![x](https://user-images.githubusercontent.com/1.png), "
                      "https://pictures.example/1.png"),
              ElementsAre("https://github.com/a/b"));
}

TEST(Sort, TheGenuineOneIsNot) {
  EXPECT_THAT(content("The genuine repository is https://github.com/kettle/app (official). The fake one is "
                      "https://github.com/kett1e/app, please remove it."),
              ElementsAre("https://github.com/kett1e/app"));
  EXPECT_THAT(content("https://github.com/kettle/app (official)\nhttps://github.com/kett1e/app"),
              ElementsAre("https://github.com/kett1e/app"));
  EXPECT_THAT(
      content("Remove https://github.com/kett1e/app. Original bank site - https://kettle.example\nThe plaintiff's "
              "website is https://teapot.example/x"),
      ElementsAre("https://github.com/kett1e/app"));
  EXPECT_THAT(content("Remove the original repository https://github.com/kett1e/app and the fork "
                      "https://github.com/kett1e/app2"),
              ElementsAre("https://github.com/kett1e/app", "https://github.com/kett1e/app2"));
  EXPECT_THAT(content("A fake of the official application: https://github.com/kett1e/app"),
              ElementsAre("https://github.com/kett1e/app"));
}

TEST(Sort, TheWritersSiteBehindAFarewellIsNot) {
  EXPECT_THAT(content("Remove https://github.com/a/b\n\nKind regards,\nKettle Police\nWebsite: https://kettle.example"),
              ElementsAre("https://github.com/a/b"));
  EXPECT_THAT(excluded("Remove https://github.com/a/b\n\nKind regards,\nSite: https://kettle.example"),
              ElementsAre("https://kettle.example: in the signature"));
}

TEST(Sort, WhereToTurnToIsNot) {
  EXPECT_THAT(
      content("Remove https://github.com/a/b. Users may appeal at https://appeals.example/x\n\nUsers can pay at "
              "https://pay.example/y"),
      ElementsAre("https://github.com/a/b"));
  EXPECT_THAT(content("Remove the URL: [private]\n\nKind regards,\nKettle Police\nwww.kettle-police.org"), IsEmpty());
  EXPECT_THAT(content("Remove what the annex has.\n\nKind regards,\nKettle Police\n\nAnnex\n1. www.kettle.org\n2. "
                      "https://teapot.example"),
              ElementsAre("https://teapot.example", "https://www.kettle.org"));
}

TEST(Sort, WhatIsCutIsNotProposedAndItsLineIsSaid) {
  const Proposal proposal = read(
      "Remove the URLs:\n* https://github.com/[private]/x\n* https://github.com/a/***\n* https://github.com/a/██\n"
      "* [private]\n* https://github.com/a/very-lo...\n* https://github.com/a/b\n\nRegards,\n[private]\nMail: "
      "[private]");
  ASSERT_EQ(proposal.content.size(), 1u);
  EXPECT_EQ(proposal.content[0].address, "https://github.com/a/b");
  EXPECT_THAT(proposal.excluded, IsEmpty());
  EXPECT_THAT(proposal.cut, ElementsAre(2u, 3u, 4u, 5u, 6u));
  EXPECT_EQ(proposal.redacted, 5u);
}

TEST(Sort, AnAddressThatIsCutAwayWholeIsCounted) {
  const Proposal proposal = read("указателя страницы сайта в сети «Интернет»: [УДАЛЕНО].\n\nС уважением, [УДАЛЕНО]");
  EXPECT_THAT(proposal.cut, ElementsAre(1u));
  EXPECT_THAT(proposal.findings, testing::Contains("no address of content is whole: the publisher cut 1"));
  EXPECT_EQ(read("Write to our address [private], e-mail: [private].").redacted, 0u);
}

}  // namespace
}  // namespace ringfence::intake
