#include "screening/heard.h"
#include "screening/score.h"
#include "screening/sound.h"

namespace ringfence::screening {

namespace {

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool has_digit(const std::string& text) {
  return text.find_first_of("0123456789") != std::string::npos;
}

// One slip in a word of five letters, two in one of eleven. A short word with a slip is another word.
Alike by_spelling(const Atom& one, const Atom& other) {
  const std::size_t size = std::max(one.text.size(), other.text.size());
  // Another digit is another thing: "fund12" is no slip of "fund13".
  if (size < 5 || has_digit(one.text) || has_digit(other.text)) return {};
  const unsigned allowed = size >= 11 ? 2 : 1;
  const unsigned edits = edits_between(one.text, other.text, allowed);
  if (edits <= allowed) return {edits == 1 ? 0.91 : 0.86, Likeness::spelling};
  return {};
}

Alike by_sound(const Atom& one, const Atom& other, bool across) {
  if (one.sound.size() < 3 || other.sound.size() < 3) return {};
  if (one.sound == other.sound) return {0.95, Likeness::sound};
  if (!across) return {};
  const std::size_t size = std::max(one.sound.size(), other.sound.size());
  if (size >= 5) {
    const unsigned allowed = size >= 9 ? 2 : 1;
    const unsigned edits = edits_between(one.sound, other.sound, allowed);
    if (edits <= allowed) return {edits == 1 ? 0.88 : 0.82, Likeness::sound};
  }
  if (one.has_cognates || other.has_cognates) {
    const std::size_t same = cognate_letters(one.sound, other.sound);
    // Two English words of one stem have most letters in common; a learned word of another language has its own ending.
    const bool is_one_stem = !(one.is_english && other.is_english) || 10 * same >= 6 * size;
    if (same > 0 && is_one_stem) return {same >= 7 ? 0.88 : 0.8, Likeness::sound};
  }
  if (one.skeleton.empty() || other.skeleton.empty() || (one.is_english && other.is_english)) return {};
  const bool sounds_otherwise = !one.heard.empty() && !other.heard.empty() &&
                                heard_alike(one.heard, other.heard, std::max(one.ear, other.ear)) == 0;
  if (one.skeleton == other.skeleton && sounds_otherwise) return {0.6, Likeness::consonants};
  if (one.skeleton == other.skeleton)
    return {one.skeleton.size() >= 4 ? 0.9 : one.skeleton.size() == 3 ? 0.85 : 0.68, Likeness::consonants};
  const std::size_t bones = std::max(one.skeleton.size(), other.skeleton.size());
  if (bones >= 5 && edits_between(one.skeleton, other.skeleton, 1) == 1) return {0.74, Likeness::consonants};
  return {};
}

}  // namespace

Alike alike(const Atom& one, const Atom& other, bool across) {
  if (one.text == other.text) return {1, Likeness::same};
  if (is_number(one.text) || is_number(other.text)) {
    if (is_number(one.text) && is_number(other.text)) return {0.5, Likeness::number};
    return {};
  }
  if (across && (one.near & other.near) != 0) return {0.82, Likeness::near};
  // Two words that are both common and not the same are two words: "motor" is no slip of "doctor".
  if (one.is_common && other.is_common) return {};
  if (one.sound.empty() || other.sound.empty()) return {};
  if (one.text.size() == 1 || other.text.size() == 1) {
    if (across && (one.is_common || other.is_common)) return {};
    if (one.text.front() == other.text.front()) return {0.6, Likeness::initial};
    return {};
  }
  if (one.is_exact || other.is_exact) {
    if (one.sound == other.sound && one.sound.size() >= 3) return {0.96, Likeness::sound};
    return {};
  }
  Alike best = by_spelling(one, other);
  if (const Alike heard = by_sound(one, other, across); heard.value > best.value) best = heard;
  if (!across || best.value >= 0.92 || (one.is_english && other.is_english)) return best;
  const Alike by_ear = alike_by_ear(one.heard, one.key, std::max(one.ear, other.ear), other);
  return by_ear.value > best.value ? by_ear : best;
}

namespace {

// Without vowels, w, h and y say little.
std::size_t firm_sounds(std::string_view heard) {
  return static_cast<std::size_t>(std::ranges::count_if(
      heard, [](char c) { return std::string_view("aeiouywh").find(c) == std::string_view::npos; }));
}

}  // namespace

Alike alike_by_ear(std::string_view heard, std::string_view key, Ear ear, const Atom& other) {
  if (heard.empty() || !may_be_alike(key, other.key)) return {};
  const double same = heard_alike(heard, other.heard, ear);
  const std::size_t sounds = ear == Ear::without_vowels ? std::min(firm_sounds(heard), firm_sounds(other.heard)) + 1
                                                        : std::min(heard.size(), other.heard.size());
  if (same < (sounds >= 7 ? 0.83 : sounds >= 4 ? 0.87 : 0.95)) return {};
  return {same >= 0.94 ? 0.92 : same >= 0.88 ? 0.88 : 0.82, Likeness::sound};
}

std::string_view to_text(Verdict verdict) {
  return verdict == Verdict::match ? "match" : verdict == Verdict::review ? "review" : "clear";
}

std::string_view to_text(Likeness likeness) {
  switch (likeness) {
    case Likeness::same:
      return "same";
    case Likeness::spelling:
      return "spelling";
    case Likeness::sound:
      return "sound";
    case Likeness::consonants:
      return "consonants";
    case Likeness::joined:
      return "joined";
    case Likeness::translated:
      return "translated";
    case Likeness::near:
      return "near in meaning";
    case Likeness::number:
      return "another number";
    case Likeness::initial:
      return "initial";
    default:
      return "missing";
  }
}

}  // namespace ringfence::screening
