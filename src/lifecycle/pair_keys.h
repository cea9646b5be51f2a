// The keys that the rings in DIR share two by two, so that a look-up by something else than a key finds a person in
// another ring (gateway/control/pair_key.h).
#pragma once

#include <string>
#include <vector>

#include "lifecycle/ring_directory.h"

namespace ringfence::lifecycle {

// Every two rings of DIR's policy whose databases have walls then have the same newest key: made where they have none,
// made anew where only one has it. Nothing where the policy looks nothing up. Gives what could not be done, in words.
std::vector<std::string> keep_pair_keys(const RingDirectory& directory);

}  // namespace ringfence::lifecycle
