#include "demand/intake/redaction.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "demand/intake/address_end.h"
#include "demand/intake/cues.h"
#include "demand/intake/fold.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t mark_bytes = 32;   // of a word in brackets
constexpr std::size_t lead_bytes = 200;  // of the words before a mark
constexpr std::size_t blank_lines = 3;   // between a mark and the list that it is of
constexpr std::string_view marks =
    "[private]|[redacted]|[removed]|[invalid]|[deleted]|[censored]|[withheld]|[omitted]|[private information]|"
    "[удалено]|[скрыто]|[приватно]|[вилучено]|[приховано]|[已删除]|[已編輯]|[隐私]|[redactado]|[privado]|[censuré]|"
    "[masqué]|[geschwärzt]|[entfernt]|[gizlendi]|[비공개]|[非公開]|(redacted)|<redacted>|█|▇|■■";
constexpr std::string_view leads =
    "url|urls|link|links|link(s)|page|pages|website|websites|repository|repositories|repo|github|указател|страниц|"
    "ссылк|"
    "репозитор|сайт|ресурс|сторінк|посилан|链接|網址|网址|仓库|enlace|repositorio|página|dépôt|lien|webseite|bağlantı";
constexpr std::string_view not_addresses =
    "mail|e-mail|email|tel|phone|fax|contact|направлено на адрес|почт|телефон|邮箱|电话|correo|teléfono|telefon";

std::size_t mark_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || std::string_view("[(<\xE2").find(text[at]) == std::string_view::npos) return 0;
  const bool other = text[at] == '(' || text[at] == '<';  // of which few words are marks
  if (other && (at + 1 >= text.size() || (text[at + 1] | 0x20) != 'r')) return 0;
  std::string_view rest = marks;
  const std::string here = fold(text.substr(at, 64)).text;
  while (const auto each = take_phrase(rest)) {
    if (here.starts_with(*each)) return each->size();
  }
  return 0;
}

// "[some words]" that is no link.
bool is_bracketed_word(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '[') return false;
  const std::string_view inside = text.substr(at + 1, mark_bytes);
  const std::size_t close = inside.find(']');
  if (close == std::string_view::npos || close == 0 || inside.substr(close + 1).starts_with('(')) return false;
  return std::ranges::all_of(inside.substr(0, close), [](unsigned char c) {
    return c == ' ' || c == '_' || c >= 0x80 || (is_ascii_alnum(static_cast<char>(c)) && (c < '0' || c > '9'));
  });
}

std::string_view line_before(std::string_view text, std::size_t begin) {
  if (begin == 0) return {};
  const std::size_t end = begin - 1;
  const std::size_t before = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
  return text.substr(before == std::string_view::npos ? 0 : before + 1,
                     end - (before == std::string_view::npos ? 0 : before + 1));
}

class Marks {
 public:
  Marks(std::string_view text, const std::vector<std::size_t>& begins) : text_(text), begins_(begins) {}

  std::vector<std::size_t> run() {
    std::vector<std::size_t> out;
    for (std::size_t at = next(0); at != std::string_view::npos;) {
      std::size_t length = 0;
      while (const std::size_t more = mark_at(text_, at + length)) length += more;  // "██" is one
      const bool joined = at > 0 && (is_ascii_alnum(text_[at - 1]) || text_[at - 1] == '/');
      if (length > 0 && !joined && (is_in_list(at, at + length) || is_led_to(at))) out.push_back(at);
      at = next(at + std::max<std::size_t>(length, 1));
    }
    return out;
  }

 private:
  [[nodiscard]] std::size_t next(std::size_t from) const { return text_.find_first_of("[(<\xE2", from); }

  [[nodiscard]] bool begins_address(std::string_view line) const {
    const auto from = static_cast<std::size_t>(line.data() - text_.data());
    const auto first = std::ranges::lower_bound(begins_, from);
    return first != begins_.end() && *first < from + line.size() && is_only_marks(text_.substr(from, *first - from));
  }

  // Alone on its line, with an address or another mark that begins a line right above or below.
  [[nodiscard]] bool is_in_list(std::size_t from, std::size_t to) {
    const std::size_t before = from == 0 ? std::string_view::npos : text_.rfind('\n', from - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(text_.find('\n', to), text_.size());
    if (end - begin > 2 * lead_bytes || !is_only_marks(text_.substr(begin, from - begin)) ||
        !is_only_marks(text_.substr(to, end - to))) {
      return false;
    }
    const bool listed = (last_listed_ && begin - *last_listed_ < blank_lines + 1) || beside(begin, end);
    if (listed) last_listed_ = end;
    return listed;
  }

  [[nodiscard]] bool beside(std::size_t begin, std::size_t end) const {
    std::string_view line = line_before(text_, begin);
    for (std::size_t blank = 0; blank < blank_lines && begin > 0 && is_only_marks(line); ++blank) {
      begin -= std::min(begin, line.size() + 1);
      if (begins_address(line)) return true;
      line = line_before(text_, begin);
    }
    if (begins_address(line)) return true;
    for (std::size_t blank = 0; blank < blank_lines && end < text_.size(); ++blank) {
      const std::size_t next_end = std::min(text_.find('\n', end + 1), text_.size());
      line = text_.substr(end + 1, next_end - end - 1);
      if (begins_address(line)) return true;
      if (!is_only_marks(line)) return false;
      end = next_end;
    }
    return false;
  }

  // "page link: [private]"
  [[nodiscard]] bool is_led_to(std::size_t from) const {
    std::size_t begin = from > lead_bytes ? from - lead_bytes : 0;
    if (const auto after = std::ranges::lower_bound(begins_, from); after != begins_.begin()) {
      begin = std::max(begin, std::min(text_.find_first_of(" \n", *std::prev(after)), from));
    }
    while (begin < from && (static_cast<unsigned char>(text_[begin]) & 0xC0U) == 0x80U) ++begin;
    const std::string_view window = text_.substr(begin, from - begin);
    const std::size_t line = window.rfind('\n');
    const std::string folded = fold(line == std::string_view::npos ? window : window.substr(line + 1)).text;
    const std::size_t stop = folded.rfind(". ");
    const std::string_view sentence = std::string_view(folded).substr(stop == std::string::npos ? 0 : stop);
    std::string_view words = leads;
    while (const auto each = take_phrase(words)) {
      const std::size_t at =
          static_cast<unsigned char>(each->front()) < 0x80 ? find_words(sentence, *each) : sentence.find(*each);
      if (at != std::string_view::npos) return !has_any(sentence.substr(at), not_addresses);
    }
    return false;
  }

  std::string_view text_;
  const std::vector<std::size_t>& begins_;
  std::optional<std::size_t> last_listed_;  // the end of its line
};

}  // namespace

bool is_cut(std::string_view text, std::size_t from, std::size_t to) {
  if (to >= text.size() || to == 0) return false;
  if (mark_at(text, to) > 0) return true;
  const std::string_view behind = text.substr(to, 4);
  if (behind.starts_with("...") || behind.starts_with("…")) return true;
  const bool open = std::string_view("/=-?&").find(text[to - 1]) != std::string_view::npos;
  const bool emphasised = from > 0 && text[from - 1] == '*';
  if (open && !emphasised && behind.starts_with("***")) return true;
  return open && is_bracketed_word(text, to);
}

std::vector<std::size_t> cut_whole(std::string_view text, const std::vector<std::size_t>& begins) {
  return Marks(text, begins).run();
}

}  // namespace ringfence::intake
