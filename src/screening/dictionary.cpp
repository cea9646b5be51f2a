#include "screening/dictionary.h"

#include <fmt/format.h>

#include <unordered_map>

#include "base/limits.h"
#include "base/sha256.h"
#include "screening/unicode.h"

namespace ringfence::screening {

namespace {

constexpr std::size_t longest_head = 24, longest_named = 4, least_reading = 4, glosses_kept = 24, longest_gloss = 6,
                      longest_name = 3;

// Hiragana as katakana: names are written in either where the dictionary has the other.
char32_t as_katakana(char32_t c) {
  return c >= 0x3041 && c <= 0x3096 ? c + 0x60 : c;
}

std::uint64_t step(std::uint64_t hash, char32_t c) {
  return (hash ^ as_katakana(c)) * 1'099'511'628'211u;
}
constexpr std::uint64_t hash_start = 14'695'981'039'346'656'037u;

std::uint64_t hash_of(std::u32string_view text) {
  std::uint64_t hash = hash_start;
  for (const char32_t c : text) hash = step(hash, c);
  return hash;
}

// "医療 [いりょう] /(n) medical care/medical treatment/(P)/"
struct Line {
  std::string_view head, reading, glosses;
};

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

// What stands in brackets is about the word: its kind, a field, an explanation.
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

bool says_little(std::string_view word) {
  static constexpr std::array<std::string_view, 20> little = {"a",    "an", "the", "of",  "to", "in",  "for",
                                                              "and",  "or", "on",  "at",  "by", "be",  "as",
                                                              "with", "s",  "one", "etc", "go", "from"};
  return std::ranges::find(little, word) != little.end();
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

// ENAMDICT's kinds of names: what is read, not translated; and given names, which are of no use here.
struct Kinds {
  bool is_name = false, is_given_only = false;
};

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

}  // namespace

class Dictionary::Builder {
 public:
  explicit Builder(std::string path) { made_.path_ = std::move(path); }

  void add_lines(std::string_view utf8) {
    while (!utf8.empty()) {
      const std::string_view line = utf8.substr(0, utf8.find('\n'));
      utf8.remove_prefix(std::min(utf8.size(), line.size() + 1));
      // The first line says what file it is.
      if (!std::exchange(is_first_, false)) add(line);
    }
  }
  [[nodiscard]] std::size_t entries() const { return made_.entries_; }

  Dictionary finish(std::string digest) {
    std::ranges::stable_sort(made_.heads_, {}, &Head::hash);
    made_.heads_.shrink_to_fit();
    made_.text_.shrink_to_fit();
    made_.sha256_ = std::move(digest);
    return std::move(made_);
  }

 private:
  void add(std::string_view line) {
    const Line parts = parts_of(line);
    if (parts.glosses.empty()) return;
    const Kinds kinds = kinds_of(parts.glosses);
    if (kinds.is_given_only) return;
    const std::u32string head = fold_each(parts.head);
    // Longer ones are names of institutions, of which only the sound is told.
    if (head.empty() || head.size() > (kinds.is_name ? longest_named : longest_head)) return;
    const auto at = static_cast<std::uint32_t>(made_.text_.size());
    made_.text_ += line;
    made_.text_ += '\n';
    ++made_.entries_;
    if (kinds.is_name) ++made_.names_;
    made_.longest_ = std::max(made_.longest_, head.size());
    made_.heads_.push_back({hash_of(head), at});
    if (kinds.is_name || parts.reading.empty()) return;
    const std::u32string reading = fold_each(parts.reading);
    if (reading.size() < least_reading || reading.size() > longest_head) return;
    made_.longest_ = std::max(made_.longest_, reading.size());
    made_.heads_.push_back({hash_of(reading), at});
  }
  // As fold() does it, but a character at a time: a million headwords have few characters.
  std::u32string fold_each(std::string_view text) {
    std::u32string out;
    for (const char32_t c : to_code_points(text)) {
      auto [known, is_new] = folded_.try_emplace(c);
      if (is_new) known->second = to_code_points(fold(to_utf8(std::u32string_view(&c, 1))));
      out += known->second;
    }
    return out;
  }

  Dictionary made_;
  bool is_first_ = true;
  std::unordered_map<char32_t, std::u32string> folded_;
};

Result<Dictionary> Dictionary::read(std::string path, std::string_view euc_jp) {
  std::string digest = to_hex(ringfence::sha256(euc_jp));
  Builder builder(path);
  while (!euc_jp.empty()) {
    // By the piece: the whole of it as UTF-16 would be memory that is needed for a moment only.
    constexpr std::size_t piece = 1u << 20;
    const std::size_t end = euc_jp.size() <= piece ? std::string_view::npos : euc_jp.find('\n', piece);
    builder.add_lines(from_euc_jp(euc_jp.substr(0, end)));
    euc_jp.remove_prefix(end == std::string_view::npos ? euc_jp.size() : end + 1);
    if (builder.entries() > limits::screening_dictionary_entries) {
      return fail(fmt::format("{}: more than {} entries", path, limits::screening_dictionary_entries));
    }
  }
  if (builder.entries() == 0) {
    return fail(fmt::format("{} is no dictionary in the layout of EDICT", path), {},
                "Debian's packages edict and enamdict have such files, under /usr/share/edict");
  }
  return builder.finish(std::move(digest));
}

std::string_view Dictionary::line_at(std::uint32_t at) const {
  const std::string_view rest = std::string_view(text_).substr(at);
  return rest.substr(0, rest.find('\n'));
}

std::vector<std::size_t> Dictionary::lengths_at(std::u32string_view text) const {
  std::vector<std::size_t> lengths;
  std::uint64_t hash = hash_start;
  for (std::size_t size = 1; size <= std::min(longest_, text.size()); ++size) {
    hash = step(hash, text[size - 1]);
    const auto found = std::ranges::lower_bound(heads_, hash, {}, &Head::hash);
    if (found != heads_.end() && found->hash == hash) lengths.push_back(size);
  }
  return lengths;
}

std::vector<Gloss> Dictionary::find(std::u32string_view word) const {
  std::vector<Gloss> glosses;
  const auto take = [&](Gloss gloss) {
    if (gloss.words.empty() || gloss.words.size() > longest_gloss || glosses.size() >= glosses_kept) return;
    const auto same = [&](const Gloss& each) { return each.words == gloss.words; };
    if (std::ranges::none_of(glosses, same)) glosses.push_back(std::move(gloss));
  };
  for (const Head& head : std::ranges::equal_range(heads_, hash_of(word), {}, &Head::hash)) {
    const Line parts = parts_of(line_at(head.at));
    const bool is_name = kinds_of(parts.glosses).is_name;
    const std::string plain = without_brackets(parts.glosses);
    for (std::string_view rest = plain; !rest.empty();) {
      const std::string_view gloss = rest.substr(0, rest.find('/'));
      rest.remove_prefix(std::min(rest.size(), gloss.size() + 1));
      std::vector<std::string> words = words_in(gloss);
      // Longer ones say where it is.
      if (!is_name || words.size() <= longest_name) take({std::move(words), is_name});
    }
    if (!parts.reading.empty()) take({{to_latin(parts.reading)}, true});
  }
  return glosses;
}

}  // namespace ringfence::screening
