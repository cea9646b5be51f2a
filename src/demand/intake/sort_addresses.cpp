#include "demand/intake/sort_addresses.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "demand/intake/fold.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t gap_bytes = 400;  // looked at before an address, back to the one before it

constexpr std::size_t behind_bytes = 60;
constexpr std::string_view already = "named as already restricted";

constexpr std::string_view restricted =
    "access to information is limited|access is limited|access is already|already been removed|already been blocked|"
    "already been restricted|already been deleted|already been disabled|already been taken down|already removed|"
    "already blocked|already restricted|already deleted|already disabled|already unavailable|no longer available|"
    "no longer accessible|now inaccessible|thank you for removing|thank you for blocking|thanks for removing|"
    "доступ к информации ограничен|доступ ограничен на|уже удален|уже удалена|уже удалены|уже ограничен|"
    "уже заблокирован|уже заблокирована|уже недоступна|более недоступна|больше недоступна|вже видалено|вже обмежено|"
    "已删除|已经删除|已被删除|已屏蔽|已经屏蔽|已处理|已经处理|已封禁|已無法訪問|已刪除|ya eliminado|ya ha sido "
    "eliminado|"
    "ya han sido eliminados|ya bloqueado|bereits gelöscht|bereits gesperrt|déjà supprimé|déjà bloqué|zaten kaldırılmış|"
    "zaten engellenmiş";
constexpr std::string_view restored =
    "still|again|not|new|re-uploaded|reuploaded|mirror|mirrors|moved|copy|copies|fork|forks|however|все "
    "еще|вновь|снова|"
    "не|но|однако|仍|还|未|又|重新|新|todavía|nuevo|noch|wieder|encore|nouveau|hala|yeniden|yeni|remains|remain";
constexpr std::string_view genuine =
    "official website|official web site|official site|official page|official repository|official application|"
    "official app|genuine website|genuine site|legitimate website|legitimate site|original website|"
    "официальный сайт|официального сайта|официальном сайте|офіційний сайт|官方网站|官网|官方網站|sitio oficial|"
    "sitio web oficial|página oficial|offizielle website|offizielle webseite|site officiel|resmi sitesi|resmi internet";
constexpr std::string_view impostor =
    "fake|imitat|imperson|purport|pretend|поддельн|фишинг|假冒|仿冒|falso|falsa|sahte";
constexpr std::string_view referred =
    "see|see also|e.g.|for example|for more information|more information|for more infornation|please refer to|refer to|"
    "further information|read more|available at the following internet address|web address|can be downloaded|"
    "download at|downloaded at|following our guidance|according to|in accordance with|pursuant to|our website|"
    "our web site|our official|visit|contact us|submit a complaint|reported by|as reported|in the media|source:|"
    "сведения|подробнее|см.|например|ознакомиться|можно скачать|на нашем сайте|наш сайт|по форме|в соответствии с|"
    "согласно|детальніше|наприклад|例如|参见|參見|详见官网|根据|por ejemplo|véase|más información|nuestra web|"
    "de conformidad con|según|zum beispiel|z.b.|siehe|weitere informationen|gemäß|par exemple|voir|plus d'informations|"
    "conformément à|örneğin|bkz|ayrıntılı bilgi|uyarınca";
constexpr std::string_view targeted =
    "url|urls|link|links|url-адрес|url-адресу|following sites|following site|following websites|following website|"
    "website|web-site|webpage|web-page|web page|page|resource|domain|domains|content|hosted|located on|located at|"
    "указателя|указателей|указатель|указатели|страницы|страниц|страница|странице|ресурс|ресурсе|ресурсу|сайте|сайт|"
    "сайта|ссылке|ссылка|ссылки|по "
    "адресу|адрес|домен|сторінк|сторінка|сайті|посиланням|посилання|以下链接|下列链接|链接|"
    "連結|網址|网址|网站|網站|页面|enlace|enlaces|sitio|página|páginas|seite|seiten|webseite|adresse|lien|liens|site|"
    "sites|"
    "bağlantı|bağlantılar|adres|adresi|sitesi|internet sitesi";

struct Context {
  std::string_view text;
  bool has_platform;       // anything of a code host's that could be content
  std::string mail_hosts;  // "|domain|domain|" of mail addresses in the text
};

std::string mail_hosts(std::string_view text) {
  std::string out = "|";
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t end = at + 1;
    const auto part = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    };
    while (end < text.size() && end - at < 254 && part(text[end])) ++end;
    std::string host = lower_ascii(text.substr(at + 1, end - at - 1));
    while (host.ends_with('.')) host.pop_back();
    if (host.find('.') != std::string::npos && out.size() < 4096) out += host + "|";
  }
  return out;
}

