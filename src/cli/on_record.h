// What a command left in a ring's database for its ledger (outbox/outbox.h), until it is on record.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "cli/common.h"
#include "outbox/outbox.h"

namespace ringfence::cli {

// Where the ring's ledger is: below --dir, or a folder that was named.
struct LedgerOfRing {
  std::string ring;
  std::string directory;  // --dir; empty: none
  std::string folder;     // --ledger RING=DIR; empty: none
};

// Waits until the row's entry is durable; its index. Where no gateway holds the ledger it is put there by us, as the
// user whose it is. 58030: it is not on record, and why; what was left still waits.
Result<std::uint64_t> await_entry(pg::Connection& connection, std::uint64_t sequence, const LedgerOfRing& ledger);

}  // namespace ringfence::cli
