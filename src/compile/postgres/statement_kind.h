// What one statement of a schema does, from its parse tree. Used by split_statements.cpp only.
#pragma once

#include "compile/postgres/split_statements.h"
#include "compile/postgres/statement_tree.h"

namespace ringfence::compile {

// Fills all but `text`.
void classify(const PgQuery__Node& statement, SqlStatement& into);

}  // namespace ringfence::compile
