// What a ring's PostgreSQL says of a row that it leaves out of what a viewer is shown (docs/decisions/0021): a notice
// of SQLSTATE 01R51 that names the table. A gateway says with the same SQLSTATE and no table how much it is. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::gateway {

inline constexpr std::string_view withheld_sqlstate = "01R51";

// The table, empty where the notice names none; nothing: the notice (NoticeResponse without its frame) speaks of
// something else. What is not meant is not decoded.
std::optional<std::string> withheld_table(std::string_view notice);

// How much it is: a field of ours in that notice, a letter that no PostgreSQL sends. Where it is not there, the detail
// says why nothing was counted.
inline constexpr char withheld_rows_field = 'r';
inline constexpr std::int64_t most_withheld_rows = 1'000'000'000'000;
Result<std::int64_t> withheld_rows(std::string_view notice);

}  // namespace ringfence::gateway
