#include "screening/lexicon.h"

#include <fmt/format.h>

#include <stdexcept>

#include "screening/glossary_text.h"
#include "screening/sound.h"

namespace ringfence::screening {

namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    const auto part = trim(text.substr(0, end));
    if (!part.empty()) parts.push_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const auto part : split(text, ' ')) words.emplace_back(part);
  return words;
}

Term read_meaning(std::string_view text) {
  Term term;
  if (text.starts_with("@form")) {
    term.role = Role::form;
    const auto parts = split(text.substr(5), ';');
    if (!parts.empty()) term.form = parts.front();
    for (std::size_t at = 1; at < parts.size(); ++at) term.meanings.push_back(words_of(parts[at]));
  } else if (text.starts_with("@filler")) {
    term.role = Role::filler;
  } else if (text.starts_with("@tail")) {
    term.role = Role::tail;
  } else if (text.starts_with("@part")) {
    term.role = Role::part;
    for (const auto part : split(text.substr(5), ';')) term.meanings.push_back(words_of(part));
  } else {
    for (const auto part : split(text, ';')) term.meanings.push_back(words_of(part));
  }
  return term;
}

// In what is written without spaces a term is its characters; else its words, each folded.
std::string folded_phrase(std::string_view written) {
  std::string out;
  for (const auto word : split(written, ' ')) {
    if (!out.empty()) out += ' ';
    const std::string folded = fold(word);
    out += script_of(to_code_points(folded).front()) == Script::latin ? to_latin(folded) : folded;
  }
  return out;
}

}  // namespace

const Lexicon& Lexicon::standard() {
  static const Lexicon lexicon = [] {
    Lexicon made;
    for (const GlossaryText& each : glossary_texts()) made.add(each.name, each.text);
    made.finish();
    return made;
  }();
  return lexicon;
}

void Lexicon::add(std::string_view name, std::string_view text) {
  unsigned group = 0;
  for (const auto line : split(text, '\n')) {
    if (line.starts_with('#')) continue;
    if (name == "kanji") {
      const auto words = words_of(line);
      auto& readings = japanese_[to_code_points(fold(words.front())).front()];
      for (auto each = words.begin() + 1; each != words.end(); ++each) readings.push_back(*each);
      continue;
    }
    const std::size_t middle = line.find(name == "weights" || name == "near" ? ':' : '=');
    if (middle == std::string_view::npos) throw std::runtime_error(fmt::format("glossary/{}.txt: {}", name, line));
    const auto left = trim(line.substr(0, middle)), right = trim(line.substr(middle + 1));
    if (name == "weights") {
      for (const auto& word : words_of(right)) weights_[word] = std::stod(std::string(left));
    } else if (name == "near") {
      for (const auto& word : words_of(right)) near_[word] |= std::uint64_t{1} << group;
      if (++group > 64) throw std::runtime_error("glossary/near.txt has too many groups");
    } else if (name.starts_with("english")) {
      for (const auto& word : words_of(right)) canonical_[word] = left;
    } else {
      const Term term = read_meaning(right);
      for (const auto& meaning : term.meanings) {
        for (const auto& word : meaning) common_.emplace(word, name.starts_with("places") ? 0.6 : 0.5);
      }
      for (auto written : split(left, '|')) {
        const bool stem = written.ends_with('*');
        if (stem) written.remove_suffix(1);
        const std::string folded = folded_phrase(written);
        const auto points = to_code_points(folded);
        if (is_unspaced(script_of(points.front()))) {
          std::u32string joined;
          std::ranges::copy_if(points, std::back_inserter(joined), [](char32_t c) { return c != U' '; });
          unspaced_.try_emplace(joined, term);
          longest_unspaced_ = std::max(longest_unspaced_, joined.size());
        } else if (stem) {
          stems_.try_emplace(folded, term);
        } else {
          phrases_.try_emplace(folded, term);
          const auto words = words_of(folded);
          longest_phrase_ = std::max(longest_phrase_, words.size());
          phrase_starts_[words.front()] = phrase_starts_[words.front()] || words.size() > 1;
        }
      }
    }
  }
}

void Lexicon::finish() {
  for (const auto& [word, weight] : common_) weights_.try_emplace(canonical(word), weight);
  const auto add_slips = [&](const std::string& word) {
    if (word.size() < 7) return;
    for (std::size_t at = 0; at < word.size(); ++at) {
      slips_.try_emplace(word.substr(0, at) + word.substr(at + 1), word);
    }
    slips_.try_emplace(word, word);
  };
  for (const auto& [word, weight] : weights_) add_slips(word);
  for (const auto& [word, usual] : canonical_) add_slips(word);
  for (const auto& [phrase, term] : phrases_) {
    if (term.role == Role::form) add_slips(phrase);
  }
}

