#include "demand/intake/address_end.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "demand/intake/fold.h"
#include "ledger/utf8.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t wrapped_line = 60;       // shorter lines are not broken by a mail program
constexpr std::size_t quoted_printable = 70;   // its lines have 76
constexpr std::size_t bracketed_bytes = 2048;  // of an address in <> that is broken

enum class Letter { none, ideograph, other };

// What a character beyond ASCII can be in an address.
Letter letter_kind(char32_t c) {
  const bool symbol = c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2E7F) ||
                      (c >= 0x3000 && c <= 0x303F) || (c >= 0xFE10 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF0F) ||
                      (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65);
  if (symbol) return Letter::none;
  return c >= 0x1100 && (c < 0x1200 || c >= 0x2E80) ? Letter::ideograph : Letter::other;
}

std::string_view line_of(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, std::min(text.find('\n', at), text.size()) - begin);
}

bool begins_address(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  if (scheme_length(text, at) > 0) return true;
  const std::string next = lower_ascii(text.substr(at, 24));
  return next.starts_with("www.") || next.starts_with("github.com/") || next.starts_with("gist.github.com/") ||
         next.starts_with("raw.githubusercontent.com/");
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t from, std::size_t body)
      : text_(text), from_(from), at_(body), written_(text.substr(from, body - from)) {
    bracketed_ = from > 0 && text[from - 1] == '<';
  }

  Span run() {
    while (at_ < text_.size() && (text_[at_] == '\n' ? join_lines() : take())) {
    }
    trim();
    return {std::move(written_), at_};
  }

 private:
  bool take() {
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) >= 0x80) return take_letter();
    if (c <= ' ' || c == 0x7F || std::string_view("<>\"`|{}^\\[]'*").find(c) != std::string_view::npos) return false;
    if (c == '(') ++depth_;
    if (c == ')' && --depth_ < 0) return false;
    if ((c == ',' || c == ';') && (begins_address_behind(at_ + 1) || ends_value(c))) return false;
    const char last = written_.empty() ? ' ' : written_.back();
    const bool inside = std::string_view("/=?&:%@").find(last) != std::string_view::npos;
    if (!inside && at_ > from_ && scheme_length(text_, at_) > 0) return false;
    written_.push_back(c);
    ++at_;
    ideographs_ = false;
    return true;
  }

  // A semicolon goes on only to another parameter; a comma ends what stands in a column of values.
  [[nodiscard]] bool ends_value(char mark) {
    if (mark == ',') {
      if (!column_) column_ = is_in_column();
      return *column_ || begins_words(at_ + 1);
    }
    std::size_t name = at_ + 1;
    while (name < text_.size() && (is_ascii_alnum(text_[name]) || text_[name] == '_' || text_[name] == '-')) ++name;
    return name == at_ + 1 || name >= text_.size() || text_[name] != '=';
  }

  // "…/b,and the page": a word, and more words behind it.
  [[nodiscard]] bool begins_words(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && is_ascii_alnum(text_[end]) && (text_[end] < '0' || text_[end] > '9')) ++end;
    return end > at + 1 && end + 1 < text_.size() && text_[end] == ' ' && is_ascii_alnum(text_[end + 1]);
  }

  // "2,https://…,x", or a line that begins with the address and has as many commas as the one above or below.
  [[nodiscard]] bool is_in_column() const {
    std::size_t before = from_;
    while (before > 0 && (text_[before - 1] == '"' || text_[before - 1] == '\'')) --before;
    if (before > 0 && text_[before - 1] == ',') return true;
    if (before > 0 && text_[before - 1] != '\n') return false;
    const std::size_t end = std::min(text_.find('\n', from_), text_.size());
    const auto commas = [](std::string_view line) { return std::ranges::count(line, ','); };
    const auto own = commas(text_.substr(before, end - before));
    return (before > 1 && commas(line_of(text_, before - 1)) == own) ||
           (end + 1 < text_.size() && commas(line_of(text_, end + 1)) == own);
  }

  // ";(b)https://…", ",2.https://…"
  bool begins_address_behind(std::size_t at) const {
    for (std::size_t marks = 0; marks <= 4; ++marks) {
      if (begins_address(text_, at + marks)) return true;
      if (at + marks < text_.size() && text_[at + marks] == ' ') return false;
    }
    return false;
  }

  // Chinese runs on behind an address without a blank: it belongs to it only where a part of it begins.
  bool take_letter() {
    std::string_view rest = text_.substr(at_);
    const auto point = ledger::take_code_point(rest);
    if (!point) return false;
    const Letter kind = letter_kind(*point);
    if (kind == Letter::none) return false;
    const char last = written_.empty() ? '/' : written_.back();
    const bool part_begins = std::string_view("/=-_%+&").find(last) != std::string_view::npos;
    if (kind == Letter::ideograph && !ideographs_ && !part_begins) return false;
    const std::size_t length = text_.size() - at_ - rest.size();
    written_ += text_.substr(at_, length);
    at_ += length;
    ideographs_ = kind == Letter::ideograph;
    return true;
  }

  bool join_lines() {
    std::size_t next = at_ + 1;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t')) ++next;
    if (next >= text_.size() || text_[next] == '\n' || begins_address(text_, next)) return false;
    const bool quoted = written_.ends_with('=') && line_of(text_, at_).size() >= quoted_printable;
    if (!quoted && !bracket_closes(next) && !wraps(next)) return false;
    if (quoted) written_.pop_back();
    at_ = next;
    return true;
  }

  bool bracket_closes(std::size_t next) const {
    if (!bracketed_) return false;
    const std::string_view ahead = text_.substr(next, bracketed_bytes);
    const std::size_t end = ahead.find_first_of("> \n");
    return end != std::string_view::npos && ahead[end] == '>' && end > 0;
  }

  // A long line that ends within an address, and a next one that begins with what can only be more of it.
  bool wraps(std::size_t next) const {
    if (std::string_view("/-_=&?%+").find(written_.back()) == std::string_view::npos) return false;
    if (line_of(text_, at_).size() < wrapped_line) return false;
    const std::string_view ahead = text_.substr(next);
    const std::string_view word = ahead.substr(0, std::min(ahead.find_first_of(" \t\n"), ahead.size()));
    const bool more = std::ranges::all_of(word, [](char c) {
      return is_ascii_alnum(c) || std::string_view("/-_=&?%+.~#").find(c) != std::string_view::npos;
    });
    if (!more || word.empty() || !is_ascii_alnum(word[0])) return false;
    const std::string_view inner = word.ends_with('.') ? word.substr(0, word.size() - 1) : word;
    return inner.find_first_of("/_=&%.0123456789") != std::string_view::npos &&
           inner.find_first_not_of("0123456789.") != std::string_view::npos;
  }

  void trim() {
    const bool emphasised = from_ > 0 && text_[from_ - 1] == '_';
    while (!written_.empty()) {
      const char last = written_.back();
      const bool mark = std::string_view(".,;:!?~").find(last) != std::string_view::npos || (last == '_' && emphasised);
      const bool opened = last == '(';
      if (!mark && !opened) break;
      written_.pop_back();
      --at_;
    }
  }

  std::string_view text_;
  std::size_t from_;
  std::size_t at_;
  std::string written_;
  int depth_ = 0;
  bool bracketed_ = false;
  bool ideographs_ = false;
  std::optional<bool> column_;  // of values that commas separate
};

}  // namespace

bool is_ascii_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t scheme_length(std::string_view text, std::size_t at) {
  if (at >= text.size() || std::string_view("hHgGsSfF").find(text[at]) == std::string_view::npos) return 0;
  const std::string begin = lower_ascii(text.substr(at, 12));
  for (const std::string_view scheme :
       {"http://", "https://", "hxxp://", "hxxps://", "git://", "ssh://", "ftp://", "git+https://", "git+ssh://"}) {
    if (begin.starts_with(scheme)) return scheme.size();
  }
  return 0;
}

Span read_address(std::string_view text, std::size_t from, std::size_t body) {
  return Reader(text, from, body).run();
}

}  // namespace ringfence::intake
