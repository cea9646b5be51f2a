// Parse trees -> SQL, by libpg_query. Used by statement*.cpp and *by_ring.cpp only. Texts are one line,
// without the comments that were there; parsed again they are the same tree.
#pragma once

#include <optional>
#include <string>

#include "compile/postgres/statement_tree.h"

namespace ringfence::compile {

// Nothing where libpg_query cannot say it. The tree is not changed.
std::optional<std::string> deparsed(PgQuery__SelectStmt& statement);
// Of something that may stand where a value may.
std::optional<std::string> deparsed(PgQuery__Node& expression);

}  // namespace ringfence::compile
