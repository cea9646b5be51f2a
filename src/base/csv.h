// Comma-separated values as RFC 4180 has them: quoted fields may hold commas, quotes (doubled) and line breaks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence {

struct CsvRow {
  unsigned line = 0;  // where the row begins, counted from 1
  std::vector<std::string> fields;
};

// Rows of the text, empty lines left out. An unclosed quote or text after a closing quote is an error with its line.
Result<std::vector<CsvRow>> parse_csv(std::string_view text, std::string_view name);

// One field, quoted where it has to be.
std::string csv_field(std::string_view value);

}  // namespace ringfence
