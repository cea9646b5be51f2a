// One step of a demand, whole: judged by the policy in force, kept, with what comes of it in the database, and on the
// record. In one transaction, so that either all of it happened or nothing.
#pragma once

#include <functional>
#include <variant>

#include "base/ed25519.h"
#include "demand/store/entry.h"
#include "demand/store/lift.h"

namespace ringfence::demand {

// How somebody who is not here has shown who they are: by their signature over the request that asks for it.
struct Signed {
  std::string key;             // the public one, in base64, that the request was signed with
  std::uint64_t at = 0;        // approve: when, by who approves
  std::string signature = {};  // approve: over approval_text(), in base64
};

struct Wish {
  EventKind kind = EventKind::verify;
  std::string id;                        // as typed; of a demand that is filed: its own, 32 digits, or empty
  std::optional<std::uint64_t> version;  // as who asks has seen it; nothing: as it is now
  std::string officer;
  std::variant<Ed25519Seed, Signed> shown_by;
  std::optional<Says> says;             // file, amend
  std::optional<std::string> document;  // file
  std::string note;
  std::string contact;
};

struct Taken {
  Kept before;
  Demand demand;
  Disclosed disclosed;
  Lifted lifted;           // what rested on it
  std::uint64_t left = 0;  // in the outbox, for the ledger (outbox/outbox.h)
};

// Called with what the step makes of it, before that is kept: what is to be disclosed. An error undoes the step.
using Disclose = std::function<Result<Disclosed>(const Demand&)>;

// Milliseconds since 1970; asked once nobody else can take a step.
using Clock = std::function<std::uint64_t()>;

// Whether it is the one that was applied to the ring last. 55000: it is not.
Status check_policy(pg::Connection& connection, const policy::Policy& policy);

// Whether the wish is by an officer who may, and who has the key.
Status check_officer(const policy::Policy& policy, const Wish& wish);

// `policy` has to be the one that was applied to the ring last. Whoever holds the key is the officer. 23505: a demand
// of the id that was to be filed is there already.
Result<Taken> take(pg::Connection& connection, const policy::Policy& policy, const Wish& wish, const Clock& clock,
                   const Disclose& disclose = {});

}  // namespace ringfence::demand
