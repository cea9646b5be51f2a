// What the words of a notice say: laws, tongues, and whether a narrower scope was offered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demand/intake/fold.h"
#include "demand/intake/instruments.h"
#include "demand/intake/language.h"
#include "demand/intake/scope.h"

namespace ringfence::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> instruments(std::string_view text, std::string_view jurisdiction) {
  std::vector<std::string> out;
  for (const Instrument& each : find_instruments(text, fold(text), jurisdiction)) out.push_back(each.name);
  return out;
}
bool offered(std::string_view text, std::string_view jurisdiction) {
  return find_narrower_scope(fold(text).text, jurisdiction).has_value();
}

TEST(Fold, CaseBlanksQuotesAndDashes) {
  EXPECT_EQ(fold("ФЕДЕРАЛЬНАЯ  Служба\n№ 5").text, "федеральная служба no. 5");
  EXPECT_EQ(fold("“A”—ÀŞİ\n\n«b»，").text, "\"a\"-àşi\n\"b\",");
  EXPECT_EQ(find_words("рфх рф", "рф"), 7u);
  EXPECT_EQ(find_words("来自中国的", "中国"), 6u);
}

TEST(Instruments, RussianLawsAndDecisions) {
  EXPECT_THAT(
      instruments(
          "В соответствии с частью 7 статьи 15.1 Федерального закона от 27.07.2006 № 149-ФЗ на основании решения "
          "Федеральной службы по надзору в сфере защиты прав потребителей от 14.07.2015 № 6154 указатель",
          "RU"),
      ElementsAre("Federal Law No. 149-FZ, art. 15.1(7)", "Rospotrebnadzor decision No. 6154 of 2015-07-14"));
  EXPECT_THAT(instruments("требований Федерального закона № 244-ФЗ, в том числе частей 1-3 статьи 5", "RU"),
              ElementsAre("Federal Law No. 244-FZ, art. 5"));
  EXPECT_THAT(
      instruments(
          "с требованием Генеральной прокуратуры № 27-31-2015/Ид19 от 22.06.2015. Согласно Федеральному закону от "
          "28.12.2013г. № 398-ФЗ",
          "RU"),
      ElementsAre("Prosecutor General's Office demand No. 27-31-2015/Ид19 of 2015-06-22",
                  "Federal Law No. 398-FZ of 2013-12-28"));
  EXPECT_THAT(
      instruments("the resolution of the Government of the Russian Federation on October 26, 2012 № 1101", "RU"),
      ElementsAre("Government Resolution No. 1101 of 2012-10-26"));
  EXPECT_THAT(instruments("на основании определения Московского городского суда от 29.07.2020", "RU"),
              ElementsAre("Moscow City Court decision of 2020-07-29"));
}

TEST(Instruments, ChineseLawsInBothTongues) {
  EXPECT_THAT(instruments("根据《刑法》第三百条和《互联网信息服务管理办法》第十五条", "CN"),
              ElementsAre("Criminal Law of the PRC, art. 300",
                          "Measures for the Administration of Internet Information Services (PRC), art. 15"));
  EXPECT_THAT(instruments("the Cybersecurity Law", "CN"), ElementsAre("Cybersecurity Law of the PRC"));
}

TEST(Instruments, LawsByTheirNamesElsewhere) {
  EXPECT_THAT(instruments("contrary to Section 71 of the Crimes Ordinance, Cap. 200, Laws of Hong Kong", "HK"),
              ElementsAre("Crimes Ordinance (Cap. 200), s. 71"));
  EXPECT_THAT(instruments("under Section 69A of the Information\nTechnology Act, 2000", "IN"),
              ElementsAre("Information Technology Act 2000, s. 69A"));
  EXPECT_THAT(instruments("the article 573 of our Criminal Code, Law 34/2002", "ES"),
              ElementsAre("Criminal Code, art. 573", "Law 34/2002"));
  EXPECT_THAT(instruments("5651 sayılı Kanun uyarınca", "TR"), ElementsAre("Law No. 5651"));
  EXPECT_THAT(instruments("de la Ley 34/2002 y la loi n° 2004-575", "ES"),
              ElementsAre("Ley 34/2002", "Loi n° 2004-575"));
  EXPECT_THAT(instruments("article 35 of our Law 34/2002\n\nartículo 35 de nuestra Ley 34/2002", "ES"),
              ElementsAre("Law 34/2002, art. 35"));
  EXPECT_THAT(instruments("Article 3 of Regulation (EU) 2021/784", "DE"),
              ElementsAre("Regulation (EU) 2021/784, art. 3"));
  EXPECT_THAT(instruments("nos termos do art. 19 da Lei nº 12.965/2014", "BR"), ElementsAre("Lei nº 12.965/2014"));
  EXPECT_THAT(instruments("Law Enforcement Agencies. Zip Code: 100010. Our Act is a Code of Practice.", "ES"),
              IsEmpty());
}

