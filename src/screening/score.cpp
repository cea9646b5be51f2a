#include "screening/score.h"

#include <array>
#include <cmath>
#include <unordered_map>

#include "screening/cover.h"

namespace ringfence::screening {

namespace {

// What is missing on both sides is one thing put for another, and counts more than what only one side says.
constexpr double swapped = 1.9, swapped_across = 1.4, left_out = 0.5, left_out_across = 0.4;
// Less common ground than this is no ground: two names of common words alone may well be two organisations.
constexpr double least_evidence = 0.75;
constexpr double other_form = 0.87, other_number_most = 0.86, of_it_most = 0.5;

std::set<std::string> forms_of(const Name& name) {
  std::set<std::string> forms;
  for (const Unit& unit : name.units) {
    if (unit.role == Role::form && !unit.form.empty() && unit.form != "company") forms.insert(unit.form);
  }
  return forms;
}

// East Asia has one word for what English calls a corporation, a limited company or just "Inc.".
bool has_loose_forms(const Name& name) {
  return name.script == Script::han || name.script == Script::kana || name.script == Script::hangul;
}

bool have_other_forms(const Name& one, const Name& other) {
  if (one.script != other.script && (has_loose_forms(one) || has_loose_forms(other))) return false;
  const auto a = forms_of(one), b = forms_of(other);
  return !a.empty() && !b.empty() && std::ranges::none_of(a, [&](const std::string& form) { return b.contains(form); });
}

std::u32string without_forms(const Name& name) {
  std::u32string text;
  for (const Unit& unit : name.units) {
    if (unit.role == Role::word || unit.role == Role::number) text += to_code_points(unit.written);
  }
  return text;
}

// Names of one unspaced script are compared as written too: a word that no glossary knows is still the same word.
double written_alike(const Name& one, const Name& other) {
  if (!is_unspaced(one.script) || !is_unspaced(other.script)) return 0;
  const std::u32string a = without_forms(one), b = without_forms(other);
  if (a.empty() || b.empty()) return 0;
  std::vector<std::size_t> last(b.size() + 1), row(b.size() + 1);
  for (const char32_t c : a) {
    for (std::size_t j = 1; j <= b.size(); ++j)
      row[j] = c == b[j - 1] ? last[j - 1] + 1 : std::max(last[j], row[j - 1]);
    std::swap(last, row);
  }
  const double common = static_cast<double>(last[b.size()]);
  const auto shorter = static_cast<double>(std::min(a.size(), b.size()));
  const auto longer = static_cast<double>(std::max(a.size(), b.size()));
  // "北航" of "北京航空航天大学": every character of a short name, in order, from the first one on
  if (common == shorter && shorter >= 2 && shorter <= 4 && longer >= 5 && a.front() == b.front()) return review_from;
  const double differs_in_both = shorter - common;
  return common / (common + 2.2 * differs_in_both + 0.6 * (longer - shorter));
}

bool is_another_number(const Cover& cover) {
  return std::ranges::any_of(cover.units, [](const Covered& unit) { return unit.how == Likeness::number; });
}

// The listed name is there whole, and is more than a common word.
bool is_within(const Cover& asked, const Cover& listed, std::size_t words) {
  return listed.weight - listed.found < 0.06 * listed.weight && listed.found >= 1.2 && words >= 2 &&
         asked.weight - asked.found > 0.2 * asked.weight;
}

// All that is found is whose part it is: an institute of an academy is not the academy.
bool is_only_of_it(const Name& asked, const Cover& of_asked, const Cover& of_listed) {
  const auto of_whom = std::ranges::find_if(asked.units, &Unit::is_part_of);
  if (of_whom == asked.units.end() || of_asked.weight - of_asked.found < least_evidence) return false;
  return std::ranges::all_of(of_listed.units, [&](const Covered& unit) {
    return unit.weight == 0 || unit.alike < 0.5 || unit.partner == of_whom->written;
  });
}

std::size_t words_in(const Name& name) {
  return static_cast<std::size_t>(std::ranges::count(name.units, Role::word, &Unit::role));
}

void explain(const Name& asked, const Name& listed, const Cover& of_asked, const Cover& of_listed, Score& score) {
  for (std::size_t i = 0; i < asked.units.size(); ++i) {
    const Covered& unit = of_asked.units[i];
    if (asked.units[i].role == Role::filler || asked.units[i].role == Role::tail) continue;
    score.reasons.push_back({asked.units[i].written, unit.partner, unit.how, unit.alike, unit.weight});
  }
  for (std::size_t i = 0; i < listed.units.size(); ++i) {
    const Covered& unit = of_listed.units[i];
    if (listed.units[i].role != Role::word && listed.units[i].role != Role::number) continue;
    if (unit.alike < 0.5) score.reasons.push_back({"", listed.units[i].written, Likeness::missing, 0, unit.weight});
  }
}

// What is missing and nobody could translate: it may still be what the other name says in its own words.
double unknown_in(const Name& asked, const Cover& of_asked, const Name& listed, const Cover& of_listed) {
  double unknown = 0;
  for (std::size_t i = 0; i < asked.units.size(); ++i) {
    const auto& meanings = asked.units[i].meanings;
    const bool is_known = std::ranges::find(meanings, How::translated, &Meaning::how) != meanings.end();
    if (of_asked.units[i].alike < 0.5 && !is_known) unknown += of_asked.units[i].weight;
  }
  for (std::size_t i = 0; i < listed.units.size(); ++i) {
    const auto& meanings = listed.units[i].meanings;
    const bool is_known = !meanings.empty() && std::ranges::any_of(meanings.front().atoms, &Atom::is_common);
    if (of_listed.units[i].alike < 0.5 && !is_known) unknown += of_listed.units[i].weight;
  }
  return unknown;
}

// Fitted to the half of the data that may be looked at: docs/decisions/0018-screening.md.
double standing_of(const Score& score, double unknown) {
  constexpr double worth_of_much = 0.155, worth_of_unknown = 0.106, most_unknown = 3, least_both = 0.1;
  const double all = score.both + score.only_asked + score.only_listed;
  if (all == 0) return 0;
  return score.both / all + worth_of_much * std::log(std::max(score.both, least_both)) +
         worth_of_unknown * std::min(unknown, most_unknown);
}

}  // namespace

Score compare(const Name& asked, const Name& listed, const Rarity& rarity, const Lexicon& lexicon) {
  Score score;
  const bool across = asked.script != listed.script;
  score.is_across = across;
  const Cover of_asked = cover(asked, listed, across, rarity, lexicon);
  const Cover of_listed = cover(listed, asked, across, rarity, lexicon);
  explain(asked, listed, of_asked, of_listed, score);
  if (!asked.folded.empty() && asked.folded == listed.folded) {
    score.value = 1;
    return score;
  }
  const double found = (of_asked.found + of_listed.found) / 2;
  const double one = of_asked.weight - of_asked.found, other = of_listed.weight - of_listed.found;
  score.both = found, score.only_asked = one, score.only_listed = other;
  if (across) score.standing = standing_of(score, unknown_in(asked, of_asked, listed, of_listed));
  const double both = std::min(one, other), more = std::max(one, other) - both;
  const double against = (across ? swapped_across : swapped) * both + (across ? left_out_across : left_out) * more;
  if (found > 0) score.value = found / (found + against);
  if (found < least_evidence) score.value *= 0.55 + 0.45 * found / least_evidence;
  score.value = std::max(score.value, written_alike(asked, listed));
  if (is_another_number(of_asked) && score.value > other_number_most) {
    score.value = other_number_most;
    score.note = "another number";
  }
  if (have_other_forms(asked, listed)) {
    score.value *= other_form;
    score.note = score.note.empty() ? "another legal form" : score.note + ", another legal form";
  }
  if (is_only_of_it(asked, of_asked, of_listed) && score.value > of_it_most) {
    score.value = of_it_most;
    score.standing = std::min(score.standing, of_it_most);
    score.note += score.note.empty() ? "a part of it" : ", a part of it";
  }
  // Equal only once folded and without what weighs nothing: as good as the same, but it is not the same text.
  score.value = std::min(score.value, 0.99);
  score.is_within = is_within(of_asked, of_listed, words_in(listed));
  return score;
}

}  // namespace ringfence::screening
