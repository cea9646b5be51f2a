// The way from what a ring's database has to what the policy wants, as a diff; and going it.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "compile/postgres/change.h"
#include "compile/postgres/existing.h"

namespace ringfence::compile {

// Points into itself and into the policy: kept where it was made.
struct RingPlan {
  Catalogue catalogue;  // the application's own
  Placements placements;
  std::vector<Object> wanted;
  std::vector<Change> changes;      // one transaction
  std::vector<Change> validations;  // each a transaction of its own, after the directory has been filled
  // Differences that no SQL of ours may mend by itself: a table of Ringfence's with other columns, …
  std::vector<std::string> beyond_repair;
  std::vector<std::string> notes;  // no difference, but to be known

  [[nodiscard]] bool is_clean() const { return changes.empty() && validations.empty() && beyond_repair.empty(); }
};

// Reads only. With errors in `into.placements.findings` nothing else is filled in.
Status plan_ring(pg::Connection& connection, const policy::Policy& policy, const policy::Ring& ring,
                 const std::string& policy_file, RingPlan& into);

// The changes in one transaction; then the directory; then the validations, each in a transaction of its own, so that
// the same call goes on after an interruption. A row that is astray is PostgreSQL's error, with how many there are and
// which.
Status apply_ring(pg::Connection& connection, const policy::Policy& policy, const policy::Ring& ring,
                  const RingPlan& plan);

}  // namespace ringfence::compile
