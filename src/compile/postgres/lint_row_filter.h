// The row filters of transfers (`rows.post = "visibility = 'public'"`), read by PostgreSQL's own parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::compile {

// The columns that the condition names, sorted. `table` may qualify them ("post.visibility"). Refused: what does not
// parse as one condition, subqueries, parameters, whole rows, columns of other tables.
Result<std::vector<std::string>> row_filter_columns(std::string_view condition, std::string_view table);

}  // namespace ringfence::compile
