// What neighbours in a name are together. Pure; used by take_apart().
#pragma once

#include "screening/name.h"

namespace ringfence::screening {

// Fills in `joined` and `stretches` of a name whose units are known.
void join(Name& name, const Lexicon& lexicon);

}  // namespace ringfence::screening
