// Parse trees -> SQL, by libpg_query. Used by statement*.cpp and *by_ring.cpp only. Texts are one line,
// without the comments that were there; parsed again they are the same tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compile/postgres/statement_tree.h"

namespace ringfence::compile {

// Nothing where libpg_query cannot say it. The tree is not changed.
std::optional<std::string> deparsed(PgQuery__SelectStmt& statement);
// Of something that may stand where a value may.
std::optional<std::string> deparsed(PgQuery__Node& expression);

// Whether what deparsed() makes of the statement has the tree of `text`, which it was read from, but for the values of
// constants: libpg_query does not write out all that it reads.
bool can_be_said_anew(PgQuery__SelectStmt& statement, std::string_view text);

}  // namespace ringfence::compile
