// How alike two names are, and why. Pure: a value of two names and of how common their words are.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "screening/name.h"

namespace ringfence::screening {

// From these scores on; docs/screening.md says what they were measured on.
inline constexpr double match_from = 0.88;
inline constexpr double review_from = 0.74;

enum class Verdict { clear, review, match };
std::string_view to_text(Verdict verdict);
inline Verdict verdict_of(double score) {
  return score >= match_from ? Verdict::match : score >= review_from ? Verdict::review : Verdict::clear;
}

// How one word of the asked name was found in the listed one (or not).
enum class Likeness { same, spelling, sound, consonants, joined, translated, near, number, initial, missing };
std::string_view to_text(Likeness likeness);

struct Reason {
  std::string asked;   // as written; empty: the listed name has it, the asked one does not
  std::string listed;  // likewise
  Likeness how = Likeness::missing;
  double alike = 0;   // 0 to 1
  double weight = 0;  // what it counts
};

struct Score {
  double value = 0;
  bool is_across = false;  // the two names are in different scripts
  bool is_within = false;  // the whole listed name is in the asked one, which says more: a branch, a part
  double both = 0, only_asked = 0, only_listed = 0;  // what the words count that are found, and that are not
  // Across scripts: how much speaks for the two being one, for comparing entries with each other (outstanding.h).
  double standing = 0;
  std::vector<Reason> reasons;
  std::string note;  // what lowered the score besides the words: another legal form, another number
};

// How rare a word is in the lists, as a factor of about 1; and what is known of words in general comes on top.
using Rarity = std::function<double(const std::string& word)>;

Score compare(const Name& asked, const Name& listed, const Rarity& rarity,
              const Lexicon& lexicon = Lexicon::standard());

struct Alike {
  double value = 0;
  Likeness how = Likeness::missing;
};
// `across`: the words come from different scripts, so sound counts more than spelling.
Alike alike(const Atom& one, const Atom& other, bool across);
// What one script wrote as it is heard, and a word: the sounds are mostly there, whatever the spelling.
Alike alike_by_ear(std::string_view heard, std::string_view key, Ear ear, const Atom& other);

}  // namespace ringfence::screening
