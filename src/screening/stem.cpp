#include "screening/stem.h"

#include <array>

#include "screening/plain_letter.h"
#include "screening/unicode.h"

namespace ringfence::screening {

namespace {

// A shorter rest says nothing.
constexpr std::size_t least_cyrillic = 4, least_arabic = 3;

template <std::size_t size>
void drop_ending(const std::array<std::u32string_view, size>& endings, std::size_t least, std::u32string& word) {
  for (const auto ending : endings) {
    if (word.size() < ending.size() + least || !word.ends_with(ending)) continue;
    word.resize(word.size() - ending.size());
    return;
  }
}

char32_t as_russian(char32_t c) {
  switch (c) {
    case U'і':
    case U'ї':
    case U'ы':
    case U'й':
      return U'и';
    case U'є':
    case U'э':
      return U'е';
    default:
      return plain_letter(c);
  }
}

std::u32string of_cyrillic(std::u32string_view word) {
  // As they are once ы, й and their Ukrainian like are и; the longer first.
  static constexpr std::array<std::u32string_view, 38> endings = {
      U"овои", U"ими", U"ого", U"его", U"ому", U"ему", U"ями", U"ами", U"ост", U"ои", U"еи", U"ая", U"яя",
      U"ое",   U"ее",  U"ие",  U"ии",  U"их",  U"им",  U"ом",  U"ем",  U"ам",  U"ям", U"ах", U"ях", U"ов",
      U"ив",   U"ев",  U"ую",  U"ею",  U"ою",  U"ия",  U"ию",  U"юю",  U"ои",  U"ыя", U"ья", U"ье"};
  std::u32string out;
  for (const char32_t c : word) {
    if (c != U'ь' && c != U'ъ' && c != U'\'' && c != U'’') out += as_russian(c);
  }
  drop_ending(endings, least_cyrillic, out);
  while (out.size() > least_cyrillic && std::u32string_view(U"аеиоуюя").find(out.back()) != std::u32string_view::npos) {
    out.pop_back();
  }
  return out;
}

std::u32string of_arabic(std::u32string_view word) {
  static constexpr std::array<std::u32string_view, 7> endings = {U"يات", U"يه", U"ات", U"ين", U"ون", U"ه", U"ي"};
  std::u32string out(word);
  if (out.starts_with(U"ال") && out.size() >= 2 + least_arabic) out.erase(0, 2);
  drop_ending(endings, least_arabic, out);
  return out;
}

}  // namespace

std::u32string searched_form(std::u32string_view word) {
  if (word.empty()) return {};
  const Script script = script_of(word.front());
  if (script == Script::cyrillic) return of_cyrillic(word);
  if (script == Script::arabic) return of_arabic(word);
  std::u32string out(word);
  for (char32_t& c : out) {
    if (c >= U'ぁ' && c <= U'ゖ') c += U'ァ' - U'ぁ';
  }
  return out;
}

}  // namespace ringfence::screening
