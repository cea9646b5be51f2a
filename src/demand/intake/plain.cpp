#include "demand/intake/plain.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/ascii.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t tag_bytes = 4096;  // a longer one is text
constexpr std::string_view tags =
    "|a|abbr|b|blockquote|body|br|center|code|dd|del|details|div|dl|dt|em|font|footer|h1|h2|h3|h4|h5|h6|head|header|hr|"
    "html|i|img|ins|kbd|li|mark|ol|p|pre|s|section|small|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|th|"
    "thead|title|tr|tt|u|ul|";
struct Replaced {
  std::string_view written;
  std::string_view meant;
};
constexpr std::array<Replaced, 29> replacements = {
    {{"&amp;", "&"},       {"&lt;", "<"},        {"&gt;", ">"},        {"&quot;", "\""},     {"&nbsp;", " "},
     {"&#39;", "'"},       {"&#47;", "/"},       {"&#x2f;", "/"},      {"&#58;", ":"},       {"&#x3a;", ":"},
     {"&#46;", "."},       {"&#38;", "&"},       {"&sol;", "/"},       {"&colon;", ":"},     {"[:]", ":"},
     {"[://]", "://"},     {"[:/]", ":/"},       {"[.]", "."},         {"(.)", "."},         {"{.}", "."},
     {"[dot]", "."},       {"(dot)", "."},       {"\xE2\x80\x8B", ""}, {"\xE2\x80\x8C", ""}, {"\xE2\x80\x8D", ""},
     {"\xE2\x81\xA0", ""}, {"\xEF\xBB\xBF", ""}, {"\xC2\xAD", ""},     {"\xC2\xA0", " "}}};

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_punctuation(char c) {
  return c > ' ' && c < 0x7F && !is_alnum(c);
}

// The end of the tag that begins at `at`; nothing where none does. <https://…> and <Some Act> are none.
std::optional<std::size_t> tag_end(std::string_view text, std::size_t at) {
  std::size_t name = at + 1;
  if (name < text.size() && text[name] == '/') ++name;
  std::size_t after = name;
  while (after < text.size() && is_alnum(text[after])) ++after;
  if (after == name || after >= text.size() || after - name > 10) return std::nullopt;
  const std::string known = "|" + lower_ascii(text.substr(name, after - name)) + "|";
  if (tags.find(known) == std::string_view::npos) return std::nullopt;
  if (std::string_view(" \t\n/>").find(text[after]) == std::string_view::npos) return std::nullopt;
  const std::size_t close = text.substr(0, std::min(text.size(), at + tag_bytes)).find('>', after);
  return close == std::string_view::npos ? std::nullopt : std::optional(close + 1);
}

// The value of an attribute: where it stands in `tag`, and how long it is.
std::optional<std::pair<std::size_t, std::size_t>> attribute(std::string_view tag, std::string_view name) {
  const std::string lowered = lower_ascii(tag);
  std::size_t at = lowered.find(name);
  if (at == std::string::npos || at == 0 || is_alnum(lowered[at - 1])) return std::nullopt;
  at += name.size();
  while (at < tag.size() && (tag[at] == ' ' || tag[at] == '=')) ++at;
  if (at >= tag.size()) return std::nullopt;
  const char quote = tag[at];
  const bool quoted = quote == '"' || quote == '\'';
  const std::size_t begin = quoted ? at + 1 : at;
  const std::size_t end = quoted ? tag.find(quote, begin) : tag.find_first_of(" >", begin);
  if (end == std::string_view::npos) return std::nullopt;
  return std::pair(begin, end - begin);
}

// "https: //", "https : // " and the full-width colon: how long it is; nothing where it is none, or needs no mending.
std::optional<std::size_t> broken_scheme(std::string_view text, std::size_t at) {
  const std::string scheme = lower_ascii(text.substr(at, 5));
  std::size_t next = at + (scheme.starts_with("https") ? 5 : scheme.starts_with("http") ? 4 : 0);
  if (next == at) return std::nullopt;
  const auto skip_blanks = [&] {
    while (next < text.size() && text[next] == ' ') ++next;
  };
  skip_blanks();
  if (text.substr(next).starts_with("\xEF\xBC\x9A")) {
    next += 3;
  } else if (text.substr(next).starts_with(":")) {
    ++next;
  } else {
    return std::nullopt;
  }
  skip_blanks();
  if (text.substr(next).starts_with("//")) {
    next += 2;
  } else if (text.substr(next).starts_with("\xEF\xBC\x8F\xEF\xBC\x8F")) {
    next += 6;
  } else {
    return std::nullopt;
  }
  skip_blanks();
  if (next >= text.size() || !is_alnum(text[next])) return std::nullopt;
  return next - at;
}

