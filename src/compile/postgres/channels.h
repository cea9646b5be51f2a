// What PostgreSQL lets everybody do, and readers of another ring must not: statistics, definitions, other sessions,
// locks, messages, temporary objects. PostgreSQL cannot deny a role what PUBLIC may, so these rights are taken from
// PUBLIC and given to every role at home, which loses nothing by it. docs/decisions/0012-transfer-roles.md.
#pragma once

#include <string>
#include <vector>

#include "compile/postgres/services.h"

namespace ringfence::compile {

// ringfence.taken_from_public, where what was taken is recorded.
extern const char* const taken_columns;
extern const char* const make_taken;

// What differs: rights PUBLIC still has, and roles at home that have not got them back. Only `with_readers`: a ring
// that nobody reads from elsewhere stays as it is. What only a superuser may take is noted where we are none.
Status channel_changes(pg::Connection& connection, const std::vector<ServiceRole>& services, bool with_readers,
                       ServiceChanges& into);

// FoundServices::kept, from the record.
Status read_kept(pg::Connection& connection, FoundServices& into);

}  // namespace ringfence::compile
