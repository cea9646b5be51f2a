// ISO 3166, compiled in from Debian's iso-codes, and the groups that have names.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ringfence::policy {

// All 249 alpha-2 codes of ISO 3166-1, sorted.
std::span<const std::string_view> all_codes();
// "CN", "HK", or a subdivision of ISO 3166-2: "US-CA". Case matters: "us" is nobody's.
bool is_code(std::string_view code);
// "CHN" -> "CN"; the English name of a code; nothing for what is unknown.
std::optional<std::string_view> from_alpha3(std::string_view alpha3);
std::optional<std::string_view> english_name(std::string_view code);
std::vector<std::string_view> subdivisions_of(std::string_view country);

// A group by name ("EU", "EEA") as it stood on a date of the form 2020-01-31; the date must be no earlier than the
// first that is known. Members are sorted. Nothing: no such group.
std::optional<std::vector<std::string_view>> group_members(std::string_view group, std::string_view date);
bool is_group(std::string_view name);

}  // namespace ringfence::policy
