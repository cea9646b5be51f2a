// What the hits of one name say of each other. Pure.
#pragma once

#include <vector>

#include "screening/index.h"

namespace ringfence::screening {

// Hits below this score are of no use to weigh_up().
inline constexpr double weighed_from = 0.4;
// The most that is left of a score across scripts that says too little.
inline constexpr double just_clear = review_from - 0.01;

// Across scripts common words alone make names alike, and whoever translates a name chooses words. So a middling score
// is for a person to look at where the entry stands out from all others, by enough that both names have; where it does
// not, it is clear. Beside an entry that is found, what is well below it is noise. `sorted`: not empty, best first.
void weigh_up(std::vector<Hit>& sorted);

}  // namespace ringfence::screening
