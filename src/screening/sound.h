// How a word sounds, roughly: keys under which the many ways to write one name in Latin letters meet. Pure; ASCII only.
#pragma once

#include <string>
#include <string_view>

namespace ringfence::screening {

// Spellings of one sound as one: kh/h, sh/s, ts/tz/c, ya/ia/ja, ou/o, doubled letters, … ("Shevchenko" and ISO 9's
// "Sevcenko" are the same; so are "Tokyo", "Toukyou" and "Tōkyō").
std::string sound_of(std::string_view latin);

// The consonants of the sound, voiced and voiceless as one: for scripts that leave vowels out, for Korean and for loan
// words.
std::string skeleton_of(std::string_view latin);

// How many letters two sounds begin with alike, k and c, s and z, f and th being one: "геотехнический" is
// "geotechnical" up to its ending. 0 where that is less than five letters or half of the shorter word.
std::size_t cognate_letters(std::string_view one, std::string_view other);
// What the sounds of cognates begin with.
std::string cognate_start(std::string_view sound);

// Damerau–Levenshtein with neighbours swapped as one edit; `limit` + 1 where it is more than `limit`.
unsigned edits_between(std::string_view one, std::string_view other, unsigned limit);

}  // namespace ringfence::screening
