// Values of keys as text, one text for each value however it was written: what directories are asked by. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::gateway {

// `type` is compile::Column::base_type: integers, uuid, text and what is kept as text. 22P02: no value of that type;
// 22003: too large; 0A000: keys of that type are not read here.
Result<std::string> key_text(std::string_view type, std::string_view text);
// As a client binds it in binary; `oid` says of what type, 0: of the key's. 0A000: no value that is read in binary.
Result<std::string> key_text_of_binary(std::string_view type, std::uint32_t oid, std::string_view bytes);
// As a client binds it in text; `oid` as above. 0A000: of a type whose values the server may compare otherwise.
Result<std::string> key_text_of_bound(std::string_view type, std::uint32_t oid, std::string_view text);
// A literal as it stands in a statement: '42', 42, E'4', $$4$$. 0A000: only the parser could tell its value.
Result<std::string> key_text_of_literal(std::string_view type, std::string_view literal);

// PostgreSQL's text of a row, (7,"a ""b"""), into its fields. 22P02: no row of so many fields, or one of them is NULL.
Result<std::vector<std::string>> fields_of_row(std::string_view row, std::size_t fields);

}  // namespace ringfence::gateway
