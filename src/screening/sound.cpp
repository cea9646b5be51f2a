#include "screening/sound.h"

#include <array>

namespace ringfence::screening {

namespace {

bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

struct Rule {
  std::string_view from;
  std::string_view to;
};

// Longest first where one begins another.
constexpr std::array<Rule, 41> spellings = {{
    {"shch", "s"}, {"sch", "s"}, {"tch", "c"}, {"sh", "s"},  {"ch", "c"},  {"zh", "z"},  {"kh", "h"},
    {"gh", "g"},   {"th", "t"},  {"dh", "d"},  {"bh", "b"},  {"ph", "f"},  {"rh", "r"},  {"ts", "c"},
    {"tz", "c"},   {"dz", "z"},  {"ck", "k"},  {"qu", "k"},  {"cq", "k"},  {"x", "ks"},  {"q", "k"},
    {"w", "v"},    {"ou", "o"},  {"oo", "o"},  {"uu", "u"},  {"oe", "o"},  {"ae", "a"},  {"ee", "i"},
    {"aa", "a"},   {"ii", "i"},  {"ce", "se"}, {"ci", "si"}, {"cy", "si"}, {"ca", "ka"}, {"co", "ko"},
    {"cu", "ku"},  {"ct", "kt"}, {"cs", "ks"}, {"cl", "kl"}, {"cr", "kr"}, {"y", "i"},
}};

std::string spelled_plainly(std::string_view latin, bool keeps_w = false) {
  std::string out;
  for (std::size_t at = 0; at < latin.size();) {
    const auto rest = latin.substr(at);
    const auto rule = std::ranges::find_if(
        spellings, [&](const Rule& r) { return r.from.front() == rest.front() && rest.starts_with(r.from); });
    if (rule == spellings.end() || (keeps_w && rule->from == "w")) {
      out += rest == "c" ? 'k' : latin[at];
      ++at;
    } else {
      out += rule->to, at += rule->from.size();
    }
  }
  return out;
}

char merged(char c) {
  switch (c) {
    case 'g':
    case 'q':
      return 'k';
    case 'd':
      return 't';
    case 'b':
    case 'v':
      return 'p';
    case 'z':
      return 's';
    case 'l':
      return 'r';
    case 'j':
      return 'c';
    default:
      return c;
  }
}

std::string without_glides(const std::string& plain) {
  std::string out;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    const char c = plain[at];
    const char next = at + 1 < plain.size() ? plain[at + 1] : '\0';
    // ya, ia, ja, ye, yu: the glide is written or not as the transliteration pleases
    if (c == 'i' && is_vowel(next) && (at == 0 || !is_vowel(plain[at - 1]))) continue;
    if (!out.empty() && out.back() == c && (c < '0' || c > '9')) continue;
    if (c == 'h' && !is_vowel(next) && !out.empty() && out.back() == 'o') continue;  // "Ohta" is Ota
    out += c;
  }
  if (out.size() > 3 && out.ends_with("h")) out.pop_back();
  return out;
}

}  // namespace

std::string sound_of(std::string_view latin) {
  return without_glides(spelled_plainly(latin));
}

std::string skeleton_of(std::string_view latin) {
  const std::string sound = without_glides(spelled_plainly(latin, true));
  std::string out;
  for (std::size_t at = 0; at < sound.size(); ++at) {
    const char c = sound[at];
    const char next = at + 1 < sound.size() ? sound[at + 1] : '\0';
    if (is_vowel(c) || ((c == 'h' || c == 'w') && at > 0)) continue;
    if ((c == 'r') && at > 0 && !is_vowel(next)) continue;  // "network" is heard "nettowaku"
    const char letter = merged(c);
    if (!out.empty() && out.back() == letter) continue;
    out += letter;
  }
  return out;
}

namespace {

std::string learned_letters(std::string_view sound) {
  std::string out;
  for (const char c : sound) {
    if (c == 'h' && !out.empty()) continue;
    const char letter = c == 'c' || c == 'q' ? 'k' : c == 'z' ? 's' : c == 'w' ? 'v' : c == 'y' || c == 'j' ? 'i' : c;
    if (out.empty() || out.back() != letter) out += letter;
  }
  return out;
}

constexpr std::size_t least_cognate = 5;
// Nothing that long is a word.
constexpr std::size_t longest_compared = 64;

}  // namespace

std::string cognate_start(std::string_view sound) {
  return learned_letters(sound).substr(0, least_cognate);
}

std::size_t cognate_letters(std::string_view one, std::string_view other) {
  const std::string a = learned_letters(one), b = learned_letters(other);
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t same = 0;
  while (same < shorter && a[same] == b[same]) ++same;
  return same >= least_cognate && 2 * same > shorter ? same : 0;
}

unsigned edits_between(std::string_view one, std::string_view other, unsigned limit) {
  if (one.size() > other.size()) std::swap(one, other);
  if (other.size() - one.size() > limit) return limit + 1;
  if (other.size() >= longest_compared) return one == other ? 0 : limit + 1;
  std::array<unsigned, longest_compared> before{}, last{}, row{};
  for (unsigned j = 0; j <= other.size(); ++j) last[j] = j;
  for (unsigned i = 1; i <= one.size(); ++i) {
    row[0] = i;
    unsigned least = i;
    for (unsigned j = 1; j <= other.size(); ++j) {
      const unsigned change = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
      row[j] = std::min({change, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[other.size()];
}

}  // namespace ringfence::screening
