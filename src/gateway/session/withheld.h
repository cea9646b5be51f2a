// What a ring's PostgreSQL says of a row that it leaves out of what a viewer is shown (docs/decisions/0021): a notice
// of SQLSTATE 01R51 that names the table. A gateway says with the same SQLSTATE and no table how much it is. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ringfence::gateway {

inline constexpr std::string_view withheld_sqlstate = "01R51";

// The table, empty where the notice names none; nothing: the notice (NoticeResponse without its frame) speaks of
// something else. What is not meant is not decoded.
std::optional<std::string> withheld_table(std::string_view notice);

}  // namespace ringfence::gateway
