// PostgreSQL neither aggregates nor stops below a UNION ALL: for a count over a world view, or its newest twenty rows,
// every ring would send all it has. Said anew, over the view's parts, each ring counts its own rows or sends its own
// twenty. docs/decisions/0017. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compile/postgres/catalogue.h"
#include "compile/postgres/world_parts.h"

namespace ringfence::compile {

// A SELECT from one table of `parts`, with WHERE and ORDER BY: a page (LIMIT, OFFSET), or aggregates with GROUP BY and
// HAVING or without: count, min, max, bool_and, bool_or, and sum and avg of whole numbers and numeric. Nothing: it is
// not of that kind, or it is not certain that its answer would be the same, the names and types of its columns
// included. Then it runs as it is.
std::optional<std::string> by_ring(std::string_view text, const TableParts& parts, const Catalogue& catalogue);

}  // namespace ringfence::compile