bool has_letters(std::string_view folded) {
  return std::ranges::any_of(folded, [](unsigned char c) { return c >= 0x80 || (c >= 'a' && c <= 'z'); });
}

// The words between the address before this one, or the paragraph's beginning, and this one; folded.
std::string gap_before(std::string_view text, std::size_t previous_end, std::size_t from) {
  std::size_t begin = std::max(previous_end, from > gap_bytes ? from - gap_bytes : 0);
  // Never begin within a character: what is cut off is left out.
  while (begin < from && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) ++begin;
  std::string folded = fold(text.substr(begin, from - begin)).text;
  const std::size_t paragraph = folded.rfind('\n');
  if (paragraph != std::string::npos && has_letters(std::string_view(folded).substr(paragraph))) {
    folded.erase(0, paragraph + 1);
  }
  return has_letters(folded) ? folded : std::string();
}

std::string last_sentence(const std::string& gap) {
  std::size_t begin = 0;
  for (const std::string_view stop : {". ", "! ", "? ", "。", "！"}) {
    const std::size_t at = gap.rfind(stop);
    if (at != std::string::npos && at + stop.size() < gap.size()) begin = std::max(begin, at + stop.size());
  }
  return gap.substr(begin);
}

bool has_part(std::string_view text, std::string_view parts) {
  while (const auto each = take_phrase(parts)) {
    if (text.find(*each) != std::string_view::npos) return true;
  }
  return false;
}

std::string_view why_by_host(const Found& found, const Context& context) {
  if (found.address.scheme == "mailto") return "a mail address";
  if (found.picture) return "an embedded picture";
  if (is_platform_root(found.address)) return "the host itself";
  switch (host_kind(found.address)) {
    case HostKind::policy:
      return "the host's own page";
    case HostKind::government:
      return "an authority's own page";
    case HostKind::law:
      return "the text of a law";
    case HostKind::store:
      return "an application store";
    case HostKind::reference:
      return "a page that is referred to";
    case HostKind::platform:
      return {};
    case HostKind::other:
      break;
  }
  std::string_view host = found.address.host;
  if (host.starts_with("www.")) host.remove_prefix(4);
  if (context.mail_hosts.find("|" + std::string(host) + "|") != std::string::npos) return "the sender's own site";
  return {};
}

// "https://… 已被删除", "https://… (already removed)"
bool told_restricted_behind(std::string_view text, std::size_t to) {
  const std::string_view line = text.substr(to, behind_bytes);
  const std::string behind = fold(line.substr(0, line.find_first_of("\n|"))).text;
  const std::string_view sentence = std::string_view(behind).substr(0, behind.find_first_of(",;."));
  return has_any(sentence, restricted) && !has_any(sentence, restored) &&
         sentence.find("://") == std::string_view::npos;
}

std::string_view why_by_words(const Found& found, const std::string& gap, const Context& context) {
  const std::string sentence = last_sentence(gap);
  const bool platform = host_kind(found.address) == HostKind::platform;
  const std::size_t limited = find_any(sentence, restricted);
  const bool before = limited != std::string::npos && !has_any(std::string_view(sentence).substr(limited), restored);
  if (before) {
    return already;
  }
  if (has_any(sentence, genuine) && !has_part(sentence, impostor)) return "named as the genuine one";
  if (platform) return {};
  const std::size_t reference = find_any(sentence, referred);
  const bool target = has_any(sentence, targeted);
  if (reference != std::string::npos && !(target && found.alone && !context.has_platform)) {
    return "a page that is referred to";
  }
  if (target || (found.alone && !context.has_platform)) return {};
  return "not what the notice asks about";
}

}  // namespace

std::vector<Sorted> sort_addresses(std::string_view text, const Scanned& scanned) {
  Context context{text, false, mail_hosts(text)};
  for (const Found& each : scanned.found) {
    const bool content = why_by_host(each, context).empty() && host_kind(each.address) == HostKind::platform;
    context.has_platform = context.has_platform || content;
  }
  std::vector<Sorted> out;
  std::size_t previous_end = 0;
  std::optional<std::string_view> by_words;  // what the last one that words decided about got
  for (const Found& each : scanned.found) {
    std::string_view why = why_by_host(each, context);
    const bool behind = told_restricted_behind(text, each.to);
    if (why.empty() && behind) {
      why = already;
    } else if (why.empty()) {
      const std::string gap = gap_before(text, previous_end, each.from);
      // The next of a list, or the target of a link behind its label: as the one before.
      why = gap.empty() && by_words ? *by_words : why_by_words(each, gap, context);
      by_words = why;
    }
    previous_end = behind ? std::min(text.find('\n', each.to), text.size()) : each.to;
    out.push_back({each, why.empty(), why});
  }
  return out;
}

}  // namespace ringfence::intake
