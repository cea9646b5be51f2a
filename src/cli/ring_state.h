// What `up` and `status` tell about rings: the interface of design §12.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "lifecycle/ring_directory.h"
#include "policy/model.h"

namespace ringfence::cli {

struct RingState {
  const policy::Ring* ring = nullptr;
  std::string database;  // a libpq URI without a secret; empty: not known
  std::string gateway;   // the same, as a service at home there; empty: not known, or no service is
  std::string http;      // a URL; empty: not known
  bool up = false;
  std::map<std::string, std::size_t>
      forks;  // evidence in its ledger's folder (record/forks.h), as far as it can be read
};

// Of every ring of the policy, in its order; asks each server.
std::vector<RingState> ring_states(const policy::Policy& policy, const lifecycle::RingDirectory& directory);

// {"policy_sha256", "rings": [{"name", "jurisdictions", "database", "gateway", "http", "ledger", "up", "forks"}]}
json::object as_json(const policy::Policy& policy, const std::vector<RingState>& states);

}  // namespace ringfence::cli
