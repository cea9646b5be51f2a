// A step of a demand as the ledger has it: nothing personal, and of a sealed one not whose it is.
#pragma once

#include "demand/store/store.h"
#include "outbox/outbox.h"

namespace ringfence::demand {

struct Disclosed {
  std::uint64_t rows = 0;
  std::string files_sha256;  // of the list of files; empty: nothing is disclosed by this step
};

bool is_sealed(const Says& says, std::uint64_t now);

// `after`: what the step made of it. `event_digest`: of what is kept of the step.
outbox::Outgoing entry_of(const Demand& after, const Recorded& step, const std::string& event_digest,
                          const policy::Policy& policy, const Disclosed& disclosed);

}  // namespace ringfence::demand
