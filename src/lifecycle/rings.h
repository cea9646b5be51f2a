// Where each ring's database is: said by the policy, or by the directory that `ringfence up` keeps.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

struct RingAddress {
  const policy::Ring* ring = nullptr;
  std::string database;  // a libpq URI that works as it is
};

// One for each ring of the policy, in its order. `directory` (of `ringfence up`) wins over the policy's own `database`.
// Fails, naming every ring that has no address and what to set.
Result<std::vector<RingAddress>> ring_addresses(const policy::Policy& policy,
                                                const std::optional<std::filesystem::path>& directory);

// Of one ring, whatever is known of the others.
Result<std::string> ring_address(const policy::Policy& policy, const policy::Ring& ring,
                                 const std::optional<std::filesystem::path>& directory);

}  // namespace ringfence::lifecycle
