#include "demand/intake/fold.h"

#include <algorithm>

#include "ledger/utf8.h"

namespace ringfence::intake {

namespace {

void encode(char32_t c, std::size_t from, Mapped& out) {
  const auto byte = [&](char32_t value) { out.add(static_cast<char>(static_cast<unsigned char>(value)), from); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0U | c >> 6U);
  } else if (c < 0x10000) {
    byte(0xE0U | c >> 12U);
    byte(0x80U | (c >> 6U & 0x3FU));
  } else {
    byte(0xF0U | c >> 18U);
    byte(0x80U | (c >> 12U & 0x3FU));
    byte(0x80U | (c >> 6U & 0x3FU));
  }
  byte(0x80U | (c & 0x3FU));
}

char32_t lower(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c < 0xC0) return c;
  if (c <= 0xDE && c != 0xD7) return c + 32;
  if (c == 0x130) return U'i';
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x1E00 && c <= 0x1EFF)) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + (c & 1U);
  if (c >= 0x391 && c <= 0x3A9) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0x460 && c <= 0x4BF) return c | 1U;
  return c;
}

bool is_blank(char32_t c) {
  return c == U' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060 || c == 0xFEFF;
}

char32_t plain(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if ((c >= 0x2018 && c <= 0x201B) || c == U'`' || c == 0xB4) return U'\'';
  if ((c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB) return U'"';
  if (c >= 0x2010 && c <= 0x2015) return U'-';
  return lower(c);
}

bool is_letter_byte(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Of an alphabet: Latin with accents (C3..CA), Greek and Cyrillic (CD..D4). Chinese, Japanese and Korean begin later.
bool begins_letter(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const auto c = static_cast<unsigned char>(text[at]);
  return is_letter_byte(c) || (c >= 0xC3 && c <= 0xD4);
}
bool ends_letter(std::string_view text, std::size_t before) {
  if (before == 0) return false;
  const auto c = static_cast<unsigned char>(text[before - 1]);
  if (c < 0x80) return is_letter_byte(c);
  return c < 0xC0 && before >= 2 && begins_letter(text, before - 2);
}

}  // namespace

Mapped fold(std::string_view text) {
  Mapped out;
  out.text.reserve(text.size());
  out.origin.reserve(text.size());
  std::string_view rest = text;
  std::size_t ends_in_blanks = 0;
  bool blanks = false;
  while (!rest.empty()) {
    const std::size_t at = text.size() - rest.size();
    const auto taken = ledger::take_code_point(rest);
    if (!taken) {
      rest.remove_prefix(1);
      continue;
    }
    if (is_invisible(*taken)) continue;
    if (is_blank(*taken)) {
      blanks = true;
      ends_in_blanks += *taken == U'\n' ? 1 : 0;
      continue;
    }
    if (blanks && !out.text.empty()) out.add(ends_in_blanks > 1 ? '\n' : ' ', at);
    blanks = false, ends_in_blanks = 0;
    if (*taken == 0x2116) {
      out.add("no. ", at);
      blanks = false;
      while (!rest.empty() && rest[0] == ' ') rest.remove_prefix(1);
    } else {
      encode(plain(*taken), at, out);
    }
  }
  return out;
}

std::size_t find_words(std::string_view text, std::string_view phrase, std::size_t from) {
  if (phrase.empty()) return std::string_view::npos;
  const bool bound_before = begins_letter(phrase, 0);
  const bool bound_after = ends_letter(phrase, phrase.size());
  for (std::size_t at = text.find(phrase, from); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
    if (bound_before && ends_letter(text, at)) continue;
    if (bound_after && begins_letter(text, at + phrase.size())) continue;
    return at;
  }
  return std::string_view::npos;
}

bool has_words(std::string_view text, std::string_view phrase) {
  return find_words(text, phrase) != std::string_view::npos;
}

std::optional<std::string_view> take_phrase(std::string_view& phrases) {
  if (phrases.empty()) return std::nullopt;
  const std::string_view first = phrases.substr(0, phrases.find('|'));
  phrases.remove_prefix(std::min(first.size() + 1, phrases.size()));
  return first;
}

std::size_t find_any(std::string_view text, std::string_view phrases, std::size_t from) {
  std::size_t nearest = std::string_view::npos;
  while (const auto phrase = take_phrase(phrases)) nearest = std::min(nearest, find_words(text, *phrase, from));
  return nearest;
}

bool has_any(std::string_view text, std::string_view phrases) {
  return find_any(text, phrases) != std::string_view::npos;
}

std::size_t count_any(std::string_view text, std::string_view phrases) {
  std::size_t count = 0;
  while (const auto phrase = take_phrase(phrases)) {
    for (std::size_t at = find_words(text, *phrase); at != std::string_view::npos;
         at = find_words(text, *phrase, at + phrase->size())) {
      ++count;
    }
  }
  return count;
}

}  // namespace ringfence::intake
