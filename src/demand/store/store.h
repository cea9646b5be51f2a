// Demands as a ring's PostgreSQL keeps them: each event whole, with a digest that follows from the one before, and the
// original document. What is kept is never believed: a demand is what its events make of it, one by one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demand/case/event.h"
#include "pg/connection.h"

namespace ringfence::demand {

struct Kept {
  Demand demand;
  std::vector<Recorded> events;
  std::string digest;  // of the last event; empty: there is none
};

// By its id, or by a beginning of it that no other demand has (8 digits at least). In a transaction with `lock`: nobody
// else takes a step before it ends. Fails where what is kept was changed by other hands.
Result<Kept> read_demand(pg::Connection& connection, std::string_view id, bool lock = false);
Result<std::vector<Kept>> read_demands(pg::Connection& connection);  // in the order in which they came

// Empty bytes: there is none. Checked against what was said of it when it was filed.
Result<std::string> read_document(pg::Connection& connection, const Kept& kept);

// In the caller's transaction. `document`: of the event that files it.
Status insert_demand(pg::Connection& connection, const std::string& id, const std::optional<std::string>& document);
// Returns the event's digest.
Result<std::string> append(pg::Connection& connection, const Kept& before, const Recorded& recorded);

// What the last such step of the demand left in the outbox, for the ledger.
Result<std::uint64_t> last_left(pg::Connection& connection, const std::string& id, EventKind step);

// The policy that was applied to the ring's database last: its hash.
Result<std::string> policy_in_force(pg::Connection& connection);

}  // namespace ringfence::demand
