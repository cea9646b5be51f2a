// The policy in the ledgers of the rings in DIR, before their databases are changed to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::lifecycle {

struct PolicyOnRecord {
  std::uint64_t entry = 0;
  bool by_gateway = false;  // it holds the ledger
};

// Sees to it that the last policy in the ring's ledger is the one with this hash, which has to be DIR's copy. A gateway
// that runs is told and waited for; otherwise it is done here, as the user whose the ledger is. Nothing: the ring has
// no ledger.
Result<std::optional<PolicyOnRecord>> put_policy_on_record(const RingDirectory& directory, const std::string& ring,
                                                           const std::string& sha256);

}  // namespace ringfence::lifecycle
