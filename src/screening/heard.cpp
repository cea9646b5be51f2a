#include "screening/heard.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ringfence::screening {

namespace {

struct Rule {
  std::string_view from, to;
};

// The first that fits decides.
constexpr std::array<Rule, 46> english = {{
    {"ssion", "Sn"}, {"tion", "Sn"},    {"sion", "Sn"},   {"cian", "Sn"}, {"tian", "Sn"}, {"cion", "Sn"},
    {"tial", "Sl"},  {"cial", "Sl"},    {"tient", "Snt"}, {"ture", "Cr"}, {"ough", "o"},  {"augh", "o"},
    {"eigh", "e"},   {"igh", "i"},      {"dge", "J"},     {"tch", "C"},   {"sch", "S"},   {"tech", "tek"},
    {"chem", "kem"}, {"psych", "saik"}, {"chn", "kn"},    {"chr", "kr"},  {"chl", "kl"},  {"ch", "C"},
    {"sh", "S"},     {"ph", "f"},       {"th", "T"},      {"gh", "g"},    {"ck", "k"},    {"qu", "kw"},
    {"sce", "se"},   {"sci", "sai"},    {"ce", "se"},     {"ci", "si"},   {"cy", "si"},   {"ge", "Je"},
    {"gi", "Ji"},    {"gy", "Ji"},      {"wr", "r"},      {"wh", "w"},    {"x", "ks"},    {"c", "k"},
    {"q", "k"},      {"j", "J"},        {"y", "i"},       {"mb", "mb"},
}};
constexpr std::array<Rule, 15> romanised = {{
    {"shch", "S"},
    {"sch", "S"},
    {"sh", "S"},
    {"ch", "C"},
    {"zh", "J"},
    {"kh", "h"},
    {"gh", "g"},
    {"ph", "f"},
    {"th", "t"},
    {"dh", "d"},
    {"bh", "b"},
    {"ts", "c"},
    {"j", "J"},
    {"x", "ks"},
    {"q", "k"},
}};

bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

bool is_glide(char c) {
  return c == 'w' || c == 'h' || c == 'y';
}

template <std::size_t size>
std::string heard_by(const std::array<Rule, size>& rules, std::string_view word) {
  std::string out;
  const auto add = [&](char c) {
    if (out.empty() || out.back() != c) out += c;
  };
  for (std::size_t at = 0; at < word.size();) {
    const auto rest = word.substr(at);
    const auto rule = std::ranges::find_if(rules, [&](const Rule& r) { return rest.starts_with(r.from); });
    if (rule == rules.end()) {
      add(word[at]);
      ++at;
    } else {
      for (const char c : rule->to) add(c);
      at += rule->from.size();
    }
  }
  return out;
}

// What languages take for each other, by how little it says that they differ.
double between(char a, char b, Ear ear) {
  if (a == b) return 0;
  if (a > b) std::swap(a, b);
  if (a == 'l' && b == 'r') return ear == Ear::east_asian ? 0.05 : 0.6;
  struct Pair {
    char a, b;
    double cost;
  };
  static constexpr std::array<Pair, 35> pairs = {{
      {'b', 'v', 0.05}, {'T', 's', 0.1},  {'T', 't', 0.15}, {'T', 'z', 0.15}, {'T', 'd', 0.3},  {'S', 's', 0.15},
      {'s', 'z', 0.1},  {'J', 'z', 0.15}, {'J', 'g', 0.25}, {'C', 't', 0.3},  {'C', 'k', 0.35}, {'J', 'd', 0.35},
      {'f', 'h', 0.2},  {'f', 'p', 0.3},  {'f', 'v', 0.2},  {'v', 'w', 0.15}, {'b', 'p', 0.25}, {'d', 't', 0.25},
      {'g', 'k', 0.25}, {'m', 'n', 0.3},  {'c', 's', 0.2},  {'c', 't', 0.2},  {'C', 'c', 0.1},  {'C', 'S', 0.2},
      {'C', 'J', 0.25}, {'J', 'S', 0.3},  {'c', 'z', 0.15}, {'S', 'c', 0.3},  {'S', 'z', 0.3},  {'J', 'i', 0.3},
      {'c', 'k', 0.4},  {'g', 'h', 0.35}, {'h', 'k', 0.35}, {'C', 's', 0.3},  {'J', 's', 0.3},
  }};
  for (const Pair& pair : pairs) {
    if (pair.a == a && pair.b == b) return pair.cost;
  }
  if (is_vowel(a) && is_vowel(b)) return 0.16;
  if ((is_vowel(a) && is_glide(b)) || (is_glide(a) && is_vowel(b))) return 0.15;
  return 1;
}

// What it costs that only one of the two has a sound.
double alone(std::string_view heard, std::size_t at, Ear ear) {
  const char c = heard[at];
  // An u, an o or an a is put in where a language cannot do without; an e is seldom.
  if (is_vowel(c) && ear == Ear::without_vowels) return 0.02;
  if (is_vowel(c)) return at == 0 ? 0.35 : c == 'u' ? 0.08 : c == 'e' ? 0.2 : 0.14;
  if (c == 'w') return ear == Ear::without_vowels ? 0.1 : 0.2;
  if (c == 'h') return at + 1 == heard.size() ? 0.1 : 0.25;
  const bool before_vowel = at + 1 < heard.size() && is_vowel(heard[at + 1]);
  if (c == 'r' && !before_vowel && at > 0 && ear == Ear::east_asian) return 0.08;
  if ((c == 't' || c == 'd' || c == 's' || c == 'h') && at + 1 == heard.size()) return 0.5;
  return 0.9;
}

// More difference than this is another word.
constexpr double least_alike = 0.25;

double weight_of(std::string_view heard) {
  double weight = 0;
  for (const char c : heard) weight += is_vowel(c) ? 0.2 : 1;
  return weight;
}

}  // namespace

