// Values of keys as text, one text for each value however it was written: what directories are asked by. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::gateway {

// What a key's column is of, told apart once and not with each value.
struct KeyType {
  // `word` is an enum's or a home's: text, whatever type a client declares for it.
  enum class Kind : std::uint8_t { integer, uuid, text, padded, numeric, word, unread };
  Kind kind = Kind::unread;
  std::string name;  // compile::Column::base_type
  bool operator==(const KeyType&) const = default;
};
KeyType key_type(std::string_view base_type);
inline KeyType key_of_words() {
  return {KeyType::Kind::word, "text"};
}

// Integers, uuid, text and what is kept as text. 22P02: no value of that type; 22003: too large; 0A000: keys of that
// type are not read here.
Result<std::string> key_text(const KeyType& type, std::string_view text);
// As a client binds it in binary; `oid` says of what type, 0: of the key's. 0A000: no value that is read in binary.
Result<std::string> key_text_of_binary(const KeyType& type, std::uint32_t oid, std::string_view bytes);
// As a client binds it in text; `oid` as above. 0A000: of a type whose values the server may compare otherwise.
Result<std::string> key_text_of_bound(const KeyType& type, std::uint32_t oid, std::string_view text);
// A literal as it stands in a statement: '42', 42, E'4', $$4$$. 0A000: only the parser could tell its value.
Result<std::string> key_text_of_literal(const KeyType& type, std::string_view literal);

// PostgreSQL's text of a row, (7,"a ""b"""), into its fields. 22P02: no row of so many fields, or one of them is NULL.
Result<std::vector<std::string>> fields_of_row(std::string_view row, std::size_t fields);

}  // namespace ringfence::gateway
