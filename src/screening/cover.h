// How much of one name another has. Pure; used by compare().
#pragma once

#include <string>
#include <vector>

#include "screening/score.h"

namespace ringfence::screening {

struct Covered {
  double alike = 0;   // 0 to 1: the share of the unit that was found
  double weight = 0;  // what the unit counts
  Likeness how = Likeness::missing;
  std::string partner;  // what it was found in, as written there
};

struct Cover {
  double found = 0;
  double weight = 0;
  std::vector<Covered> units;  // one for each unit of the name
};

Cover cover(const Name& name, const Name& in, bool across, const Rarity& rarity, const Lexicon& lexicon);

}  // namespace ringfence::screening
