#include "screening/unicode.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "screening/plain_letter.h"

namespace ringfence::screening {

namespace {

// A transliterator is not for two threads at once, so each thread has its own.
icu::Transliterator& transliterator(const char* id) {
  thread_local std::map<std::string, std::unique_ptr<icu::Transliterator>> made;
  auto& slot = made[id];
  if (!slot) {
    UErrorCode error = U_ZERO_ERROR;
    slot.reset(icu::Transliterator::createInstance(id, UTRANS_FORWARD, error));
    if (U_FAILURE(error) || !slot) throw std::runtime_error(fmt::format("ICU has no data for {}", id));
  }
  return *slot;
}

std::string transliterated(const char* id, std::string_view text) {
  icu::UnicodeString wide = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  transliterator(id).transliterate(wide);
  std::string out;
  return wide.toUTF8String(out);
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower_letters(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

std::string plain_letters(std::string_view text) {
  std::u32string out;
  for (const char32_t c : to_code_points(text)) {
    if (!is_silent(c)) out += plain_letter(c);
  }
  return to_utf8(out);
}

// As BGN/PCGN has it, nearly: names on lists follow it more than ISO 9.
std::string_view latin_of_cyrillic(char32_t c) {
  static const std::map<char32_t, std::string_view> letters = {
      {U'а', "a"},  {U'б', "b"},    {U'в', "v"},   {U'г', "g"}, {U'д', "d"}, {U'е', "e"},  {U'ж', "zh"}, {U'з', "z"},
      {U'и', "i"},  {U'й', "y"},    {U'к', "k"},   {U'л', "l"}, {U'м', "m"}, {U'н', "n"},  {U'о', "o"},  {U'п', "p"},
      {U'р', "r"},  {U'с', "s"},    {U'т', "t"},   {U'у', "u"}, {U'ф', "f"}, {U'х', "kh"}, {U'ц', "ts"}, {U'ч', "ch"},
      {U'ш', "sh"}, {U'щ', "shch"}, {U'ъ', ""},    {U'ы', "y"}, {U'ь', ""},  {U'э', "e"},  {U'ю', "yu"}, {U'я', "ya"},
      {U'і', "i"},  {U'ї', "yi"},   {U'є', "ye"},  {U'ў', "u"}, {U'ә', "a"}, {U'ң', "n"},  {U'ғ', "g"},  {U'ү', "u"},
      {U'ұ', "u"},  {U'қ', "k"},    {U'ө', "o"},   {U'һ', "h"}, {U'ҳ', "h"}, {U'ј', "j"},  {U'љ', "lj"}, {U'њ', "nj"},
      {U'ћ', "c"},  {U'ђ', "dj"},   {U'џ', "dzh"}, {U'ҷ', "j"}, {U'ӣ', "i"}, {U'ӯ', "u"},  {U'ѓ', "g"},  {U'ќ', "k"},
      {U'ѕ', "dz"}};
  const auto found = letters.find(c);
  return found == letters.end() ? std::string_view("?") : found->second;
}

// "زه" is z and h, not the one sound that "zh" is in Latin letters: a vowel keeps them apart.
constexpr char32_t arabic_a = 0x64E;
bool is_first_of_digraph(char32_t c) {
  return std::u32string_view(U"زسكتدغ").find(c) != std::u32string_view::npos;
}

}  // namespace

Script script_of(char32_t c) {
  if (c < 0x80) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter ? Script::latin : c >= '0' && c <= '9' ? Script::digit : Script::none;
  }
  const auto point = static_cast<UChar32>(c);
  if (c == U'ー') return Script::kana;
  if (u_charType(point) == U_DECIMAL_DIGIT_NUMBER) return Script::digit;
  if (!u_isalnum(point) && (U_GET_GC_MASK(point) & U_GC_M_MASK) == 0) return Script::none;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(point, &error)) {
    case USCRIPT_LATIN:
      return Script::latin;
    case USCRIPT_HAN:
      return Script::han;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return Script::kana;
    case USCRIPT_HANGUL:
      return Script::hangul;
    case USCRIPT_CYRILLIC:
      return Script::cyrillic;
    case USCRIPT_GREEK:
      return Script::greek;
    case USCRIPT_ARABIC:
      return Script::arabic;
    case USCRIPT_HEBREW:
      return Script::hebrew;
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return Script::thai;
    case USCRIPT_DEVANAGARI:
    case USCRIPT_BENGALI:
    case USCRIPT_TAMIL:
    case USCRIPT_TELUGU:
    case USCRIPT_GUJARATI:
    case USCRIPT_KANNADA:
    case USCRIPT_MALAYALAM:
    case USCRIPT_GURMUKHI:
    case USCRIPT_ORIYA:
      return Script::indic;
    case USCRIPT_INHERITED:
    case USCRIPT_COMMON:
      return Script::none;
    default:
      return Script::other;
  }
}

std::string_view to_text(Script script) {
  static constexpr std::array<std::string_view, 13> names = {
      "none", "digits", "Latin", "Chinese characters", "kana", "Hangul", "Cyrillic", "Greek", "Arabic", "Hebrew",
      "Thai", "Indic",  "other"};
  return names[static_cast<std::size_t>(script)];
}

bool is_unspaced(Script script) {
  return script == Script::han || script == Script::kana || script == Script::hangul || script == Script::thai;
}

bool is_abjad(Script script) {
  return script == Script::arabic || script == Script::hebrew;
}

std::u32string to_code_points(std::string_view utf8) {
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  std::u32string out;
  out.reserve(static_cast<std::size_t>(wide.length()));
  for (std::int32_t at = 0; at < wide.length(); at = wide.moveIndex32(at, 1)) {
    out += static_cast<char32_t>(wide.char32At(at));
  }
  return out;
}

std::string to_utf8(std::u32string_view code_points) {
  std::string out;
  icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(code_points.data()),
                                static_cast<std::int32_t>(code_points.size()))
      .toUTF8String(out);
  return out;
}

