#include "screening/index.h"

#include <fmt/format.h>

#include <cmath>

#include "base/limits.h"
#include "screening/heard.h"
#include "screening/outstanding.h"
#include "screening/sound.h"

namespace ringfence::screening {

namespace {

// A word and the same with each letter left out: two words that are one slip apart share one of these.
std::vector<std::string> slips_of(const std::string& word) {
  std::vector<std::string> slips;
  if (word.size() < 5 || word.size() > 24) return slips;
  slips.push_back(word);
  for (std::size_t at = 0; at < word.size(); ++at) {
    slips.push_back(word.substr(0, at) + word.substr(at + 1));
  }
  return slips;
}

constexpr double left_out_of_promise = 0.35;

std::size_t shared_by_too_many(std::size_t names) {
  return std::max<std::size_t>(2'000, names / 20);
}

// Lists write two names of one party with a slash between them; "A/S" and "a/k/a" are no such thing.
std::vector<std::string> parts_of(const std::string& written) {
  std::vector<std::string> parts;
  if (written.find('/') == std::string::npos) return parts;
  std::string_view rest = written;
  for (;;) {
    const std::size_t end = rest.find('/');
    const std::string_view part = rest.substr(0, end);
    if (part.size() < 6) return {};
    parts.emplace_back(part);
    if (end == std::string_view::npos) return parts;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

Index::Index(std::vector<Entry> entries, const Lexicon& lexicon) : lexicon_(lexicon), entries_(std::move(entries)) {
  for (std::uint32_t e = 0; e < entries_.size(); ++e) {
    for (std::uint32_t a = 0; a <= entries_[e].aliases.size(); ++a) {
      const std::string& written = a == 0 ? entries_[e].name : entries_[e].aliases[a - 1];
      add({e, a, {}}, written);
      for (std::string& part : parts_of(written)) add({e, a, part}, part);
    }
  }
  for (std::uint32_t word = 0; word < words_.size(); ++word) add_keys(word);
  weigh();
}

void Index::weigh() {
  weights_.resize(names_.size());
  for (const Known& word : words_) {
    // Another spelling of a common word is not a word more.
    if (!word.is_word || lexicon_.canonical(word.atom.text) != word.atom.text) continue;
    const auto worth = static_cast<float>(lexicon_.weight(word.atom.text) * rarity(word.atom.text));
    for (const std::uint32_t name : word.names) weights_[name] += worth;
  }
}

void Index::add(Listed listed, std::string_view written) {
  const auto id = static_cast<std::uint32_t>(names_.size());
  names_.push_back(std::move(listed));
  add_words(id, take_apart(written, lexicon_));
}

const std::string& Index::text_of(const Listed& listed) const {
  if (!listed.part.empty()) return listed.part;
  const Entry& entry = entries_[listed.entry];
  return listed.alias == 0 ? entry.name : entry.aliases[listed.alias - 1];
}

void Index::add_words(std::uint32_t name, const Name& taken) {
  by_folded_[taken.folded].push_back(name);
  for (const Unit& unit : taken.units) {
    if (unit.role == Role::filler || unit.role == Role::tail || unit.role == Role::form) continue;
    for (const Meaning& meaning : unit.meanings) {
      for (const Atom& atom : meaning.atoms) add_word(name, atom);
    }
  }
  for (const Stretch& stretch : taken.stretches) {
    for (const Piece& piece : stretch.pieces) {
      if (piece.length >= 2 && piece.sound.size() >= 3) add_word(name, {piece.sound, piece.sound, piece.skeleton});
    }
    for (std::size_t at = 0; at + 1 < stretch.run.size(); ++at) {
      add_word(name, {to_utf8(std::u32string_view(stretch.run).substr(at, 2)), {}, {}});
    }
  }
  for (const Joined& joined : taken.joined) add_word(name, joined.atom, false);
}

void Index::add_word(std::uint32_t name, const Atom& atom, bool is_word) {
  const auto [found, is_new] = by_text_.try_emplace(atom.text, static_cast<std::uint32_t>(words_.size()));
  if (is_new) words_.push_back({atom, {}, false});
  words_[found->second].is_word |= is_word;
  Ids& names = words_[found->second].names;
  if (names.empty() || names.back() != name) names.push_back(name);
}

void Index::add_keys(std::uint32_t word) {
  const Atom& atom = words_[word].atom;
  if (atom.sound.size() >= 3) by_sound_[atom.sound].push_back(word);
  if (!atom.skeleton.empty()) by_skeleton_[atom.skeleton].push_back(word);
  if (words_[word].is_word && atom.sound.size() >= 5) by_start_[cognate_start(atom.sound)].push_back(word);
  if (!atom.key.empty()) by_heard_[atom.key].push_back(word);
  if (const std::string key = heard_key(atom.heard, true); !key.empty() && key != atom.key)
    by_heard_[key].push_back(word);
  if (!words_[word].is_word || lexicon_.is_common(atom.text)) return;
  for (std::string& slip : slips_of(atom.text)) by_slip_[std::move(slip)].push_back(word);
  if (atom.sound == atom.text) return;
  for (std::string& slip : slips_of(atom.sound)) by_slip_[std::move(slip)].push_back(word);
}

double Index::rarity(const std::string& word) const {
  if (names_.size() < 200) return 1;
  const auto found = by_text_.find(word);
  const double count = found == by_text_.end() ? 1 : static_cast<double>(words_[found->second].names.size());
  const auto all = static_cast<double>(names_.size());
  return 0.55 + 0.45 * std::log(all / std::max(count, 1.0)) / std::log(all);
}

void Index::take(const Keys& keys, const std::string& key, double alike, Likely& words) {
  const auto found = keys.find(key);
  if (found == keys.end()) return;
  for (const std::uint32_t word : found->second) words[word] = std::max(words[word], alike);
}

void Index::take_same(const std::string& text, Likely& words) const {
  const auto same = by_text_.find(text);
  if (same != by_text_.end()) words[same->second] = 1;
}

Index::Likely Index::words_like(const Atom& atom, bool across) const {
  Likely words;
  take_same(atom.text, words);
  if (atom.has_cognates) take(by_start_, cognate_start(atom.sound), 0.7, words);
  if (lexicon_.is_common(atom.text)) return words;
  take(by_sound_, atom.sound, 0.95, words);
  if (across && !atom.is_english) {
    take(by_skeleton_, atom.skeleton, atom.skeleton.size() > 2 ? 0.8 : 0.4, words);
    if (!atom.key.empty()) take(by_heard_, atom.key, atom.key.size() > 2 ? 0.6 : 0.3, words);
  }
  for (const std::string& slip : slips_of(atom.text)) take(by_slip_, slip, 0.8, words);
  if (atom.sound == atom.text) return words;
  for (const std::string& slip : slips_of(atom.sound)) take(by_slip_, slip, 0.8, words);
  return words;
}

Index::Likely Index::words_like(const Stretch& stretch) const {
  Likely words;
  for (const Piece& piece : stretch.pieces) {
    if (piece.sound.size() >= 3) take(by_sound_, piece.sound, 0.9, words);
    if (piece.skeleton.size() >= 3) take(by_skeleton_, piece.skeleton, 0.8, words);
    if (piece.key.size() > 2) take(by_heard_, piece.key, 0.6, words);
    const bool is_whole = piece.length == stretch.run.size();
    if (piece.skeleton.size() == 2 && is_whole) take(by_skeleton_, piece.skeleton, 0.4, words);
  }
  for (std::size_t at = 0; at + 1 < stretch.run.size(); ++at) {
    take_same(to_utf8(std::u32string_view(stretch.run).substr(at, 2)), words);
  }
  return words;
}

std::vector<Index::Part> Index::words_like(const Name& asked) const {
  const bool across = asked.script != Script::latin;
  std::vector<Part> parts;
  for (const Unit& unit : asked.units) {
    if (unit.role == Role::filler || unit.role == Role::tail || unit.role == Role::form) continue;
    Part& part = parts.emplace_back();
    for (const Meaning& meaning : unit.meanings) {
      std::vector<Likely>& all = part.emplace_back();
      for (const Atom& atom : meaning.atoms) all.push_back(words_like(atom, across));
    }
  }
  for (const Stretch& stretch : asked.stretches) parts.push_back({{words_like(stretch)}});
  Likely words;
  for (const Joined& joined : asked.joined) {
    take_same(joined.atom.text, words);
    take(by_sound_, joined.atom.sound, 0.95, words);
    if (!across || joined.atom.is_exact) continue;
    take(by_slip_, joined.atom.text, 0.8, words);
    for (const std::string& slip : slips_of(joined.atom.text)) take(by_slip_, slip, 0.8, words);
    if (joined.atom.skeleton.size() >= 3) take(by_skeleton_, joined.atom.skeleton, 0.8, words);
    if (joined.atom.key.size() >= 3) take(by_heard_, joined.atom.key, 0.6, words);
  }
  parts.push_back({{std::move(words)}});
  return parts;
}

std::unordered_map<std::uint32_t, double> Index::promises(const Name& asked) const {
  std::unordered_map<std::uint32_t, double> promise, of_part, of_meaning, of_word;
  const std::size_t too_many = shared_by_too_many(names_.size());
  const auto take_most = [](std::unordered_map<std::uint32_t, double>& most, std::uint32_t name, double worth) {
    double& so_far = most[name];
    so_far = std::max(so_far, worth);
  };
  for (const Part& part : words_like(asked)) {
    of_part.clear();
    for (const std::vector<Likely>& meaning : part) {
      of_meaning.clear();
      for (const Likely& likely : meaning) {
        of_word.clear();
        for (const auto& [word, alike] : likely) {
          const Known& known = words_[word];
          if (known.names.size() > too_many) continue;
          const double worth = alike * lexicon_.weight(known.atom.text) * rarity(known.atom.text);
          for (const std::uint32_t name : known.names) take_most(of_word, name, worth);
        }
        for (const auto& [name, worth] : of_word) of_meaning[name] += worth;
      }
      for (const auto& [name, worth] : of_meaning) take_most(of_part, name, worth);
    }
    for (const auto& [name, worth] : of_part) promise[name] += worth;
  }
  return promise;
}

std::vector<Hit> Index::compared(const Name& asked, double least) const {
  std::unordered_map<std::uint32_t, double> promise = promises(asked);
  if (const auto same = by_folded_.find(asked.folded); same != by_folded_.end()) {
    for (const std::uint32_t name : same->second) promise[name] += 100;
  }
  std::vector<std::pair<double, std::uint32_t>> best;
  best.reserve(promise.size());
  for (const auto& [name, worth] : promise) {
    // What else the name says counts against it, as it will when it is compared in full.
    best.emplace_back(left_out_of_promise * std::max(0.0, double(weights_[name]) - worth) - worth, name);
  }
  const std::size_t kept = std::min(best.size(), limits::screening_candidates);
  std::ranges::partial_sort(best, best.begin() + static_cast<std::ptrdiff_t>(kept));
  best.resize(kept);

  std::map<std::uint32_t, Hit> hits;
  const Rarity rare = [this](const std::string& word) { return rarity(word); };
  for (const auto& [worth, name] : best) {
    const Listed& listed = names_[name];
    Score score = compare(asked, take_apart(text_of(listed), lexicon_), rare, lexicon_);
    if (score.value < least && !score.is_within) continue;
    const auto [hit, is_new] = hits.try_emplace(listed.entry);
    if (is_new || score.value > hit->second.score.value) hit->second = {listed.entry, listed.alias, std::move(score)};
  }
  std::vector<Hit> sorted;
  for (auto& [entry, hit] : hits) sorted.push_back(std::move(hit));
  std::ranges::stable_sort(sorted, [](const Hit& a, const Hit& b) { return a.score.value > b.score.value; });
  return sorted;
}

std::vector<Hit> Index::find(const Name& asked, double least) const {
  std::vector<Hit> sorted = compared(asked, std::min(least, weighed_from));
  if (asked.script != Script::latin && !sorted.empty()) weigh_up(sorted);
  std::erase_if(sorted, [&](const Hit& hit) { return hit.score.value < least && !hit.score.is_within; });
  return sorted;
}

const std::string& Index::listed_name(const Hit& hit) const {
  const Entry& entry = entries_[hit.entry];
  return hit.alias == 0 ? entry.name : entry.aliases[hit.alias - 1];
}

}  // namespace ringfence::screening
