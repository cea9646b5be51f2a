// One step of a demand, whole: judged by the policy in force, kept, with what comes of it in the database, and on the
// record. In one transaction, so that either all of it happened or nothing.
#pragma once

#include <functional>

#include "base/ed25519.h"
#include "demand/store/entry.h"

namespace ringfence::demand {

struct Wish {
  EventKind kind = EventKind::verify;
  std::string id;                        // as typed; empty: a demand that is filed
  std::optional<std::uint64_t> version;  // as who asks has seen it; nothing: as it is now
  std::string officer;
  Ed25519Seed key{};
  std::optional<Says> says;             // file, amend
  std::optional<std::string> document;  // file
  std::string note;
  std::string contact;
};

struct Taken {
  Kept before;
  Demand demand;
  Disclosed disclosed;
  std::uint64_t left = 0;  // in the outbox, for the ledger (outbox/outbox.h)
};

// Called with what the step makes of it, before that is kept: what is to be disclosed. An error undoes the step.
using Disclose = std::function<Result<Disclosed>(const Demand&)>;

// Milliseconds since 1970; asked once nobody else can take a step.
using Clock = std::function<std::uint64_t()>;

// Whether the wish is by an officer who may, and who has the key.
Status check_officer(const policy::Policy& policy, const Wish& wish);

// `policy` has to be the one that was applied to the ring last. Whoever holds the key is the officer.
Result<Taken> take(pg::Connection& connection, const policy::Policy& policy, const Wish& wish, const Clock& clock,
                   const Disclose& disclose = {});

}  // namespace ringfence::demand
