// What folding does to one letter. Pure.
#pragma once

namespace ringfence::screening {

// Letters that differ in looks or in the keyboard they came from, not in what they say.
char32_t plain_letter(char32_t c);
// Tatweel, vowel points of Arabic and Hebrew, joiners, direction marks, stress marks.
bool is_silent(char32_t c);

}  // namespace ringfence::screening
