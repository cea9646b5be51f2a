#include "screening/edict_line.h"

#include <algorithm>
#include <array>

#include "screening/unicode.h"

namespace ringfence::screening {

namespace {

bool says_little(std::string_view word) {
  static constexpr std::array<std::string_view, 20> little = {"a",    "an", "the", "of",  "to", "in",  "for",
                                                              "and",  "or", "on",  "at",  "by", "be",  "as",
                                                              "with", "s",  "one", "etc", "go", "from"};
  return std::ranges::find(little, word) != little.end();
}

}  // namespace

Line parts_of(std::string_view line) {
  Line parts;
  const std::size_t slash = line.find(" /");
  if (slash == std::string_view::npos) return parts;
  std::string_view before = line.substr(0, slash);
  parts.glosses = line.substr(slash + 2);
  if (const std::size_t bracket = before.find(" ["); bracket != std::string_view::npos) {
    parts.reading = before.substr(bracket + 2);
    if (parts.reading.ends_with(']')) parts.reading.remove_suffix(1);
    before = before.substr(0, bracket);
  }
  parts.head = before;
  return parts;
}

std::string without_brackets(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '{') ++depth;
    if (depth == 0) out += c;
    if ((c == ')' || c == '}') && depth > 0) --depth;
  }
  return out;
}

std::vector<std::string> words_in(std::string_view gloss) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    std::string latin = to_latin(word);
    if (!latin.empty() && !says_little(latin)) words.push_back(std::move(latin));
    word.clear();
  };
  for (const char c : gloss) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' ||
                           static_cast<unsigned char>(c) >= 0x80;
    if (is_letter)
      word += c;
    else
      close();
  }
  close();
  return words;
}

Kinds kinds_of(std::string_view glosses) {
  Kinds kinds;
  if (!glosses.starts_with('(')) return kinds;
  std::string_view list = glosses.substr(1, glosses.find(')') - 1);
  bool has_given = false, has_other = false;
  while (!list.empty()) {
    const std::string_view kind = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), kind.size() + 1));
    if (kind == "f" || kind == "m" || kind == "g" || kind == "h") {
      has_given = true;
    } else {
      has_other = true;
      kinds.is_name |= kind == "p" || kind == "s" || kind == "u" || kind == "city" || kind == "river";
    }
  }
  kinds.is_given_only = has_given && !has_other;
  return kinds;
}

}  // namespace ringfence::screening
