// Withholding, as PostgreSQL objects: content of tables with `content = true` is hidden from viewers in named
// jurisdictions by one array column and one policy of row security. docs/decisions/0021-withholding.md.
// Pure but for the functions that take a connection.
#pragma once

#include <string>
#include <vector>

#include "compile/postgres/change.h"
#include "compile/postgres/placement.h"
#include "compile/postgres/services.h"

namespace ringfence::compile {

// The column that content tables get: nullable, without a default, last. NULL: withheld from nobody.
inline constexpr std::string_view withheld_column_name = "ringfence_withheld_in";
// The policies of row security. The first hides; the second lets everything else be seen, and is there only where the
// application has no row security of its own.
inline constexpr std::string_view withheld_policy_name = "ringfence_withheld";
inline constexpr std::string_view open_policy_name = "ringfence_open";

// The tables whose rows can be withheld, without their partitions and children.
std::vector<const Placement*> content_tables(const Placements& placements);

// What only the server can tell: row security that has to be on since something is withheld, arrays that are not what
// is in force, operators that row security would keep from their indexes. Reads only.
Status withholding_changes(pg::Connection& connection, const Placements& placements, ServiceChanges& into);

// The same, made so as far as SQL of ours may, in the transaction of the caller.
Status make_withholding(pg::Connection& connection, const Placements& placements);

}  // namespace ringfence::compile
