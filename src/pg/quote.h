// Names and values as SQL text. Pure; safe whatever the server's settings are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringfence::pg {

// Always in double quotes: person -> "person", we"ird -> "we""ird". Never depends on the list of reserved words.
std::string quote_identifier(std::string_view name);
// schema.table, both quoted.
std::string quote_qualified(std::string_view schema, std::string_view name);
// 'it''s', and E'…\\…' where there is a backslash, so that standard_conforming_strings does not matter.
std::string quote_literal(std::string_view value);
// Quotes only where PostgreSQL would have to: what a person should read in a message or a policy.
std::string readable_identifier(std::string_view name);
std::string quote_identifiers(const std::vector<std::string>& names);  // "a", "b"

// A name for a generated object made from `parts`, at most 63 bytes: too long ones are cut at a code point and end in
// a hash of the whole, so two different inputs never share a name.
std::string generated_name(const std::vector<std::string>& parts);

// The array literal '{"a","b"}' (without the outer quotes) and back. NULL elements become empty strings.
std::string array_literal(const std::vector<std::string>& elements);
std::vector<std::string> parse_array(std::string_view literal);

}  // namespace ringfence::pg
