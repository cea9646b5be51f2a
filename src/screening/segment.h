// Text without spaces cut into units, by the glossary and the dictionaries. Pure; used by take_apart().
#pragma once

#include <string>
#include <vector>

#include "screening/name.h"

namespace ringfence::screening {

// A term of the glossary as a unit.
Unit unit_of(const Term& term, std::string written, Script script, const Lexicon& lexicon);

// English words as they are compared.
Meaning meaning_of(const std::vector<std::string>& words, const Lexicon& lexicon, double fidelity, How how);

// Appends the units of one folded word in a script for which is_unspaced() holds.
void cut_unspaced(const std::string& text, Script script, Characters of, const Lexicon& lexicon,
                  std::vector<Unit>& out);

}  // namespace ringfence::screening
