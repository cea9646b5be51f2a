// What may stand beside a column in a search that is said over a view without a barrier: what PostgreSQL knows before
// it looks at a row, of a type to compare with which raises nothing and runs nobody's function. For shown_search.cpp
// only.
#pragma once

#include <optional>
#include <string_view>

#include "compile/postgres/statement_tree.h"

namespace ringfence::compile::parts {

// Types whose values are compared with each other without an error, whatever they are.
enum class Family { numbers, texts, moments, booleans, uuids };
std::optional<Family> family_of(std::string_view column_type);  // as Column::base_type has it

bool is_value(const PgQuery__Node* node, Family family);
// Of what `@@` searches for.
bool is_query(const PgQuery__Node* node);

}  // namespace ringfence::compile::parts
