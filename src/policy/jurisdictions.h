// ISO 3166, compiled in from Debian's iso-codes, and the groups that have names.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::policy {

// All 249 alpha-2 codes of ISO 3166-1, sorted.
std::span<const std::string_view> all_codes();
// "CN", "HK", or a subdivision of ISO 3166-2: "US-CA". Case matters: "us" is nobody's. A subdivision that has a code of
// its own in ISO 3166-1 is that code and no other: "HK", not "CN-HK"; "PR", not "US-PR".
bool is_code(std::string_view code);
std::optional<std::string_view> own_code_of(std::string_view subdivision);  // "CN-HK" -> "HK"
// "CHN" -> "CN"; the English name of a code as ISO gives it; nothing for what is unknown.
std::optional<std::string_view> from_alpha3(std::string_view alpha3);
std::optional<std::string_view> english_name(std::string_view code);
// All of them, sorted, but those with a code of their own.
std::vector<std::string_view> subdivisions_of(std::string_view country);

// A group by name ("EU", "EEA") as it stood on a date of the form 2020-01-31; the date must be no earlier than the
// first that is known. Members are sorted. Nothing: no such group.
std::optional<std::vector<std::string_view>> group_members(std::string_view group, std::string_view date);
bool is_group(std::string_view name);
// The first date on which the group had members; the last on which they changed. The group must exist.
std::string_view group_begins(std::string_view group);
std::string_view group_changed_last(std::string_view group);

// "USA", "us", "UK", "Germany", "US_CA" -> what their writer meant. Nothing: no idea.
std::optional<std::string> meant_jurisdiction(std::string_view text);

}  // namespace ringfence::policy
