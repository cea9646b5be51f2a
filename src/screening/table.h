// A list's file as rows with named fields. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/diagnostic.h"

namespace ringfence::screening {

struct Table {
  std::string path;
  std::map<std::string, std::size_t> columns;  // empty where the file has no headings
  std::vector<CsvRow> rows;
  std::size_t width = 0;  // fields that each row has

  [[nodiscard]] bool has(std::string_view column) const { return columns.contains(std::string(column)); }
  // The field of that name, trimmed; empty where there is none.
  [[nodiscard]] std::string field(const CsvRow& row, const std::string& column) const;
  [[nodiscard]] Place place_of(const CsvRow& row) const { return {path, row.line, 1}; }
};

// Separated by commas (RFC 4180) or, where the first line has one, by tabs.
Result<Table> read_table(const std::string& path, std::string_view text);

std::string trimmed(std::string_view text);
// "A; B; and C." -> A, B, C
std::vector<std::string> split_names(std::string_view text, char at);

}  // namespace ringfence::screening
