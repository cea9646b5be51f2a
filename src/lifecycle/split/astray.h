// Rows whose home nothing tells: they go nowhere until a person says where they belong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lifecycle/split/projection.h"
#include "pg/connection.h"

namespace ringfence::lifecycle {

struct AstrayRow {
  std::string table;
  std::string key;
  std::string subject;
  std::string home;
  std::string reason;
};

struct AstrayGroup {
  std::string table;
  std::string reason;
  std::uint64_t rows = 0;
};

struct Astray {
  std::vector<AstrayGroup> groups;
  std::vector<AstrayRow> rows;  // at most limits::astray_rows_listed of each table
};

// Scans the source's tables that can hold such rows, in the transaction that `source` is in.
Result<Astray> find_astray(pg::Connection& source, const policy::Policy& policy, const compile::Catalogue& catalogue,
                           const compile::Placements& tables, const std::vector<RowPlacement>& placements);

// The file a person edits: table,key,subject,home,reason,place. A group of more rows than are listed gets one row with
// the key "*", which speaks for all of them.
std::string astray_csv(const Astray& astray);

// Reads that file back. Rows without a place are left out; a place that is neither a code some ring has nor `leave`,
// and a code for a row that is not a subject's, are errors with their lines.
Result<std::vector<RowPlacement>> parse_placements(std::string_view csv, const std::string& file,
                                                   const policy::Policy& policy);

}  // namespace ringfence::lifecycle
