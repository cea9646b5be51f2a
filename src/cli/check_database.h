// `check --database`: what a policy means for one live database.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/json.h"
#include "base/result.h"
#include "compile/postgres/lint.h"
#include "policy/model.h"

namespace ringfence::cli {

struct DatabaseCheck {
  Diagnostics findings;                      // of place(), and where it has no errors, of lint()
  std::vector<compile::Crossing> crossings;  // with their counts where those were asked for
};

// Reads the database and changes nothing in it. `count` looks the homes up of every row with a reference that may
// cross. The policy must be free of errors; `policy_file` names it in findings about the database.
Result<DatabaseCheck> check_database(const policy::Policy& policy, const std::string& policy_file,
                                     const std::string& uri, bool count);

// The references that may cross, as a table for people; empty where there are none.
std::string crossings_as_text(const std::vector<compile::Crossing>& crossings);
// [{"table", "constraint", "columns", "to", "fate", "reason", "rows"}], rows null where not counted.
json::array crossings_as_json(const std::vector<compile::Crossing>& crossings);

}  // namespace ringfence::cli