TEST(Scope, RequestsToWithholdInATerritoryAreOffers) {
  EXPECT_TRUE(offered("please at least let the visitors from China IP address could not see it", "CN"));
  EXPECT_TRUE(offered("please block the access of users from China's IP address.", "CN"));
  EXPECT_TRUE(offered("请至少让来自中国IP地址的访问用户看不到上述信息", "CN"));
  EXPECT_TRUE(
      offered("просим принять меры к удалению информации или ограничению доступа к ней на территории РФ.", "RU"));
  EXPECT_TRUE(offered("Alternatively, please geo-block it.", "IN"));
  EXPECT_TRUE(offered("Rogamos que se restrinja el acceso en España.", "ES"));
  EXPECT_TRUE(offered("Wir bitten, den Zugang in Deutschland zu sperren.", "DE"));
  EXPECT_TRUE(offered("Veuillez bloquer l'accès en France.", "FR"));
  EXPECT_TRUE(offered("Türkiye'den erişimin engellenmesini talep ederiz.", "TR"));
  EXPECT_TRUE(offered("Mohon agar akses diblokir setidaknya di wilayah Indonesia.", "ID"));
  EXPECT_TRUE(offered("삭제 또는 대한민국 내 접속차단을 요청합니다.", "KR"));
  EXPECT_TRUE(offered("Si chiede di disabilitarne l'accesso dal territorio italiano.", "IT"));
  EXPECT_TRUE(offered("fordern Sie auf, den Zugang für Nutzer in Österreich zu sperren", "AT"));
  EXPECT_TRUE(offered("Solicita-se o bloqueio do acesso no Brasil.", "BR"));
  EXPECT_TRUE(offered("نطلب حجب الوصول إلى الروابط داخل المملكة العربية السعودية", "SA"));
  EXPECT_TRUE(offered("the URLs are to be blocked for access by the public in India", "IN"));
  EXPECT_TRUE(offered("ограничить доступ на территории Республики Беларусь к интернет-ресурсу", "BY"));
  EXPECT_TRUE(offered("para que proceda al bloqueo del acceso en la República Argentina", "AR"));
  EXPECT_TRUE(offered("ist der Zugang aus der Schweiz zu folgenden Seiten zu sperren", "CH"));
  EXPECT_TRUE(offered("З метою захисту блокувати на території України доступ до доменних імен", "UA"));
  EXPECT_TRUE(offered("fordert die Sperre folgender Domains in Österreich", "AT"));
  EXPECT_TRUE(offered("đề nghị ngăn chặn truy cập từ Việt Nam", "VN"));
  EXPECT_TRUE(offered("wzywa do usunięcia treści lub zablokowania dostępu na terytorium Polski", "PL"));
  EXPECT_TRUE(offered("日本国内からのアクセスの遮断をお願いします", "JP"));
}

TEST(Scope, TheSentenceIsQuotedWhole) {
  const std::string text = fold("我是工作人员。请至少让来自中国IP地址的用户看不到。谢谢").text;
  const auto scope = find_narrower_scope(text, "CN");
  ASSERT_TRUE(scope);
  EXPECT_EQ(scope->quote, "请至少让来自中国ip地址的用户看不到");
  EXPECT_EQ(text.substr(scope->from, scope->quote.size()), scope->quote);
  std::string without_end = "请至少让来自中国IP地址的用户看不到";
  while (without_end.size() < 3000) without_end += "的";
  const std::string folded = fold(without_end).text;
  const auto cut = find_narrower_scope(folded, "CN");
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->quote.size() % 3, 2u) << "two letters of one byte, all others of three";
}

TEST(Scope, WhatTheStateWillDoItselfIsNone) {
  EXPECT_FALSE(offered(
      "these URLs will be blocked by communication operators on the territory of the Russian Federation.", "RU"));
  EXPECT_FALSE(
      offered("В случае непринятия мер доступ к сайту будет заблокирован для российских пользователей.", "RU"));
  EXPECT_FALSE(offered(
      "если владелец не удалит, то будут приняты меры по ограничению доступа (блокировке) на территории РФ", "RU"));
  EXPECT_FALSE(
      offered("We kindly request you to remove it. After removal access on the territory of the Russian Federation "
              "will be restored.",
              "RU"));
  EXPECT_FALSE(
      offered("we are requesting restriction on such websites to platform and portal business entities providing such "
              "service in Korea",
              "KR"));
  EXPECT_FALSE(
      offered("the owner shall limit the access to the site with information prohibited for distribution in the "
              "Russian Federation",
              "RU"));
  EXPECT_FALSE(
      offered("владелец обязан ограничить доступ к сайту с информацией, распространение которой в РФ запрещено", "RU"));
  EXPECT_FALSE(
      offered("the access to the content is to be restricted within three days. In case the owner does not take "
              "measures, the access to the site will be restricted for Russian users.",
              "RU"));
  EXPECT_FALSE(offered("Please remove the content, which is illegal in China.", "CN"));
}

TEST(Language, ByScriptAndByCommonWords) {
  EXPECT_THAT(languages_of(fold("The text is of the kind that is read with ease and to the end, please.").text),
              ElementsAre("en"));
  EXPECT_THAT(languages_of(fold("Просим ограничить доступ к этой информации в сети, которая запрещена").text),
              ElementsAre("ru"));
  EXPECT_THAT(languages_of(fold("Просимо обмежити доступ до цієї інформації, що її заборонено").text),
              ElementsAre("uk"));
  EXPECT_THAT(languages_of(fold("请至少让来自中国的用户无法访问上述链接").text), ElementsAre("zh"));
}

}  // namespace
}  // namespace ringfence::intake
