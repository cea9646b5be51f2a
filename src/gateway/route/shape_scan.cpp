// The pass over the text.
#include "gateway/route/shape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/limits.h"

namespace ringfence::gateway {

namespace {

enum Class : std::uint8_t { other, space, word, digit, quote, double_quote, dollar, slash, dash, dot, never };

constexpr std::array<Class, 256> classes = [] {
  std::array<Class, 256> table{};
  for (const char c : {' ', '\t', '\n', '\r', '\f'}) table[static_cast<unsigned char>(c)] = space;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c - 32)] = word;
  for (int c = 128; c < 256; ++c) table[static_cast<std::size_t>(c)] = word;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = digit;
  table['_'] = word;
  table['\''] = quote;
  table['"'] = double_quote;
  table['$'] = dollar;
  table['/'] = slash;
  table['-'] = dash;
  table['.'] = dot;
  for (int c = 0; c < ' '; ++c) {
    if (table[static_cast<std::size_t>(c)] == other) table[static_cast<std::size_t>(c)] = never;
  }
  table[127] = never;
  return table;
}();

Class class_of(char c) {
  return classes[static_cast<unsigned char>(c)];
}

constexpr std::array<bool, 256> word_characters = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c)
    table[c] = classes[c] == word || classes[c] == digit || classes[c] == dollar;
  return table;
}();

// Where the word that goes on at `at` ends.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  const auto in_word = [&](std::size_t i) { return word_characters[static_cast<unsigned char>(text[i])]; };
  for (; at + 4 <= text.size(); at += 4) {  // four a turn: most of a statement is words
    if (!in_word(at)) return at;
    if (!in_word(at + 1)) return at + 1;
    if (!in_word(at + 2)) return at + 2;
    if (!in_word(at + 3)) return at + 3;
  }
  while (at < text.size() && in_word(at)) ++at;
  return at;
}

constexpr char literal_mark = '\x01';  // no statement has it but inside quotes

// Words after which PostgreSQL wants a string constant itself: date '2026-01-01'. It stays in the key as it is.
bool wants_constant(std::string_view word_before) {
  constexpr std::array<std::string_view, 7> words = {"date",   "time",     "timestamp", "timestamptz",
                                                     "timetz", "interval", "uescape"};
  if (word_before.size() < 4 || word_before.size() > 11) return false;
  return std::ranges::any_of(words, [&](std::string_view each) {
    return std::ranges::equal(each, word_before, {}, {}, [](char c) { return static_cast<char>(c | 0x20); });
  });
}

}  // namespace

// The pass itself. Each function takes one token off the front and returns whether there was a whole one.
struct Shaper::Scan {
  Shaper& shaper;
  std::string_view text;
  std::size_t at = 0;
  std::string_view last_word = {};  // the token just before, where it was a word

  std::size_t kept =
      0;  // [kept, at) goes into the key as it is, and is not there yet: few tokens need a copy of their own