Status Lexicon::read_dictionary(const std::string& path, std::string_view bytes) {
  const bool is_of_hangul = bytes.starts_with('#');
  const auto japanese = std::ranges::find_if(dictionaries_, [](const Dictionary& each) { return !each.is_of_names(); });
  if (is_of_hangul && japanese == dictionaries_.end()) {
    return fail(
        fmt::format("{} says with which characters Korean words are written, and no dictionary that has those", path),
        {}, "name the dictionary EDICT before it");
  }
  auto read = is_of_hangul ? Dictionary::read_hangul(path, bytes, *japanese) : Dictionary::read(path, bytes);
  if (!read) return read.error();
  use(std::move(*read));
  return {};
}

std::string Lexicon::corrected(const std::string& word) const {
  if (word.size() < 6 || weights_.contains(word) || canonical_.contains(word)) return {};
  const auto close = [&](const std::string& key) -> const std::string* {
    const auto found = slips_.find(key);
    return found != slips_.end() && edits_between(word, found->second, 1) == 1 ? &found->second : nullptr;
  };
  const std::string* meant = close(word);
  for (std::size_t at = 0; meant == nullptr && at < word.size(); ++at) {
    meant = close(word.substr(0, at) + word.substr(at + 1));
  }
  if (meant == nullptr) return {};
  const auto form = phrases_.find(*meant);
  if (form != phrases_.end() && form->second.role == Role::form) return "@" + form->second.form;
  return canonical(*meant);
}

Lexicon::Found Lexicon::find_words(std::span<const std::string> words) const {
  const std::string& first = words.front();
  const auto start = phrase_starts_.find(first);
  if (start != phrase_starts_.end()) {
    const std::size_t longest = start->second ? std::min(longest_phrase_, words.size()) : 1;
    for (std::size_t count = longest; count > 0; --count) {
      std::string phrase = first;
      for (std::size_t at = 1; at < count; ++at) phrase += ' ' + words[at];
      const auto found = phrases_.find(phrase);
      if (found != phrases_.end()) return {&found->second, count};
    }
  }
  if (stems_.empty() || static_cast<unsigned char>(first.front()) < 0x80) return {};
  for (std::size_t size = first.size(); size >= 4; --size) {
    const auto found = stems_.find(first.substr(0, size));
    if (found != stems_.end()) return {&found->second, 1};
  }
  return {};
}

std::vector<Lexicon::Found> Lexicon::find_unspaced(std::u32string_view text) const {
  std::vector<Found> found;
  for (std::size_t size = 1; size <= std::min(longest_unspaced_, text.size()); ++size) {
    const auto term = unspaced_.find(std::u32string(text.substr(0, size)));
    if (term != unspaced_.end()) found.push_back({&term->second, size});
  }
  return found;
}

std::vector<std::size_t> Lexicon::find_in_dictionaries(std::u32string_view text, Characters of) const {
  std::vector<std::size_t> lengths;
  for (const Dictionary& each : dictionaries_) {
    if (of == Characters::chinese && each.is_of_names()) continue;
    for (const std::size_t length : each.lengths_at(text)) lengths.push_back(length);
  }
  return lengths;
}

std::vector<Gloss> Lexicon::look_up(std::u32string_view word, Characters of) const {
  std::vector<Gloss> glosses;
  for (const Dictionary& each : dictionaries_) {
    if (of == Characters::chinese && each.is_of_names()) continue;
    for (Gloss& gloss : each.find(word)) {
      if (of != Characters::chinese || !gloss.is_reading) glosses.push_back(std::move(gloss));
    }
  }
  return glosses;
}

const std::string& Lexicon::canonical(const std::string& word) const {
  const auto found = canonical_.find(word);
  return found == canonical_.end() ? word : found->second;
}

const std::string& Lexicon::singular(const std::string& word) const {
  const auto found = weights_.find(word.substr(0, word.size() - 1));
  return found == weights_.end() ? word : found->first;
}

double Lexicon::weight(const std::string& word) const {
  const auto found = weights_.find(word);
  return found == weights_.end() ? 1.0 : found->second;
}

std::uint64_t Lexicon::near(const std::string& word) const {
  const auto found = near_.find(word);
  return found == near_.end() ? 0 : found->second;
}

std::span<const std::string> Lexicon::japanese(char32_t character) const {
  const auto found = japanese_.find(character);
  if (found == japanese_.end()) return {};
  return found->second;
}

}  // namespace ringfence::screening
