// Names of Latin letters, as kana and Hangul write them: シーテック is "C" and "tekku". Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringfence::screening {

// What the text may be in Latin letters where it begins with names of letters, ends with them, or is nothing else;
// empty where it has none. `text` is folded.
std::vector<std::string> lettered(std::u32string_view text);

}  // namespace ringfence::screening
