// A proposal for a person who holds it against the notice. Pure.
#pragma once

#include <string>

#include "demand/intake/proposal.h"

namespace ringfence::intake {

// Every address with its lines, and why it was kept out; what the publisher cut; the sentence that offers a narrower
// scope; whence the jurisdiction; the findings. Ends in a line end.
std::string to_text(const Proposal& proposal);
// "lines 3, 9"
std::string lines_of(const std::vector<std::size_t>& lines);

}  // namespace ringfence::intake
