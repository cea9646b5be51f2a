// What a SELECT makes its result of, as a count: docs/decisions/0021, the second look. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "compile/postgres/catalogue.h"
#include "compile/postgres/world_parts.h"

namespace ringfence::compile {

struct RowsOf {
  std::string count;         // "SELECT pg_catalog.count(*) FROM … WHERE …": one row, one bigint
  std::set<int> parameters;  // those that are left in it
};

// The rows of FROM that WHERE keeps, whatever is then made of them: neither aggregates nor DISTINCT, ORDER BY, LIMIT
// and locks are left. Of a query around a single sub-select, that one's; of UNION and the like, the rows of the result.
// Fails where the text is not one SELECT from something, or cannot be said anew.
Result<RowsOf> rows_of(std::string_view text);

struct RowsByRing {
  RowsOf here;
  std::optional<RowsOf> elsewhere;  // nothing: the rows are of one ring
};

// The same of a SELECT from one world view, whose parts are counted each where it is: `ring`'s own, and the others'.
// Fails as rows_of() does, and where by_ring() has nothing.
Result<RowsByRing> rows_by_ring(std::string_view text, const TableParts& parts, const Catalogue& catalogue,
                                std::string_view ring);

}  // namespace ringfence::compile
