// Questions about arrays and what is in force. For withholding*.cpp only.
#pragma once

#include <string>

#include "compile/postgres/placement.h"
#include "compile/postgres/walls_parts.h"

namespace ringfence::compile::building {

struct ArrayQuestions {
  std::string otherwise;  // how many rows with something in force have another array
  std::string astray;     // how many have an array with nothing in force
  std::string clear;      // statement that clears those
};
ArrayQuestions array_questions(const Placement& content);

// That the row `t` of the table has the key `k.key`, a text as ringfence.withholding keeps it.
std::string row_has_key(const Table& table);
// That a row of the table may be seen by the viewer, in the words of pg_get_expr(); `row`: its alias and a dot, or
// empty.
std::string shows_condition(const Table& content, std::string_view row);
// Who reads, and who wrote, is told.
void add_withholding_notices(Site& site, const std::vector<const Placement*>& content);

}  // namespace ringfence::compile::building
