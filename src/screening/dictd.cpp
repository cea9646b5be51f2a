#include "screening/dictd.h"

#include <algorithm>

#include "screening/unicode.h"

namespace ringfence::screening {

namespace {

constexpr std::size_t least_english = 3, least_foreign = 2, longest_word = 64;

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view around = " \t\r.:\"";
  while (!text.empty() && around.find(text.front()) != around.npos) text.remove_prefix(1);
  while (!text.empty() && around.find(text.back()) != around.npos) text.remove_suffix(1);
  return text;
}

bool is_english(std::string_view text) {
  const auto spaces = std::ranges::count(text, ' ');
  return text.size() >= least_english && text.size() <= longest_word && spaces <= 1 &&
         std::ranges::all_of(text, [](char c) { return is_ascii_letter(c) || c == ' '; });
}

bool is_foreign_word(std::string_view text) {
  if (text.size() > longest_word || text.find(' ') != text.npos) return false;
  const std::u32string points = to_code_points(text);
  return points.size() >= least_foreign && std::ranges::all_of(points, [](char32_t c) {
           const Script script = script_of(c);
           return script != Script::latin && script != Script::digit && script != Script::other;
         });
}

// What stands in brackets is about the word: an explanation, how it is pronounced.
std::string without_asides(std::string_view line) {
  std::string out;
  char until = 0;
  for (const char c : line) {
    if (until != 0) {
      if (c == until) until = 0;
      continue;
    }
    until = c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : '\0';
    if (until == 0) out += c;
  }
  return out;
}

// Labels: "_тех.", "_n.", "_I".
std::string without_labels(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '_') {
      while (at < line.size() && line[at] != ' ' && line[at] != '.') ++at;
      if (at < line.size() && line[at] == '.') ++at;
    } else {
      out += line[at++];
    }
  }
  return out;
}

// "1. ", "2) ", "а) "
std::string_view without_number(std::string_view line) {
  line = trim(line);
  const std::size_t end = line.find_first_of(".)>");
  if (end == line.npos || end > 3) return line;
  return trim(line.substr(end + 1));
}

class Reader {
 public:
  explicit Reader(bool is_indented) : is_indented_(is_indented) {}

  void read(std::string_view line) {
    if (line.empty()) return;
    if (is_head(line)) {
      head_ = trim(is_indented_ ? line : line.substr(0, line.find(" /")));
      head_is_english_ = is_english(head_);
      rank_ = 0;
      return;
    }
    const bool is_example = !is_indented_ && line.front() == ' ';
    if (!head_.empty() && !is_example) read_meanings(line);
  }
  std::vector<Translation> take() { return std::move(found_); }

 private:
  // "word /wˈɜːd/ <N>" of FreeDict, or a line that is not indented.
  [[nodiscard]] bool is_head(std::string_view line) const {
    if (line.front() == ' ' || line.front() == '\t') return false;
    if (is_indented_) return true;
    const std::size_t slash = line.find(" /");
    return slash != line.npos && line.find('/', slash + 2) != line.npos;
  }
  void read_meanings(std::string_view line) {
    const std::string plain = without_labels(without_asides(line));
    std::string_view rest = without_number(plain);
    while (!rest.empty()) {
      std::size_t end = rest.find_first_of(",;~"), width = 1;
      for (const std::string_view comma : {"،", "؛"}) {
        if (const std::size_t at = rest.find(comma); at < end) end = at, width = comma.size();
      }
      const std::string_view each = trim(rest.substr(0, end));
      // An example in the other language ends what the line says of meanings.
      if (is_indented_ && std::ranges::any_of(each, is_ascii_letter)) return;
      add(each);
      if (end == rest.npos) return;
      rest.remove_prefix(std::min(rest.size(), end + width));
    }
  }
  void add(std::string_view each) {
    if (head_is_english_ && is_foreign_word(each)) found_.push_back({std::string(each), std::string(head_), rank_++});
    if (!head_is_english_ && is_english(each) && is_foreign_word(head_))
      found_.push_back({std::string(head_), std::string(each), rank_++});
  }

  bool is_indented_;
  std::string_view head_;
  bool head_is_english_ = false;
  unsigned rank_ = 0;
  std::vector<Translation> found_;
};

std::string_view beginning_of(std::string_view text) {
  constexpr std::size_t enough = 400;
  return text.substr(0, enough);
}

}  // namespace

bool is_dictd(std::string_view text) {
  return beginning_of(text).find("00-database") != text.npos;
}

std::vector<Translation> translations_in(std::string_view dictd) {
  // Mueller's has its meanings indented; what is indented in FreeDict's are examples.
  Reader reader(beginning_of(dictd).find("Mueller") != dictd.npos);
  while (!dictd.empty()) {
    const std::string_view line = dictd.substr(0, dictd.find('\n'));
    dictd.remove_prefix(std::min(dictd.size(), line.size() + 1));
    reader.read(line);
  }
  return reader.take();
}

}  // namespace ringfence::screening
