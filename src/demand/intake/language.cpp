#include "demand/intake/language.h"

#include <algorithm>

#include "demand/intake/fold.h"
#include "ledger/utf8.h"

namespace ringfence::intake {

namespace {

struct Scripts {
  std::size_t cyrillic = 0;
  std::size_t ukrainian = 0;  // letters that Russian has not
  std::size_t russian = 0;    // letters that Ukrainian has not
  std::size_t han = 0;
  std::size_t kana = 0;
  std::size_t hangul = 0;
};

Scripts count_scripts(std::string_view text) {
  Scripts out;
  while (!text.empty()) {
    const auto c = ledger::take_code_point(text);
    if (!c) {
      text.remove_prefix(1);
      continue;
    }
    if (*c >= 0x400 && *c < 0x530) ++out.cyrillic;
    if (*c == U'і' || *c == U'ї' || *c == U'є' || *c == U'ґ') ++out.ukrainian;
    if (*c == U'ы' || *c == U'э' || *c == U'ъ' || *c == U'ё') ++out.russian;
    if (*c >= 0x4E00 && *c < 0xA000) ++out.han;
    if (*c >= 0x3040 && *c < 0x3100) ++out.kana;
    if (*c >= 0xAC00 && *c < 0xD7B0) ++out.hangul;
  }
  return out;
}

struct Tongue {
  std::string_view code;
  std::string_view words;  // that its sentences hardly do without and its neighbours have not
};
constexpr Tongue tongues[] = {
    {"en", "the|and|of|to|is|this|that|for|with|please"},
    {"es", "el|los|las|una|que|por|para|del|con|su"},
    {"fr", "le|les|des|une|et|dans|pour|est|sur|du"},
    {"de", "der|die|und|das|den|ist|nicht|mit|von|dem"},
    {"tr", "ve|bir|bu|ile|için|olarak|sayılı|olan|tarafından|hakkında"},
};
constexpr std::size_t least_words = 4;
constexpr std::size_t least_letters = 30;
constexpr std::size_t least_ideographs = 8;

}  // namespace

std::vector<std::string> languages_of(std::string_view folded) {
  std::vector<std::string> out;
  for (const Tongue& each : tongues) {
    if (count_any(folded, each.words) >= least_words) out.emplace_back(each.code);
  }
  const Scripts scripts = count_scripts(folded);
  const bool ukrainian = scripts.ukrainian * 50 > scripts.cyrillic;
  if (scripts.cyrillic >= least_letters && ukrainian) out.emplace_back("uk");
  if (scripts.cyrillic >= least_letters && (!ukrainian || scripts.russian > scripts.ukrainian)) out.emplace_back("ru");
  if (scripts.hangul >= least_ideographs) out.emplace_back("ko");
  if (scripts.kana >= least_ideographs) out.emplace_back("ja");
  if (scripts.han >= least_ideographs && scripts.kana < scripts.han / 8) out.emplace_back("zh");
  std::ranges::sort(out);
  return out;
}

}  // namespace ringfence::intake
