// What is typed or sent of a demand: names, times, columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demand/case/says.h"
#include "pg/connection.h"

namespace ringfence::demand {

Result<Named> read_named(const std::string& typed);                    // person=42
std::optional<std::uint64_t> read_time(const std::string& typed);      // 2026-01-31, 2026-01-31T14:30: milliseconds
std::optional<std::uint64_t> read_duration(const std::string& typed);  // 8h, 10d: milliseconds

// Each column by name and once, sorted; person.* as those that the ring's table has, but sensitive ones.
Result<std::vector<policy::ColumnRef>> expand_columns(pg::Connection& connection, const policy::Policy& policy,
                                                      const std::vector<std::string>& typed);
// Keys as the ring's tables and its directory write them; each account once.
Status canonical_accounts(pg::Connection& connection, const policy::Policy& policy, std::vector<Named>& accounts);

}  // namespace ringfence::demand