  char peek(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
  void keep_until(std::size_t end) {
    std::memcpy(shaper.key_.data() + shaper.key_size_, text.data() + kept, end - kept);
    shaper.key_size_ += end - kept;
    kept = at;
  }
  bool space_before() const {
    if (at > kept) return text[at - 1] == ' ';
    return shaper.key_size_ == tag_bytes || shaper.key_[shaper.key_size_ - 1] == ' ';
  }
  void put(char c) { shaper.key_[shaper.key_size_++] = c; }
  void put_space() {
    if (shaper.key_size_ > tag_bytes && shaper.key_[shaper.key_size_ - 1] != ' ') put(' ');
  }
  // [begin, at) was a literal.
  bool literal(std::size_t begin) {
    if (!wants_constant(last_word)) {
      shaper.literals_.push_back({begin, at});
      keep_until(begin);
      put(literal_mark);
    }
    last_word = {};
    return shaper.literals_.size() <= limits::shape_literals;
  }
  // [begin, at) was a comment.
  void comment_ends(std::size_t begin) {
    shaper.comments_.push_back({begin, at});
    keep_until(begin);
    put_space();
  }

  // Between most tokens: nothing to be done about it. [at - 1] is no space.
  void pass_one_space() {
    if (peek() == ' ' && class_of(peek(1)) != space) ++at;
  }

  bool run();
  bool token();
  void spaces();
  bool comment();
  bool line_comment();
  bool quoted_name();
  bool text_literal(std::size_t begin, bool with_backslashes);
  bool number();
  bool name();
  bool parameter_or_dollar_quote();
};

bool Shaper::Scan::run() {
  while (at < text.size()) {
    if (!token()) return false;
  }
  keep_until(at);
  while (shaper.key_size_ > tag_bytes && shaper.key_[shaper.key_size_ - 1] == ' ') --shaper.key_size_;
  return true;
}

bool Shaper::Scan::token() {
  switch (class_of(text[at])) {
    case space:
      spaces();
      return true;
    case word:
      return name();
    case digit:
      return number();
    case dot:
      if (class_of(peek(1)) == digit) return number();
      if (peek(1) == '.') ++at;  // two are one token: what follows them may begin a number
      break;
    case quote:
      return text_literal(at, false);
    case double_quote:
      return quoted_name();
    case dollar:
      return parameter_or_dollar_quote();
    case slash:
      if (peek(1) == '*') return comment();
      break;
    case dash:
      if (peek(1) == '-') return line_comment();
      break;
    case never:
      return false;
    case other:
      break;
  }
  last_word = {};
  ++at;
  pass_one_space();
  return true;
}

void Shaper::Scan::spaces() {
  if (text[at] == ' ' && class_of(peek(1)) != space && !space_before()) {
    ++at;
    return;
  }
  const std::size_t begin = at;
  while (class_of(peek()) == space) ++at;
  keep_until(begin);
  put_space();
}

bool Shaper::Scan::comment() {
  const std::size_t begin = at;
  std::size_t depth = 0;
  do {
    if (peek() == '/' && peek(1) == '*') {
      ++depth;
      at += 2;
    } else if (peek() == '*' && peek(1) == '/') {
      --depth;
      at += 2;
    } else {
      ++at;
    }
    if (at > text.size()) return false;
    if (at == text.size() && depth > 0) return false;
  } while (depth > 0);
  comment_ends(begin);
  return true;
}

bool Shaper::Scan::line_comment() {
  const std::size_t begin = at;
  while (at < text.size() && text[at] != '\n' && text[at] != '\r') ++at;
  comment_ends(begin);
  return true;
}

bool Shaper::Scan::quoted_name() {
  ++at;
  while (at < text.size()) {
    if (text[at++] != '"') continue;
    if (peek() != '"') {
      last_word = {};
      return true;
    }
    ++at;
  }
  return false;
}

bool Shaper::Scan::text_literal(std::size_t begin, bool with_backslashes) {
  ++at;
  while (at < text.size()) {
    const char c = text[at++];
    if (c == '\\' && with_backslashes) {
      ++at;
    } else if (c == '\'') {
      if (peek() != '\'') return literal(begin);
      ++at;
    }
  }
  return false;
}

bool Shaper::Scan::number() {
  const std::size_t begin = at;
  while (class_of(peek()) == digit) ++at;
  if (peek() == '.' && peek(1) != '.') {
    ++at;
    while (class_of(peek()) == digit) ++at;
  }
  if ((peek() | 0x20) == 'e') {
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
    if (class_of(peek(sign)) == digit) {
      at += sign;
      while (class_of(peek()) == digit) ++at;
    }
  }
  // What follows a number at once is junk to newer servers and a name to older ones.
  return class_of(peek()) != word && literal(begin);
}

bool Shaper::Scan::name() {
  const std::size_t begin = at;
  at = end_of_word(text, begin + 1);
  const std::string_view taken = text.substr(begin, at - begin);
  if (taken.size() == 1 && peek() == '\'') {
    const char kind = static_cast<char>(taken[0] | 0x20);
    if (kind == 'e' || kind == 'b' || kind == 'x' || kind == 'n') return text_literal(begin, kind == 'e');
  }
  if ((taken == "u" || taken == "U") && peek() == '&' && (peek(1) == '\'' || peek(1) == '"')) return false;
  last_word = taken;
  pass_one_space();
  return true;
}

bool Shaper::Scan::parameter_or_dollar_quote() {
  const std::size_t begin = at++;
  if (class_of(peek()) == digit) {
    while (class_of(peek()) == digit) ++at;
    unsigned number = 0;
    const auto read = std::from_chars(text.data() + begin + 1, text.data() + at, number);
    if (read.ec != std::errc() || number > limits::statement_parameters || class_of(peek()) == word) return false;
    shaper.highest_parameter_ = std::max(shaper.highest_parameter_, number);
    last_word = {};
    return true;
  }
  while (class_of(peek()) == word || class_of(peek()) == digit) ++at;
  if (peek() != '$') return false;
  ++at;
  const std::string_view mark = text.substr(begin, at - begin);
  const std::size_t end = text.find(mark, at);
  if (end == std::string_view::npos) return false;
  at = end + mark.size();
  return literal(begin);
}

bool Shaper::scan() {
  return Scan{*this, statement_}.run();
}

}  // namespace ringfence::gateway