namespace {

// Whether an encoding of the time before Unicode has the character: what a country did not encode it does not write.
bool has_character(const char* encoding, char32_t c) {
  const icu::UnicodeString one(static_cast<UChar32>(c));
  std::array<char, 16> bytes{};
  const std::int32_t size = one.extract(0, one.length(), bytes.data(), bytes.size(), encoding);
  // What it does not have becomes its substitute.
  const auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
  const bool is_substitute = first == 0xFC || (first == 0xA1 && second == 0xA1);
  return size == 2 && !is_substitute;
}

// A Chinese writer keeps to simplified characters or to traditional ones; a Japanese one writes both.
struct Shape {
  bool is_japanese_only = false, is_chinese_only = false, is_simplified = false, is_traditional = false;
};

Shape shape_of(char32_t c) {
  thread_local std::map<char32_t, Shape> known;
  auto [of, is_new] = known.try_emplace(c);
  if (!is_new) return of->second;
  const bool japanese = has_character("Shift_JIS", c), mainland = has_character("GB2312", c),
             taiwan = has_character("Big5", c);
  of->second = {japanese && !mainland && !taiwan, !japanese && (mainland || taiwan), japanese && mainland && !taiwan,
                japanese && !mainland && taiwan};
  return of->second;
}

}  // namespace

Characters characters_of(std::string_view text) {
  Characters found = Characters::any;
  bool has_simplified = false, has_traditional = false;
  for (const char32_t c : to_code_points(text)) {
    const Script script = script_of(c);
    if (script == Script::kana) return Characters::japanese;
    if (script != Script::han) continue;
    const Shape shape = shape_of(c);
    has_simplified |= shape.is_simplified, has_traditional |= shape.is_traditional;
    if (found == Characters::any && shape.is_japanese_only) found = Characters::japanese;
    if (found == Characters::any && shape.is_chinese_only) found = Characters::chinese;
  }
  return found == Characters::any && has_simplified && has_traditional ? Characters::japanese : found;
}

std::string from_euc_jp(std::string_view bytes) {
  const icu::UnicodeString wide(bytes.data(), static_cast<std::int32_t>(bytes.size()), "EUC-JP");
  std::string out;
  return wide.toUTF8String(out);
}

std::string fold(std::string_view text) {
  if (is_ascii(text)) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
  }
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) throw std::runtime_error("ICU has no normalisation data");
  const icu::UnicodeString wide =
      normalizer->normalize(icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}), error);
  std::string out;
  wide.toUTF8String(out);
  return plain_letters(transliterated("Hant-Hans", out));
}

namespace {

// ICU has the reading that is most frequent in texts; in names these are read otherwise.
std::string_view mandarin_of(char32_t c) {
  switch (c) {
    case U'都':
      return "du";
    case U'长':
      return "chang";
    case U'地':
      return "di";
    case U'藏':
      return "zang";
    case U'佛':
      return "fo";
    case U'厦':
      return "xia";
    case U'曾':
      return "zeng";
    case U'单':
      return "shan";
    case U'蚌':
      return "beng";
    default:
      return "?";
  }
}

}  // namespace

std::string to_latin(std::string_view text) {
  if (is_ascii(text)) return lower_letters(text);
  std::string out;
  std::u32string rest;
  for (const char32_t c : to_code_points(fold(text))) {
    if (c == U'ه' && !rest.empty() && is_first_of_digraph(rest.back())) rest += arabic_a;
    const Script script = script_of(c);
    const std::string_view known = script == Script::cyrillic ? latin_of_cyrillic(c)
                                   : script == Script::han    ? mandarin_of(c)
                                                              : std::string_view("?");
    if (known == "?") {
      rest += c;
      continue;
    }
    if (!rest.empty()) out += transliterated("Any-Latin; Latin-ASCII", to_utf8(rest));
    rest.clear();
    out += known;
  }
  if (!rest.empty()) out += transliterated("Any-Latin; Latin-ASCII", to_utf8(rest));
  return lower_letters(out);
}

}  // namespace ringfence::screening
