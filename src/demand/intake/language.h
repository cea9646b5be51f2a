// The tongues a notice is written in. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringfence::intake {

// ISO 639-1 codes, sorted, of each tongue that at least a sentence or two of a folded text is in: de, en, es, fr, ja,
// ko, ru, tr, uk, zh.
std::vector<std::string> languages_of(std::string_view folded);

}  // namespace ringfence::intake
