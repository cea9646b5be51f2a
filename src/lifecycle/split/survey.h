// What there is to split, read from the source in one snapshot before anything is written anywhere.
#pragma once

#include <string>
#include <vector>

#include "compile/postgres/placement.h"
#include "lifecycle/database.h"
#include "lifecycle/split/schema.h"
#include "lifecycle/split/split.h"
#include "lifecycle/split/stream.h"
#include "pg/connection.h"

namespace ringfence::lifecycle {

struct Survey {
  std::string source_identity;  // system identifier and database: two databases never share one
  std::string exported;         // the snapshot by the name under which other sessions can see it
  DatabaseLocale locale;
  std::string snapshot;  // pg_current_snapshot(): equal ones see equal rows
  compile::Catalogue catalogue;
  compile::Placements tables;  // points into `catalogue` and the policy
  Astray astray;
  CarriedSchema schema;
  std::vector<Stream> streams;
  std::string plan;  // hash of everything above that decides what goes where
};

// Leaves `source` inside the transaction that keeps the snapshot alive. Stops early, with findings or astray rows and
// no schema, where a person has to act first. `into` is filled in place: its parts point at each other.
Status survey(pg::Connection& source, const policy::Policy& policy, const SplitOptions& options, Survey& into);

}  // namespace ringfence::lifecycle
