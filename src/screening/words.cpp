#include "screening/words.h"

#include <array>

namespace ringfence::screening {

namespace {

bool is_inside_word(char32_t c) {
  return c == U'\'' || c == U'’' || c == U'ʼ' || c == U'`' || c == U'ʻ' || c == U'‘' || c == U'ʹ' || c == U'´';
}

// Combining marks belong to the word that they stand in.
bool is_mark(char32_t c) {
  return c >= 0x300 && c <= 0x36F;
}

Script kind_of(char32_t c) {
  const Script script = script_of(c);
  return script == Script::kana ? Script::han : script;  // Japanese writes both in one word
}

// "l l c", each with its dot, is one word; so is "o.o.o".
bool is_dotted(const std::u32string& text, std::size_t at) {
  return at + 1 < text.size() && kind_of(text[at]) != Script::none && !is_unspaced(kind_of(text[at])) &&
         text[at + 1] == U'.' && (at == 0 || kind_of(text[at - 1]) == Script::none);
}

// Cyrillic letters that look like Latin ones: a name with both in one word was mistyped, or disguised.
char32_t latin_lookalike(char32_t c) {
  static constexpr std::u32string_view cyrillic = U"аеорсухіјѕ", latin = U"aeopcyxijs";
  const std::size_t at = cyrillic.find(c);
  return at == std::u32string_view::npos ? 0 : latin[at];
}

std::u32string without_lookalikes(std::u32string text) {
  for (std::size_t first = 0; first < text.size();) {
    std::size_t end = first;
    bool has_latin = false, all_alike = true;
    for (; end < text.size() && (kind_of(text[end]) == Script::latin || kind_of(text[end]) == Script::cyrillic);
         ++end) {
      has_latin = has_latin || kind_of(text[end]) == Script::latin;
      all_alike = all_alike && (kind_of(text[end]) == Script::latin || latin_lookalike(text[end]) != 0);
    }
    for (std::size_t at = first; has_latin && all_alike && at < end; ++at) {
      if (const char32_t letter = latin_lookalike(text[at]); letter != 0) text[at] = letter;
    }
    first = std::max(end, first + 1);
  }
  return text;
}

class Cutter {
 public:
  explicit Cutter(std::string_view folded) : text_(without_lookalikes(to_code_points(folded))) {}

  std::vector<Word> words() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const char32_t c = text_[at];
      if (is_dotted(text_, at)) {
        at = read_dotted(at);
      } else if (c == U'&' || c == U'+') {
        close();
        if (c == U'&') words_.push_back({"and", Script::latin});
      } else if (const Script script = kind_of(c); script != Script::none) {
        const bool goes_on = script == script_ || (script == Script::digit && script_ == Script::latin) ||
                             (script == Script::latin && script_ == Script::digit);
        if (!open_.empty() && !goes_on) close();
        if (script == Script::latin) script_ = script;  // "54th", "3K"
        if (open_.empty()) script_ = script;
        open_ += c;
      } else if (is_inside_word(c) && script_ == Script::latin && (open_ == U"d" || open_ == U"l")) {
        open_.clear();  // French: "École d'Hydraulique"
      } else if (!is_inside_word(c) && !is_mark(c)) {
        close();
      }
    }
    close();
    return std::move(words_);
  }

 private:
  std::size_t read_dotted(std::size_t at) {
    close();
    script_ = kind_of(text_[at]);
    for (; is_dotted_on(at); at += 2) open_ += text_[at];
    // "S.p.A": the last letter may have no dot
    const bool last = at < text_.size() && open_.size() > 1 && kind_of(text_[at]) == script_ &&
                      (at + 1 == text_.size() || kind_of(text_[at + 1]) == Script::none);
    if (last) open_ += text_[at++];
    close();
    return at - 1;
  }
  [[nodiscard]] bool is_dotted_on(std::size_t at) const {
    return at + 1 < text_.size() && text_[at + 1] == U'.' && kind_of(text_[at]) == script_;
  }
  void close() {
    if (open_.empty()) return;
    std::string word = to_utf8(open_);
    if (script_ == Script::latin) word = to_latin(word);
    if (script_ == Script::digit) word = to_latin(word);
    if (!word.empty()) words_.push_back({std::move(word), script_});
    open_.clear();
  }

  std::u32string text_;
  std::u32string open_;
  Script script_ = Script::none;
  std::vector<Word> words_;
};

struct Named {
  std::string_view word;
  unsigned value;
};

constexpr std::array<Named, 38> named = {{
    {"one", 1},       {"two", 2},       {"three", 3},    {"four", 4},     {"five", 5},       {"six", 6},
    {"seven", 7},     {"eight", 8},     {"nine", 9},     {"ten", 10},     {"eleven", 11},    {"twelve", 12},
    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18},
    {"nineteen", 19}, {"twenty", 20},   {"thirty", 30},  {"forty", 40},   {"fourty", 40},    {"fifty", 50},
    {"sixty", 60},    {"seventy", 70},  {"eighty", 80},  {"ninety", 90},  {"first", 1},      {"second", 2},
    {"third", 3},     {"fourth", 4},    {"fifth", 5},    {"sixth", 6},    {"seventh", 7},    {"eighth", 8},
    {"ninth", 9},     {"tenth", 10},
}};

unsigned value_of(const std::string& word) {
  const auto found = std::ranges::find(named, std::string_view(word), &Named::word);
  return found == named.end() ? 0 : found->value;
}

unsigned roman(const std::string& word) {
  static constexpr std::array<std::string_view, 20> numerals = {"i",    "ii",  "iii",  "iv",    "v",   "vi",   "vii",
                                                                "viii", "ix",  "x",    "xi",    "xii", "xiii", "xiv",
                                                                "xv",   "xvi", "xvii", "xviii", "xix", "xx"};
  const auto found = std::ranges::find(numerals, std::string_view(word));
  return found == numerals.end() ? 0 : static_cast<unsigned>(found - numerals.begin()) + 1;
}

bool is_digits(const std::string& word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

std::string without_zeros(const std::string& digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

// "18th", "7th", "1st"
std::string ordinal(const std::string& word) {
  const std::size_t end = word.find_first_not_of("0123456789");
  if (end == 0 || end == std::string::npos || end + 2 != word.size()) return {};
  const std::string tail = word.substr(end);
  return tail == "st" || tail == "nd" || tail == "rd" || tail == "th" ? without_zeros(word.substr(0, end)) : "";
}

}  // namespace

std::vector<Word> words_of(std::string_view folded) {
  return Cutter(folded).words();
}

Number number_at(const std::vector<Word>& words, std::size_t at) {
  const std::string& word = words[at].text;
  if (words[at].script == Script::digit || is_digits(word)) return {without_zeros(word), 1};
  if (words[at].script != Script::latin) return {};
  if (std::string digits = ordinal(word); !digits.empty()) return {std::move(digits), 1};
  if (const unsigned tens = value_of(word); tens != 0) {
    if (tens >= 20 && at + 1 < words.size()) {
      const std::string& next = words[at + 1].text;
      const unsigned ones = is_digits(next) && next.size() == 1 ? static_cast<unsigned>(next[0] - '0') : value_of(next);
      if (ones > 0 && ones < 10) return {std::to_string(tens + ones), 2};
    }
    return {std::to_string(tens), 1};
  }
  // A lone I, V or X at the beginning is more often a letter.
  const unsigned value = roman(word);
  if (value != 0 && (word.size() > 1 || (at > 0 && word != "i"))) return {std::to_string(value), 1};
  return {};
}

}  // namespace ringfence::screening
