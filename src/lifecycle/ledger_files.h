// DIR/RING/ledger: the ring's ledger, made once and never again.
#pragma once

#include <string>

#include "base/result.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::lifecycle {

// What outsiders know the ring's log by: its checkpoints' origin, and its key's name.
std::string ledger_name(const std::string& platform, const std::string& ring);

// Makes it, with a key of its own, where there is none; it is there whole or not at all. Belongs to `user`, whom the
// gateway runs as; empty: to ourselves.
Status keep_ledger(const RingDirectory& directory, const std::string& platform, const std::string& ring,
                   const std::string& user);

}  // namespace ringfence::lifecycle
