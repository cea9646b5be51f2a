// Canonical JSON: the subset of RFC 8785 that entries use, so that one value is one text of bytes. Pure.
//   Objects with their names in order of bytes, arrays, strings, integers from 0 to 2^53 - 1, and nothing else: no
//   null, no true, no fractions. No white space. Strings are UTF-8; only ", \ and characters below U+0020 are escaped:
//   \b \t \n \f \r where there is a short form, \u00xx with small letters where there is none.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace ringfence::ledger {

inline constexpr std::uint64_t largest_integer = (1ULL << 53) - 1;

// Refuses a value that is not of the subset: a name of an object has to be of a-z, 0-9, _ and -; a string has to be
// UTF-8.
Result<std::string> to_canonical(const json::value& value);
// Refuses every text but the one that to_canonical() makes of its value, and what is nested deeper than
// limits::ledger_depth.
Result<json::value> parse_canonical(std::string_view text);

}  // namespace ringfence::ledger
