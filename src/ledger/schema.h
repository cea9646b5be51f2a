// What an entry of each kind holds: version 1 of the schema. Pure. A kind that is added here is known everywhere.
// Every entry has "version" (1), "kind", and "time" in milliseconds since 1970.
#pragma once

#include <span>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace ringfence::ledger {

inline constexpr int schema_version = 1;

enum class FieldType {
  id,            // 32 small hexadecimal digits: what the entries of one transfer have in common, in every ledger
  hash,          // 64 of them
  hash_or_none,  // or the empty string
  name,          // 1 to limits::ledger_name_bytes
  name_or_none,  // or the empty string
  names,         // an array of names, each once, in order of bytes
  text,          // up to Field::most bytes
  number,
  choice,       // one of Field::choices
  commitments,  // an object: names, and the hashes they are committed to by (commitment.h)
};

struct Field {
  std::string_view name;
  FieldType type;
  std::size_t most = 0;
  std::span<const std::string_view> choices = {};
};

struct Kind {
  std::string_view name;
  std::span<const Field> fields;  // all of them are there, and no others
};

std::span<const Kind> kinds();

// Names the kind and the field that is not as it should be.
Status check_schema(const json::value& entry);

}  // namespace ringfence::ledger
