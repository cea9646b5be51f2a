// PostgreSQL does not aggregate below a UNION ALL: an aggregate over a world view has every ring send every row. Said
// anew, over the view's parts, each ring aggregates its own rows, and only that crosses. docs/decisions/0017. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compile/postgres/catalogue.h"
#include "compile/postgres/world_parts.h"

namespace ringfence::compile {

// A SELECT from one table of `parts`, with GROUP BY or without: count, min, max, bool_and, bool_or, and sum and avg of
// whole numbers and numeric; with WHERE, HAVING, ORDER BY and LIMIT. Nothing: it is not of that kind, or it is not
// certain that its answer would be the same, the names and types of its columns included. Then it runs as it is.
std::optional<std::string> aggregate_by_ring(std::string_view text, const TableParts& parts,
                                             const Catalogue& catalogue);

}  // namespace ringfence::compile
