// Full text, as PostgreSQL objects: tables with `search` in the policy get a generated column of words and an index on
// it, and ringfence.search_query() makes of what a person typed the question for both. docs/decisions/0026-search.md.
// Pure but for the function that takes a connection.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compile/postgres/change.h"
#include "compile/postgres/existing.h"
#include "compile/postgres/placement.h"
#include "compile/postgres/transfers.h"

namespace ringfence::compile {

// The function that an application calls in its statements, for anybody.
inline constexpr std::string_view search_query_name = "search_query";

// That makes the words. Where another one stood in its place, all columns are made again.
inline constexpr std::string_view search_vector_name = "search_vector";

// The tables that can be searched, without their partitions and children.
std::vector<const Placement*> searched_tables(const Placements& placements);

// As if the application itself had the columns of `search`, last in each table, partition and child: so views show them
// and statements may name them. For a catalogue of the application's own, before place().
void add_search_columns(const policy::Policy& policy, Catalogue& catalogue);

// The tables whose column is dropped and made again, since it was made otherwise. Their indexes go with
// it, and count as missing from now on.
std::set<TableName> remade_searches(const Placements& placements, Comparison& comparison);
// The views that show such a column are dropped before it, and count as missing.
void make_room(const std::set<TableName>& remade, Comparison& comparison, Transfers& transfers,
               std::vector<Change>& changes);

// Columns of searches that no table's entry asks for any more. After the views that showed them are gone.
Status add_past_searches(pg::Connection& connection, const Placements& placements, std::vector<Change>& changes);

}  // namespace ringfence::compile
