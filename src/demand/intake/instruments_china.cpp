#include <array>

#include "demand/intake/fold.h"
#include "demand/intake/instruments.h"

namespace ringfence::intake {

namespace {

struct Law {
  std::string_view name;
  std::string_view called;
  std::string_view article;  // where one of it is named: "art. 300"
  std::string_view article_called;
};
constexpr std::array<Law, 12> laws = {{
    {"Criminal Law of the PRC",
     "criminal law of our country|criminal law of the people's republic of china|criminal law of china|criminal "
     "law|刑法",
     ", art. 300", "article 300|第三百条|第300条"},
    {"Law of the PRC on the Protection of Minors",
     "law of minor protection|minor protection|protection of minors|未成年人保护法", "", ""},
    {"SPC and SPP Interpretation (II) on Cult Organization Crimes",
     "handling criminal cases of organizing and utilizing cult|办理组织和利用邪教组织犯罪案件", "", ""},
    {"Measures for the Administration of Internet Information Services (PRC)",
     "measures for the administration of internet information services|administrative measures on internet information "
     "services|"
     "administrative rules for internet information services|互联网信息服务管理办法",
     ", art. 15", "article 15|第十五条|第15条"},
    {"Cybersecurity Law of the PRC", "cybersecurity law|cyber security law|网络安全法", "", ""},
    {"Data Security Law of the PRC", "data security law|数据安全法", "", ""},
    {"Personal Information Protection Law of the PRC", "personal information protection law|个人信息保护法", "", ""},
    {"Public Security Administration Punishments Law of the PRC",
     "public security administration punishments law|治安管理处罚法", "", ""},
    {"Counter-Terrorism Law of the PRC", "counter-terrorism law|anti-terrorism law|反恐怖主义法", "", ""},
    {"National Security Law of the PRC", "national security law of the people's republic|中华人民共和国国家安全法", "",
     ""},
    {"Provisions on the Governance of the Online Information Content Ecosystem (PRC)",
     "governance of the online information content ecosystem|网络信息内容生态治理规定", "", ""},
    {"Heroes and Martyrs Protection Law of the PRC", "heroes and martyrs|英雄烈士保护法", "", ""},
}};

}  // namespace

std::vector<Instrument> chinese_instruments(std::string_view folded) {
  std::vector<Instrument> out;
  for (const Law& each : laws) {
    const std::size_t from = find_any(folded, each.called);
    if (from == std::string_view::npos) continue;
    std::string name(each.name);
    if (has_any(folded, each.article_called)) name += each.article;
    out.push_back({from, std::move(name)});
  }
  return out;
}

}  // namespace ringfence::intake
