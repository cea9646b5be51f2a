// From a row to its subject's, table by table, as SQL. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compile/postgres/placement.h"

namespace ringfence::compile {

struct WayStep {
  const Step* step = nullptr;  // of the placement
  std::string table;           // with its schema, quoted
  std::string alias;           // "s1", "s2" …
  std::string on;              // how its row goes with the one before
};

// Empty for tables that have the subject's key themselves. `from` is what the row is called where the way begins; the
// last alias is the subject's row.
std::vector<WayStep> way_to_root(const Placement& table, std::string_view from);

}  // namespace ringfence::compile