class Plain {
 public:
  explicit Plain(std::string_view text) : text_(text) {
    out_.text.reserve(text.size());
    out_.origin.reserve(text.size());
  }

  Mapped run() {
    at_ = 0;
    skip_quotation();
    while (at_ < text_.size()) {
      if (!comment() && !tag() && !scheme() && !replacement() && !escape() && !end_of_line_in_table()) {
        out_.add(text_[at_], at_);
        ++at_;
      }
      if (text_[at_ - 1] == '\n') skip_quotation();
    }
    return std::move(out_);
  }

 private:
  void skip_quotation() {
    std::size_t next = at_;
    std::size_t marks = at_;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t' || text_[next] == '>')) {
      if (text_[next++] == '>') marks = next;
    }
    at_ = marks;
  }

  bool comment() {
    if (comments_end_ || !text_.substr(at_).starts_with("<!--")) return false;
    const std::size_t end = text_.find("-->", at_ + 4);
    comments_end_ = end == std::string_view::npos;
    if (comments_end_) return false;
    at_ = end + 3;
    return true;
  }

  bool tag() {
    if (text_[at_] != '<') return false;
    const auto end = tag_end(text_, at_);
    if (!end) return false;
    const std::string_view whole = text_.substr(at_, *end - at_);
    out_.add(cell_mark(whole), at_);
    for (const std::string_view name : {"href", "src"}) {
      if (const auto value = attribute(whole, name)) {
        out_.add(name == "src" ? "![](" : "<", at_);
        std::size_t from = at_ + value->first;
        for (const std::size_t close = from + value->second; from < close;) {
          const auto meant = replaced(from);
          if (meant) out_.add(meant->meant, from);
          if (!meant) out_.add(text_[from], from);
          from += meant ? meant->written.size() : 1;
        }
        out_.add(name == "src" ? ") " : "> ", from);
      }
    }
    at_ = *end;
    return true;
  }

  // A table of HTML becomes one of lines and bars.
  std::string_view cell_mark(std::string_view tag) {
    const std::string name = lower_ascii(tag.substr(0, tag.find_first_of(" \t\n>", 1)));
    if (name == "<td" || name == "<th") return " | ";
    if (name == "<table" || name == "</table") in_table_ = name == "<table";
    if (name == "</tr" || name == "</table") in_row_ = false;
    if (name != "<tr" && name != "</table") return " ";
    in_row_ = name == "<tr";
    const std::size_t last = out_.text.find_last_not_of(' ');
    return last == std::string::npos || out_.text[last] == '\n' ? " " : "\n";
  }

  bool end_of_line_in_table() {
    if ((!in_row_ && !in_table_) || text_[at_] != '\n') return false;
    const std::size_t before = at_ == 0 ? std::string_view::npos : text_.find_last_not_of(" \t", at_ - 1);
    if (before == std::string_view::npos || text_[before] != '>') return false;
    out_.add(' ', at_);
    ++at_;
    return true;
  }

  bool scheme() {
    if ((text_[at_] != 'h' && text_[at_] != 'H') || (at_ > 0 && is_alnum(text_[at_ - 1]))) return false;
    const auto length = broken_scheme(text_, at_);
    if (!length) return false;
    const bool secure = lower_ascii(text_.substr(at_, 5)) == "https";
    out_.add(secure ? "https://" : "http://", at_);
    at_ += *length;
    return true;
  }

  [[nodiscard]] std::optional<Replaced> replaced(std::size_t at) const {
    if (std::string_view("&[({\xE2\xEF\xC2").find(text_[at]) == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text_.substr(at, 8);
    for (const Replaced& each : replacements) {
      if (equal_but_case(rest.substr(0, each.written.size()), each.written)) return each;
    }
    return std::nullopt;
  }

  bool replacement() {
    const auto meant = replaced(at_);
    if (!meant) return false;
    out_.add(meant->meant, at_);
    at_ += meant->written.size();
    return true;
  }

  bool escape() {
    if (text_[at_] != '\\' || at_ + 1 >= text_.size() || !is_punctuation(text_[at_ + 1])) return false;
    out_.add(text_[at_ + 1], at_ + 1);
    at_ += 2;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool in_table_ = false;
  bool in_row_ = false;
  bool comments_end_ = false;  // none that begins from here on is ever closed
  Mapped out_;
};

}  // namespace

Mapped plain_text(std::string_view text) {
  return Plain(text).run();
}

}  // namespace ringfence::intake
