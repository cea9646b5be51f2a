// What a demand to withhold asks for, and no more: which item, from whom. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demand/case/says.h"

namespace ringfence::demand {

// What of a withholding goes beyond the demand: "post 7", "viewers in JP"; nothing: it asks for all of it. Groups among
// the demand's viewers stand for who is in them now.
std::optional<std::string> beyond(const Says& says, const Named& item, const std::vector<policy::Code>& jurisdictions);

// Those of the jurisdictions from whose viewers it asks the item to be withheld; none where it does not name the item.
std::vector<policy::Code> asked_from(const Says& says, const Named& item,
                                     const std::vector<policy::Code>& jurisdictions);

}  // namespace ringfence::demand
