// TOML as values that know where they stand. The only place that includes toml++.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "policy/model.h"

namespace ringfence::policy {

enum class Kind { string, integer, real, boolean, date, time, array, table };
// "a string", "a list", …
std::string_view to_text(Kind kind);

struct Member;

struct Value {
  Kind kind = Kind::table;
  Place place;
  std::string text;             // string
  std::int64_t integer = 0;     // integer
  bool boolean = false;         // boolean
  Date date;                    // date
  std::vector<Value> items;     // array
  std::vector<Member> members;  // table, in the order of the text
  [[nodiscard]] const Member* find(std::string_view key) const;
};

struct Member {
  std::string key;
  Place place;
  Value value;
};

// Nothing where the text is not TOML, holds a NUL or is larger than limits allow; then `findings` says so.
std::optional<Value> read_document(std::string_view text, const std::string& file, Diagnostics& findings);

}  // namespace ringfence::policy
