// What a ring's database says for the ring's ledger: rows of ringfence.outbox, left in the transaction that changes
// what they tell of, and put on record by whoever holds the ledger (a gateway on a timer; a command where no gateway
// runs).
//
// What holds: a transaction that commits has left its entry, one that does not has left none; each entry comes
// at least once, and those of transactions that waited for each other in their order. A crash between the ledger's sync
// and the database's can make one twice: both have the same "event", and whoever counts takes the first. What is to be
// committed to stands in the database in clear until the entry is durable, and not after.
//
// Blocking; a connection belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "ledger/sequencer.h"
#include "pg/connection.h"

namespace ringfence::outbox {

struct Outgoing {
  std::string kind;                              // one of the schema's that have an "event" and "committed"
  json::object fields;                           // of the kind, without "event" and "committed"
  std::map<std::string, std::string> committed;  // what each commitment hides; salts are made with the entry
};

// Within the caller's transaction. The row's number. Refuses what would make no entry, so nothing is left that could
// never be recorded.
Result<std::uint64_t> leave(pg::Connection& connection, const Outgoing& outgoing);

// The index of the entry in the ledger; nothing: not recorded yet. 22023: what was left is no entry (a row that did not
// come by leave()), and says why.
Result<std::optional<std::uint64_t>> entry_of(pg::Connection& connection, std::uint64_t sequence);

// Makes entries durable: the index of the first.
using Commit = std::function<Result<std::uint64_t>(std::vector<ledger::Append>)>;

struct Drained {
  std::uint64_t recorded = 0;
  std::vector<std::string> refused;  // what is no entry, told once: "event …: why"
  bool more = false;
};

// Records what waits, at most limits::outbox_batch rows. Nothing to do where the database has no outbox yet. In a
// transaction of its own. An error: what was not recorded still waits.
Result<Drained> drain(pg::Connection& connection, const Commit& commit, std::uint64_t now_in_milliseconds);

}  // namespace ringfence::outbox
