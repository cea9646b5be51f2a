// A step of a demand as the ledger has it: nothing personal, and of a sealed one not whose it is.
#pragma once

#include "demand/store/store.h"
#include "ledger/commitment.h"

namespace ringfence::demand {

struct LedgerFields {
  json::object fields;  // of an entry of kind "demand"
  std::vector<ledger::Opening> openings;
};

struct Disclosed {
  std::uint64_t rows = 0;
  std::string manifest_sha256;  // empty: nothing is disclosed by this step
};

bool is_sealed(const Says& says, std::uint64_t now);

// `after`: what the step made of it. `event_digest`: of what is kept of the step.
LedgerFields ledger_fields(const Demand& after, const Recorded& step, const std::string& event_digest,
                           const policy::Policy& policy, const Disclosed& disclosed);

}  // namespace ringfence::demand
