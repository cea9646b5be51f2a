// A way for full text to its index where nobody can say that `@@` is LEAKPROOF, since nobody is a superuser. PostgreSQL
// asks no index about `@@` under row security; so for content with words of its own there is a view,
// ringfence.shown_post, which the table's owner owns, whom row security does not hold: its condition is withholding's
// own, and no barrier. The gateway says searches anew over it, those whose conditions can tell nobody of a row that
// they may not see. docs/decisions/0021-withholding.md. Pure but for the function that takes a connection.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "compile/postgres/catalogue.h"
#include "compile/postgres/placement.h"
#include "compile/postgres/services.h"

namespace ringfence::compile {

TableName shown_view(const TableName& table);

// Whether the ring needs one of this table. Not where the application has row security of its own: the owner is above
// that too.
bool is_shown_by_view(const Catalogue& catalogue, const Placement& placement);

// Who may read the table may read the view.
void grant_shown(ServiceRole& role, const Catalogue& catalogue, const Placements& placements);

// What relations_sql of compare_walls.cpp makes of such a view in pg_class c: whose it is, what it says and what is
// wrong with it.
extern const char* const shown_view_as_found;

// The tables, as the policy's heading has them, whose view is there, of use, and as it has to be.
Result<std::set<std::string>> read_shown_views(pg::Connection& connection, const Catalogue& catalogue,
                                               const Placements& placements);

// A SELECT of one table alone with `@@` among what its WHERE requires, said over the view. Nothing: it is not of that
// kind, there is no view, or its conditions might tell of a row by an error or by what a function does: it runs as it
// is. `shown`: read_shown_views().
std::optional<std::string> through_shown_view(std::string_view text, const std::set<std::string>& shown,
                                              const Catalogue& catalogue);
// Whether a parameter that was declared to be of this type, by its OID, may stand in one.
bool is_plain_parameter(std::uint32_t type);

}  // namespace ringfence::compile
