// What a policy means for one live database that its owner should know before relying on it: warnings and notes, and
// errors only for row filters that PostgreSQL could not run. Pure but for the two functions that take a connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compile/postgres/placement.h"

namespace ringfence::compile {

// The search operators of one index that are not LEAKPROOF: below a policy of row security PostgreSQL may not use the
// index for them (postgres-facts, section 1).
struct LeakyIndex {
  TableName table;
  std::string index;
  std::vector<std::string> operators;  // "@@ (ts_match_vq(tsvector, tsquery))", sorted
};

// Of every index of a user's table.
Result<std::vector<LeakyIndex>> read_leaky_indexes(pg::Connection& connection);

// A foreign key whose two rows may rest in different rings.
struct Crossing {
  TableName table;
  Reference reference;                // fate: directory or drop
  std::optional<std::uint64_t> rows;  // that would cross today; nothing: not counted
};

// In the order of the placements. `placements` must be free of errors.
std::vector<Crossing> crossings(const Placements& placements);
// SQL that counts the rows of one crossing on the source database, homes looked up row by row. Rows that are astray at
// either end are not counted.
std::string crossing_count_sql(const policy::Policy& policy, const Placements& placements, const Crossing& crossing);
Status count_crossings(pg::Connection& connection, const policy::Policy& policy, const Placements& placements,
                       std::vector<Crossing>& crossings);

// `placements` must be free of errors; `policy_file` names it in findings about the database.
Diagnostics lint(const policy::Policy& policy, const Catalogue& catalogue, const Placements& placements,
                 const std::vector<LeakyIndex>& leaky_indexes, const std::string& policy_file);

}  // namespace ringfence::compile
