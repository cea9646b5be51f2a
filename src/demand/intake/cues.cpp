#include "demand/intake/cues.h"

#include <algorithm>

#include "demand/intake/address_end.h"
#include "demand/intake/fold.h"
#include "ledger/utf8.h"

namespace ringfence::intake {

namespace {

constexpr std::string_view restricted =
    "access to information is limited|access is limited|access is already|already been removed|already been blocked|"
    "already been restricted|already been deleted|already been disabled|already been taken down|already removed|"
    "already blocked|already restricted|already deleted|already disabled|already unavailable|no longer available|"
    "no longer accessible|now inaccessible|thank you for removing|thank you for blocking|thanks for removing|"
    "доступ к информации ограничен|доступ ограничен на|уже удален|уже удалена|уже удалены|уже ограничен|"
    "уже заблокирован|уже заблокирована|уже недоступна|более недоступна|больше недоступна|вже видалено|вже обмежено|"
    "已删除|已经删除|已被删除|已屏蔽|已经屏蔽|已处理|已经处理|已封禁|已無法訪問|已刪除|ya eliminado|ya ha sido "
    "eliminado|ya han sido eliminados|ya bloqueado|bereits gelöscht|bereits gesperrt|déjà supprimé|déjà bloqué|"
    "zaten kaldırılmış|zaten engellenmiş|já removido|já foi removido|già rimosso|sudah dihapus|sudah diblokir|"
    "削除済み|이미 삭제";
// Behind thanks, and not in advance: what was done.
constexpr std::string_view thanked =
    "for the restriction|for the removal|for the blocking|for the deletion|for restricting|for removing|for blocking|"
    "for deleting|for disabling|за удаление|за ограничение|за блокировку|за видалення|por eliminar|por bloquear|"
    "für die löschung|für die sperrung|pour le retrait|pour la suppression";
constexpr std::string_view not_yet =
    "advance|beforehand|cooperation|заранее|заздалегідь|antemano|voraus|par avance|d'avance";
constexpr std::string_view restored =
    "still|again|not|new|re-uploaded|reuploaded|mirror|mirrors|moved|copy|copies|fork|forks|however|все еще|вновь|"
    "снова|не|но|однако|仍|还|未|又|重新|新|todavía|nuevo|noch|wieder|encore|nouveau|hala|yeniden|yeni|remains|remain|"
    "ainda|novo|ancora|masih|まだ|再び|아직|다시";
constexpr std::string_view genuine =
    "official website|official web site|official site|official page|official repository|"
    "official repo|official application|official app|official project|official account|official url|"
    "official link|genuine website|genuine web site|genuine site|genuine page|genuine repository|"
    "genuine repo|genuine app|genuine application|genuine project|genuine account|our repository|"
    "our own repository|our github|legitimate website|legitimate web site|legitimate site|"
    "legitimate page|legitimate repository|legitimate repo|legitimate app|legitimate application|"
    "legitimate account|authentic site|authentic website|real site|real website|официальный сайт|"
    "официального сайта|официальном сайте|официальный репозиторий|офіційний сайт|官方网站|官网|官方網站|正规网站|"
    "sitio oficial|sitio web oficial|página oficial|offizielle website|offizielle webseite|"
    "echte website|site officiel|site légitime|resmi sitesi|resmi internet|site oficial|"
    "sito ufficiale|situs resmi|公式サイト|공식 홈페이지|공식 사이트|plaintiff's website|plaintiff's site|"
    "complainant's website|claimant's website|rights holder's website|сайт правообладателя|"
    "сайт истца";
// Of other sites only: the "original repository" is what its forks were made of.
constexpr std::string_view originals = "original|оригинальный";
constexpr std::string_view sites = "website|web site|site|portal|сайт";
constexpr std::size_t near_bytes = 24;  // between the two
constexpr std::string_view genuine_heads =
    "legitimate|genuine|official|original|authentic|victim|target brand|real site|"
    "оригинал|официальный|офіційний|官方|正规|正版|oficial|legítimo|ufficiale|officiel|légitime|offiziell|resmi|公式|"
    "공식";
constexpr std::string_view victims = "brand|impersonated brand|impersonated|victim|impersonates|imitates|spoofed brand";
constexpr std::string_view impostor =
    "fake|imitat|imperson|purport|pretend|counterfeit|spoof|phish|поддельн|фишинг|假冒|仿冒|falso|falsa|sahte|palsu|偽";
constexpr std::string_view genuine_marks =
    "(official|(genuine|(legitimate|(the official|(the genuine|(original|(официальн|(оригинал|(官方|(官网|(正版|"
    "(oficial|(offiziell|(officiel|(ufficiale|(resmi|(公式|(공식";
constexpr std::string_view referred =
    "see|see also|e.g.|for example|for more information|more information|for more infornation|please refer to|refer to|"
    "further information|read more|available at the following internet address|web address|can be downloaded|"
    "download at|downloaded at|following our guidance|according to|in accordance with|pursuant to|our website|"
    "our web site|our official|visit|contact us|submit a complaint|reported by|as reported|in the media|source:|more "
    "at|more "
    "about|appeal|appeals|appealed|complaint|complaints|hotline|обжаловать|обжаловано|жалоба|жалобы|einspruch|recurso|"
    "itiraz|more "
    "at|more about|"
    "сведения|подробнее|см.|например|ознакомиться|можно скачать|на нашем сайте|наш сайт|по форме|в соответствии с|"
    "согласно|детальніше|наприклад|例如|参见|參見|详见官网|根据|por ejemplo|véase|más información|nuestra web|"
    "de conformidad con|según|zum beispiel|z.b.|siehe|weitere informationen|gemäß|par exemple|voir|plus d'informations|"
    "conformément à|örneğin|bkz|ayrıntılı bilgi|uyarınca|informasi lebih lanjut|lihat|mais informações|por exemplo|"
    "nos termos d|ai sensi d|maggiori informazioni|ad esempio|disponibile sul sito|więcej informacji|参考|참고|문의|"
    "chi tiết xem|xem thêm";
constexpr std::string_view evidence =
    "evidence|screenshot|screenshots|screen shot|proof|attachment|virustotal|скриншот|скриншоты|снимок экрана|"
    "доказательств|скріншот|截图|截圖|证据|證據|captura|capturas|prueba|pruebas|bildschirmfoto|beweis|nachweis|"
    "capture d'écran|preuve|ekran görüntüsü|delil|comprovante|prova|bukti|tangkapan layar|証拠|증거";
constexpr std::string_view targeted =
    "url|urls|link|links|post|posts|account|accounts|profile|profiles|video|videos|comment|comments|channel|"
    "channels|repository|repositories|beitrag|beiträge|profil|profile|konto|publicación|publicaciones|cuenta|"
    "cuentas|perfil|publication|compte|comptes|profilo|post|posts|gönderi|hesap|hesabı|akun|unggahan|帖子|帐号|账号|"
    "帳號|"
    "投稿|アカウント|계정|منشور|حساب|url-адрес|url-адресу|following sites|following site|following websites|following "
    "website|"
    "website|web-site|webpage|web-page|web page|page|pages|resource|resources|domain|domains|content|hosted|located on|"
    "located at|网站|網站|页面|链接|連結|網址|网址|以下链接|下列链接|enlace|enlaces|sitio|sitios|página|páginas|"
    "dirección|direcciones|seite|seiten|webseite|webseiten|adresse|adressen|inhalt|inhalte|lien|liens|site|sites|"
    "adresses|contenu|contenus|bağlantı|bağlantılar|adres|adresi|adresleri|sitesi|internet sitesi|conteúdo|conteúdos|"
    "endereço|endereços|contenuto|contenuti|indirizzo|indirizzi|pagina|pagine|sito|siti|tautan|situs|konten|laman|"
    "đường dẫn|liên kết|trang web|サイト|ページ|リンク|アドレス|사이트|페이지|링크|주소|게시물|الروابط|الرابط|الموقع|"
    "المواقع|المحتوى|קישור|קישורים|אתר|ลิงก์|เว็บไซต์";
// Parts of words of languages that bend them.
constexpr std::string_view targeted_stems =
    "указател|страниц|ресурс|публикаци|аккаунт|профил|допис|обліков|сайт|ссылк|по "
    "адресу|адрес|домен|сторінк|посилан|strony|stron|stránk|odkaz|adres ";
constexpr std::string_view demanded_stems =
    "remove|removal|take down|takedown|taken "
    "down|delete|deletion|disable|block|restrict|withhold|suspend|удал|ограничи|"
    "заблокир|блокиров|видал|обмеж|заблоку|删除|刪除|屏蔽|封禁|下架|移除|elimin|retir|bloque|bloqu|remov|suprim|"
    "löschen|"
    "löschung|entfern|sperr|supprim|rimuov|rimozione|disabilit|kaldır|engelle|hapus|blokir|putus|gỡ "
    "bỏ|xóa|chặn|削除|遮断|"
    "삭제|차단|usun|zablok|odstr|حجب|إزالة|حذف|הסר|ลบ|ระงับ";
constexpr std::string_view states =
    "|removed|blocked|deleted|taken down|restricted|disabled|offline|closed|resolved|done|inactive|удалено|удалена|"
    "удалён|удален|заблокировано|заблокирована|ограничен|видалено|已删除|已刪除|已屏蔽|已处理|eliminado|bloqueado|"
    "gelöscht|gesperrt|supprimé|bloqué|kaldırıldı|engellendi|removido|rimosso|dihapus|削除済み|삭제됨|";
constexpr std::string_view state_heads =
    "status|state|статус|состояние|стан|状态|狀態|处理情况|estado|situação|stato|statut|état|durum|状況|상태";
constexpr std::string_view between_items =
    "|and|or|as well "
    "as|и|или|та|або|y|o|e|ou|und|oder|et|ve|veya|dan|atau|và|i|oraz|και|و|および|及び|와|및|和|及|与|或|以及|";

constexpr std::string_view farewells =
    "best regards|kind regards|regards|sincerely|yours faithfully|yours truly|best wishes|respectfully|best,|"
    "thank you for your cooperation|с уважением|з повагою|此致|敬礼|谢谢|顺颂|atentamente|un saludo|saludos|"
    "mit freundlichen grüßen|cordialement|veuillez agréer|saygılarımla|saygılarımızla|duly signed electronically by|"
    "подписано квалифицированной электронной подписью|atenciosamente|cordiali saluti|distinti saluti|hormat kami|"
    "trân trọng|med venlig hilsen|med vänlig hälsning|z poważaniem|s pozdravom|s pozdravem|敬具|감사합니다|끝.|"
    "ขอแสดงความนับถือ|مع التحية|بכבוד רב|met vriendelijke groet";

bool has_part(std::string_view text, std::string_view parts) {
  while (const auto each = take_phrase(parts)) {
    if (text.find(*each) != std::string_view::npos) return true;
  }
  return false;
}

bool is_one_of(std::string_view text, std::string_view all) {
  return !text.empty() && text.find('|') == std::string_view::npos &&
         all.find("|" + std::string(text) + "|") != std::string_view::npos;
}

// Digits, points, bullets, quotation marks of any script: no letter.
bool is_symbols(std::string_view word) {
  while (!word.empty()) {
    const auto c = ledger::take_code_point(word);
    if (!c) return false;
    const bool ascii = *c < 0x80 && !((*c >= U'a' && *c <= U'z') || (*c >= U'A' && *c <= U'Z'));
    const bool wide = (*c >= 0x80 && *c < 0xC0) || (*c >= 0x2000 && *c <= 0x2BFF) || (*c >= 0x3000 && *c <= 0x303F) ||
                      (*c >= 0xFE10 && *c <= 0xFE6F) || (*c >= 0xFF00 && *c <= 0xFF20) ||
                      (*c >= 0xFF3B && *c <= 0xFF40) || (*c >= 0xFF5B && *c <= 0xFF65) || *c == 0x30FB;
    if (!ascii && !wide) return false;
  }
  return true;
}

std::string_view without_marks(std::string_view text) {
  constexpr std::string_view marks = " \t\n.,;:!()[]*_\"'-";
  const std::size_t first = text.find_first_not_of(marks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(marks) - first + 1);
}

}  // namespace

bool says_restricted(std::string_view sentence) {
  const bool thanks = has_part(sentence, "thank|благодар|дякуємо|gracias|danke|merci");
  if (thanks && has_any(sentence, thanked) && !has_any(sentence, not_yet)) return true;
  const std::size_t limited = find_any(sentence, restricted);
  return limited != std::string_view::npos && !has_any(sentence.substr(limited), restored);
}

bool says_genuine(std::string_view sentence) {
  return has_any(sentence, genuine) && !has_part(sentence, impostor);
}

bool says_original_site(std::string_view sentence) {
  const std::size_t at = find_any(sentence, originals);
  return at != std::string_view::npos && has_any(sentence.substr(at, near_bytes), sites) &&
         !has_part(sentence, impostor);
}

bool says_referred(std::string_view sentence) {
  return has_any(sentence, referred);
}

bool says_evidence(std::string_view sentence) {
  return has_any(sentence, evidence);
}

bool says_target(std::string_view sentence) {
  return has_any(sentence, targeted) || has_part(sentence, targeted_stems) || has_part(sentence, demanded_stems);
}

bool is_restricted_state(std::string_view cell) {
  return is_one_of(without_marks(cell), states) || says_restricted(cell);
}

bool heads_states(std::string_view head) {
  return has_any(head, state_heads);
}

bool heads_genuine(std::string_view head) {
  return has_any(head, victims) || (has_any(head, genuine_heads) && !has_part(head, impostor));
}

bool marks_genuine(std::string_view behind) {
  behind.remove_prefix(std::min(behind.find_first_not_of(" *_\"'"), behind.size()));
  std::string_view marks = genuine_marks;
  while (const auto each = take_phrase(marks)) {
    if (behind.starts_with(*each)) return true;
  }
  return false;
}

bool says_farewell(std::string_view text) {
  return has_any(text, farewells);
}

std::vector<std::size_t> farewells_in(std::string_view text) {
  std::vector<std::size_t> out;
  std::string_view words = farewells;
  while (const auto each = take_phrase(words)) {
    for (std::size_t at = find_words(text, *each); at != std::string_view::npos;
         at = find_words(text, *each, at + each->size())) {
      out.push_back(at);
    }
  }
  std::ranges::sort(out);
  return out;
}

bool is_list_mark(std::string_view word) {
  if (is_symbols(word) || is_one_of(without_marks(word), between_items)) return true;
  const std::size_t last = word.find_last_not_of("*_");
  const bool closed = last != std::string_view::npos &&
                      (std::string_view(").:-").find(word[last]) != std::string_view::npos || word.ends_with("、"));
  if (!closed) return false;
  const std::string_view name = without_marks(word.ends_with("、") ? word.substr(0, word.size() - 3) : word);
  if (has_part(name, "一|二|三|四|五|六|七|八|九|十")) return name.size() <= 6;
  if (name.size() == 2 && static_cast<unsigned char>(name[0]) >= 0xC3) return true;  // "а)", "б)"
  if (name.size() > 4 || !std::ranges::all_of(name, is_ascii_alnum)) return false;
  return name.size() == 1 || name.find_first_not_of("ivxlIVXL") == std::string_view::npos ||
         name.find_first_of("0123456789") != std::string_view::npos || name == "no" || name == "No";
}

bool is_only_marks(std::string_view text) {
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t\n,;/|&");
    if (begin == std::string_view::npos) return true;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(" \t\n,;/|&"));
    if (!is_list_mark(word)) return false;
    text.remove_prefix(word.size());
  }
}

}  // namespace ringfence::intake
