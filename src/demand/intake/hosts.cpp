#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "demand/intake/address.h"
#include "demand/intake/authorities.h"
#include "demand/intake/fold.h"

namespace ringfence::intake {

namespace {

// "host" itself or anything under it.
bool is_under(std::string_view host, std::string_view domain) {
  if (!host.ends_with(domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}
bool is_under_any(std::string_view host, std::string_view domains) {
  while (const auto domain = take_phrase(domains)) {
    if (is_under(host, *domain)) return true;
  }
  return false;
}

constexpr std::string_view platforms =
    "github.com|github.io|githubusercontent.com|github.dev|githubapp.com|gitlab.com|gitlab.io|bitbucket.org|"
    "bitbucket.io|gitee.com|gitee.io|codeberg.org|codeberg.page|sourceforge.net|sf.net|jsdelivr.net|ghcr.io|ghproxy."
    "com|"
    "githack.com|statically.io|npmjs.com|pypi.org|huggingface.co";

// Of a code host itself: help, terms, news, support.
constexpr std::string_view policy_hosts =
    "docs.github.com|help.github.com|support.github.com|developer.github.com|education.github.com|enterprise.github."
    "com|"
    "guides.github.com|lab.github.com|transparencycenter.github.com|services.github.com|status.github.com|"
    "resources.github.com|government.github.com|policy.github.com|githubstatus.com|github.blog|about.gitlab.com|"
    "docs.gitlab.com|support.gitlab.com";
constexpr std::string_view policy_paths =
    "/about|/account|/contact|/customer-stories|/features|/features.html|/join|/login|/logos|/marketplace|/pricing|"
    "/notifications|/search|/dashboard|/security|/session|/settings|/site|/support|/terms|/github";

// Second levels that governments keep for themselves, whatever the country: gov.ru, go.kr, gob.es, …
constexpr std::string_view state_levels =
    "|gov|govt|go|gob|gub|gouv|gv|gc|gok|government|mil|police|jus|court|courts|parliament|nic|admin|";
constexpr std::string_view state_domains =
    "gov|mil|int|bund.de|polizei.de|admin.ch|europa.eu|gc.ca|canada.ca|guardiacivil.es|policia.es|mossos.cat|rkn.ru|"
    "roskomnadzor.ru|mvd.ru|fsb.ru|genproc.ru|cac.cn|12377.cn|police.uk|interpol.int|politie.nl|overheid.nl|minjus.nl|"
    "poliisi.fi|polisen.se|policja.pl|carabinieri.it|poliziadistato.it|agcom.it|btk.tr|kcsc.or.kr|grac.or.kr|kisa.or."
    "kr|"
    "krcert.or.kr|cert.gov.ua|singcert.org.sg|csa.gov.sg|bnia.org|cybersac.cn|presidency.ge|arcom.fr|cnil.fr|aepd.es|"
    "bpjm.de|bundespruefstelle.de|kjm-online.de|esafety.gov.au|pta.gov.pk|meity.gov.in|cert-in.org.in|internet.ir|rtr."
    "at|gosuslugi.ru|belgie.by";
constexpr std::string_view law_domains =
    "boe.es|legifrance.gouv.fr|gesetze-im-internet.de|dejure.org|consultant.ru|garant.ru|pravo.ru|rg.ru|kremlin.ru|"
    "legalacts.ru|sudact.ru|lexology.com|eur-lex.europa.eu|mevzuat.gov.tr|resmigazete.gov.tr|indiacode.nic.in|"
    "indiankanoon.org|law.go.kr|elaw.klri.re.kr|hklii.hk|hklii.org|elegislation.gov.hk|npc.gov.cn|pkulaw.com|"
    "chinalawtranslate.com|law.cornell.edu|austlii.edu.au|legislation.gov.uk|legislation.gov.au|sso.agc.gov.sg|"
    "zakon.rada.gov.ua|rada.gov.ua|adilet.zan.kz|planalto.gov.br|justice.gc.ca|wipo.int|ris.bka.gv.at|normattiva.it";
constexpr std::string_view store_domains =
    "apps.apple.com|itunes.apple.com|play.google.com|appgallery.huawei.com|appgallery.cloud.huawei.com|apps.rustore.ru|"
    "rustore.ru|microsoft.com|chrome.google.com|addons.mozilla.org|galaxystore.samsung.com";
constexpr std::string_view reference_domains =
    "google.com|bing.com|duckduckgo.com|yandex.ru|yandex.com|baidu.com|sogou.com|wikipedia.org|wikimedia.org|"
    "wikidata.org|twitter.com|x.com|facebook.com|instagram.com|youtube.com|youtu.be|t.me|telegram.org|vk.com|ok.ru|"
    "weibo.com|weixin.qq.com|zhihu.com|reddit.com|linkedin.com|medium.com|whois.com|who.is|virustotal.com|archive.org|"
    "archive.today|archive.is|archive.ph|lumendatabase.org|icann.org|w3.org|bbc.com|bbc.co.uk|cnn.com|nytimes.com|"
    "theguardian.com|reuters.com|vilaweb.cat|elpais.com|elmundo.es|xinhuanet.com|people.com.cn|cctv.com|tass.ru|ria.ru|"
    "apple.com|stackoverflow.com|aka.ms|bit.ly";

// "bka.de": what an authority's files are named after, in its own country.
bool is_named_after_authority(std::string_view host) {
  const std::size_t last = host.rfind('.');
  if (last == std::string_view::npos) return false;
  const std::string_view ending = host.substr(last + 1);
  for (const KnownAuthority& each : known_authorities()) {
    if (ending != (each.jurisdiction == "GB" ? "uk" : lower_ascii(each.jurisdiction))) continue;
    std::string_view names = each.filed_as;
    while (const auto name = take_phrase(names)) {
      const std::size_t at = host.find(*name);
      const bool begins = at == 0 || (at != std::string_view::npos && host[at - 1] == '.');
      const std::string_view behind = begins ? host.substr(at + name->size()) : std::string_view();
      // "bka.de" and "ofcom.org.uk", not "bka.somebody.de".
      if (behind.starts_with('.') && (behind.size() == 3 || behind.starts_with(".org.") || behind.starts_with(".or.")))
        return true;
    }
  }
  return false;
}

bool is_state(std::string_view host) {
  if (is_under_any(host, state_domains) || is_named_after_authority(host)) return true;
  const std::size_t last = host.rfind('.');
  if (last == std::string_view::npos || last == 0 || host.size() - last != 3) return false;
  const std::size_t before = host.rfind('.', last - 1);
  const std::string_view second = host.substr(before == std::string_view::npos ? 0 : before + 1,
                                              last - (before == std::string_view::npos ? 0 : before + 1));
  return state_levels.find("|" + std::string(second) + "|") != std::string_view::npos;
}

bool is_policy(const Address& address) {
  if (is_under_any(address.host, policy_hosts)) return true;
  if (address.host != "github.com" && address.host != "www.github.com") return false;
  const std::string path = lower_ascii(address.path);
  std::string_view paths = policy_paths;
  while (const auto each = take_phrase(paths)) {
    if (path == *each || path.starts_with(std::string(*each) + "/")) return true;
  }
  return false;
}

}  // namespace

bool is_platform_host(std::string_view host) {
  return is_under_any(host, platforms);
}

bool is_platform_root(const Address& address) {
  constexpr std::array hosts = {
      "github.com",    "www.github.com", "gist.github.com",           "www.gist.github.com",   "pages.github.com",
      "github.io",     "www.github.io",  "raw.githubusercontent.com", "githubusercontent.com", "gitlab.com",
      "bitbucket.org", "gitee.com"};
  const bool bare = address.path.find_first_not_of('/') == std::string::npos && address.query.empty();
  return bare && std::ranges::find(hosts, address.host) != hosts.end();
}

HostKind host_kind(const Address& address) {
  if (is_policy(address)) return HostKind::policy;
  if (is_platform_host(address.host)) return HostKind::platform;
  if (is_under_any(address.host, law_domains)) return HostKind::law;
  if (is_state(address.host)) return HostKind::government;
  if (is_under_any(address.host, store_domains)) return HostKind::store;
  if (is_under_any(address.host, reference_domains)) return HostKind::reference;
  return HostKind::other;
}

}  // namespace ringfence::intake
