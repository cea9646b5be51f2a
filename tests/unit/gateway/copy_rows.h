// COPY's data as rows, short to write and to compare: "1: 42|NULL" for line 1 with two values, "broken: why".
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "gateway/copy/row_scanner.h"

namespace ringfence::gateway::testing {

inline policy::CopyIn copy_of(policy::CopyIn::Format format, std::vector<std::size_t> places, std::size_t fields) {
  policy::CopyIn how;
  how.format = format;
  how.table = {"public", "post"};
  if (format == policy::CopyIn::Format::csv) {
    how.delimiter = ',';
    how.null = "";
  }
  how.fields = fields;
  for (const std::size_t place : places) how.subject.push_back({place, fmt::format("c{}", place)});
  return how;
}

// What a scanner finds in data that comes `step` bytes at a time. `read`: how much of it a server reads.
inline std::vector<std::string> scanned(const policy::CopyIn& how, std::string_view data, std::size_t step,
                                        std::size_t* read = nullptr) {
  using Found = RowScanner::Found;
  RowScanner scanner(how);
  std::vector<std::string> rows;
  std::string kept;
  std::size_t taken = 0;
  std::size_t passed = 0;
  for (;;) {
    const bool last = taken == data.size();
    const Found found = scanner.next(kept, last);
    if (found == Found::more) {
      const std::string_view next = data.substr(taken, step);
      kept += next;
      taken += next.size();
      continue;
    }
    if (found == Found::broken) {
      rows.push_back(fmt::format("broken: {} ({})", scanner.error().message, scanner.error().detail));
      break;
    }
    if (found == Found::row) {
      std::string row = fmt::format("{}: ", scanner.line());
      for (const auto& value : scanner.values()) row += value.value_or("NULL") + "|";
      row.pop_back();
      rows.push_back(std::move(row));
    }
    if (found != Found::unread) passed += scanner.length();
    kept.erase(0, scanner.length());
    if (kept.empty() && taken == data.size()) {
      if (found == Found::end) break;
      if (found == Found::unread) break;
    }
  }
  if (read) *read = passed;
  return rows;
}

}  // namespace ringfence::gateway::testing