std::string heard_in_english(std::string_view word) {
  if (word.size() > 4 && word.ends_with('e') && !is_vowel(word[word.size() - 2])) {
    // Still soft before it: "office", "bridge".
    const char before = word[word.size() - 2];
    if (before != 'c' && before != 'g') word.remove_suffix(1);
  }
  if (word.starts_with("kn") || word.starts_with("ps")) word.remove_prefix(1);
  return heard_by(english, word);
}

std::string heard_as_written(std::string_view romanised_word) {
  return heard_by(romanised, romanised_word);
}

double heard_alike(std::string_view one, std::string_view other, Ear ear) {
  if (one.empty() || other.empty()) return 0;
  const double weighs = weight_of(one), other_weighs = weight_of(other), weight = std::max(weighs, other_weighs);
  if (std::min(weighs, other_weighs) < 0.6 * weight) return 0;
  constexpr std::size_t longest = 40;
  if (one.size() > longest || other.size() > longest) return 0;
  std::array<double, longest + 1> last{}, row{};
  for (std::size_t j = 1; j <= other.size(); ++j) last[j] = last[j - 1] + alone(other, j - 1, ear);
  for (std::size_t i = 1; i <= one.size(); ++i) {
    const double dropped = alone(one, i - 1, ear);
    row[0] = last[0] + dropped;
    double least = row[0];
    for (std::size_t j = 1; j <= other.size(); ++j) {
      row[j] = std::min({last[j - 1] + between(one[i - 1], other[j - 1], ear), last[j] + dropped,
                         row[j - 1] + alone(other, j - 1, ear)});
      least = std::min(least, row[j]);
    }
    if (least > least_alike * weight) return 0;
    std::swap(last, row);
  }
  return std::max(0.0, 1 - last[other.size()] / weight);
}

std::string heard_key(std::string_view heard, bool without_r) {
  std::string key;
  for (std::size_t at = 0; at < heard.size() && key.size() < 4; ++at) {
    const char c = heard[at];
    if (is_vowel(c) || (c == 'h' && at > 0) || c == 'w') continue;
    const bool before_vowel = at + 1 < heard.size() && is_vowel(heard[at + 1]);
    if (without_r && c == 'r' && !before_vowel && at > 0) continue;
    const char merged = c == 'b' || c == 'v' || c == 'f' || c == 'p'                                       ? 'p'
                        : c == 'd' || c == 't'                                                             ? 't'
                        : c == 'g' || c == 'k'                                                             ? 'k'
                        : c == 'm' || c == 'n'                                                             ? 'n'
                        : c == 'l' || c == 'r'                                                             ? 'r'
                        : c == 's' || c == 'z' || c == 'S' || c == 'C' || c == 'J' || c == 'T' || c == 'c' ? 's'
                                                                                                           : c;
    if (key.empty() || key.back() != merged) key += merged;
  }
  return key.size() < 2 ? std::string() : key;
}

bool may_be_alike(std::string_view key, std::string_view other) {
  if (key.empty() || other.empty()) return key.empty() && other.empty();
  if (key.size() > other.size() + 1 || other.size() > key.size() + 1) return false;
  // "Theatre" begins with a t or an s, and what begins with a vowel or an h may have lost it.
  const auto has_start = [](std::string_view one, std::string_view two) {
    return one.front() == two.front() || (one.size() > 1 && one[1] == two.front());
  };
  return has_start(key, other) || has_start(other, key) ||
         ((key.front() == 't' || key.front() == 's') && (other.front() == 't' || other.front() == 's'));
}

}  // namespace ringfence::screening
