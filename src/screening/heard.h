// How near a word that another script wrote by ear is to one that English spells: "tekunorojii" and "technology",
// "yunivarsiti" and "university", "infrmyshn" and "information". Pure; ASCII only.
#pragma once

#include <string>
#include <string_view>

namespace ringfence::screening {

// The sounds of a word, a letter each; capitals are sounds that need two letters. English spelling has rules of its own
// ("tion", "ce", "ph", a silent "e"), romanised text has none.
std::string heard_in_english(std::string_view word);
std::string heard_as_written(std::string_view romanised);

// Who wrote it down: scripts of East Asia, that take l for r; alphabets that have both; scripts without vowels.
enum class Ear { east_asian, alphabet, without_vowels };

// From 0 to 1: the share of the sounds that the two have in common. Consonants count; sounds that languages take for
// each other (b and v, s and th) count a little; vowels hardly.
double heard_alike(std::string_view one, std::string_view other, Ear ear);

// Under which words that may be alike meet; empty where there are less than two consonants. Japanese and many an
// Englishman leave out an r that no vowel follows; `without_r` as they do.
std::string heard_key(std::string_view heard, bool without_r = false);
// Whether two keys are worth a closer look.
bool may_be_alike(std::string_view key, std::string_view other);

}  // namespace ringfence::screening
