// The keys that the rings in DIR share two by two, so that a look-up by something else than a key finds a person in
// another ring (gateway/control/pair_key.h).
#pragma once

#include <string>
#include <vector>

#include "lifecycle/ring_directory.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

bool looks_up(const policy::Policy& policy);  // somebody by something: without it there are no keys

// Every two of `rings`, whose servers run, have the same newest key then, where their databases have walls: made where
// they have none, made anew where only one has it. Nothing where the policy looks nothing up. Gives what could not be
// done, in words. DIR must be locked.
std::vector<std::string> keep_pair_keys(const RingDirectory& directory, const RingRecord& record,
                                        const std::vector<std::string>& rings);

}  // namespace ringfence::lifecycle
