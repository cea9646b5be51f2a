#include "screening/dictionary.h"

#include <fmt/format.h>

#include <tuple>
#include <unordered_map>

#include "base/limits.h"
#include "base/sha256.h"
#include "screening/dictd.h"
#include "screening/edict_line.h"
#include "screening/stem.h"
#include "screening/unicode.h"
#include "screening/unpack.h"

namespace ringfence::screening {

namespace {

constexpr std::size_t longest_head = 24, longest_named = 4, least_reading = 4, glosses_kept = 24, longest_gloss = 6,
                      longest_name = 3;

std::uint64_t step(std::uint64_t hash, char32_t c) {
  return (hash ^ c) * 1'099'511'628'211u;
}
constexpr std::uint64_t hash_start = 14'695'981'039'346'656'037u;

std::uint64_t hash_of(std::u32string_view word) {
  std::uint64_t hash = hash_start;
  for (const char32_t c : searched_form(word)) hash = step(hash, c);
  return hash;
}

}  // namespace

class Dictionary::Builder {
 public:
  explicit Builder(std::string path) { made_.path_ = std::move(path); }

  Status add_edict(std::string_view bytes) {
    bool is_first = true;
    while (!bytes.empty()) {
      // By the piece: the whole of it as UTF-16 would be memory that is needed for a moment only.
      constexpr std::size_t piece = 1u << 20;
      const std::size_t end = bytes.size() <= piece ? bytes.npos : bytes.find('\n', piece);
      const std::string utf8 = from_euc_jp(bytes.substr(0, end));
      bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
      for (std::string_view rest = utf8; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        // The first line says what file it is.
        if (!std::exchange(is_first, false)) add(line);
        if (const Status enough = within_limit(); !enough) return enough;
      }
    }
    return {};
  }
  Status add_dictd(std::string_view text) {
    if (!is_dictd(text)) return {};
    std::vector<Translation> all = translations_in(text);
    const auto order = [](const Translation& each) { return std::tie(each.foreign, each.rank); };
    std::ranges::stable_sort(all, {}, order);
    for (std::size_t at = 0; at < all.size();) {
      std::string line = all[at].foreign + " /";
      for (const std::string& foreign = all[at].foreign; at < all.size() && all[at].foreign == foreign; ++at) {
        line += all[at].english + '/';
      }
      add(line);
      if (const Status enough = within_limit(); !enough) return enough;
    }
    return {};
  }
  // What the characters mean, the Hangul does.
  Status add_hangul(std::string_view hangul, std::string_view characters, const Dictionary& japanese) {
    constexpr std::size_t least = 2;
    const std::u32string word = fold_each(characters);
    if (word.size() < least) return {};
    for (const Head& head : std::ranges::equal_range(japanese.heads_, hash_of(word), {}, &Head::hash)) {
      const Line parts = parts_of(japanese.line_at(head.at));
      if (fold_each(parts.head) == word) add(fmt::format("{} /{}", hangul, parts.glosses));
    }
    return within_limit();
  }
  [[nodiscard]] std::size_t entries() const { return made_.entries_; }

  Dictionary finish(std::string_view bytes) {
    std::ranges::stable_sort(made_.heads_, {}, &Head::hash);
    made_.heads_.shrink_to_fit();
    made_.text_.shrink_to_fit();
    made_.sha256_ = to_hex(ringfence::sha256(bytes));
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
  [[nodiscard]] Status within_limit() const {
    if (entries() <= limits::screening_dictionary_entries) return {};
    return fail(fmt::format("{}: more than {} entries", made_.path_, limits::screening_dictionary_entries));
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
  std::unordered_map<char32_t, std::u32string> folded_;
};

Result<Dictionary> Dictionary::read(std::string path, std::string_view bytes) {
  Builder builder(path);
  Status built;
  if (is_packed(bytes)) {
    const auto text = unpack(bytes, limits::screening_dictionary_bytes);
    if (!text) return fail(fmt::format("{}: {}", path, text.error().message));
    built = builder.add_dictd(*text);
  } else {
    built = builder.add_edict(bytes);
  }
  if (!built) return built.error();
  if (builder.entries() == 0) {
    return fail(fmt::format("{} is no dictionary in a layout that is known here", path), {},
                "known are EDICT's, dictd's (FreeDict, Mueller) and libhangul's hanja.txt, as Debian packages them");
  }
  return builder.finish(bytes);
}

Result<Dictionary> Dictionary::read_hangul(std::string path, std::string_view hanja, const Dictionary& japanese) {
  Builder builder(path);
  for (std::string_view rest = hanja; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t first = line.find(':');
    if (first == line.npos || line.starts_with('#')) continue;
    const std::string_view characters = line.substr(first + 1, line.find(':', first + 1) - first - 1);
    if (const Status added = builder.add_hangul(line.substr(0, first), characters, japanese); !added)
      return added.error();
  }
  if (builder.entries() == 0) return fail(fmt::format("{} has no word that {} has", path, japanese.path()));
  return builder.finish(hanja);
}

std::string_view Dictionary::line_at(std::uint32_t at) const {
  const std::string_view rest = std::string_view(text_).substr(at);
  return rest.substr(0, rest.find('\n'));
}

std::vector<std::size_t> Dictionary::lengths_at(std::u32string_view text) const {
  std::vector<std::size_t> lengths;
  std::uint64_t hash = hash_start;
  const std::u32string searched = searched_form(text.substr(0, longest_));
  for (std::size_t size = 1; size <= searched.size(); ++size) {
    hash = step(hash, searched[size - 1]);
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

std::span<const std::string_view> packaged_dictionaries() {
  static constexpr std::array<std::string_view, 7> paths = {
      "/usr/share/edict/edict",
      "/usr/share/edict/enamdict",
      "/usr/share/libhangul/hanja/hanja.txt",
      "/usr/share/dictd/mueller7.dict.dz",
      "/usr/share/dictd/freedict-eng-hin.dict.dz",
      "/usr/share/dictd/freedict-ara-eng.dict.dz",
      "/usr/share/dictd/freedict-eng-ara.dict.dz",
  };
  return paths;
}

}  // namespace ringfence::screening
