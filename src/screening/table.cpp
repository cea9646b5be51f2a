#include "screening/table.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace ringfence::screening {

namespace {

std::vector<CsvRow> split_tabs(std::string_view text) {
  std::vector<CsvRow> rows;
  for (unsigned line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    std::string_view one = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (one.ends_with('\r')) one.remove_suffix(1);
    if (one.empty()) continue;
    CsvRow row{line, {}};
    for (;;) {
      const std::size_t tab = one.find('\t');
      row.fields.emplace_back(one.substr(0, tab));
      if (tab == std::string_view::npos) break;
      one.remove_prefix(tab + 1);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::string Table::field(const CsvRow& row, const std::string& column) const {
  const auto found = columns.find(column);
  if (found == columns.end() || found->second >= row.fields.size()) return {};
  return trimmed(row.fields[found->second]);
}

Result<Table> read_table(const std::string& path, std::string_view text) {
  Table table{path, {}, {}, 0};
  // OFAC ends its files with the end-of-file character of MS-DOS.
  while (!text.empty() && (text.back() == '\x1a' || text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text.substr(0, text.find('\n')).find('\t') != std::string_view::npos) {
    table.rows = split_tabs(text);
  } else {
    auto rows = parse_csv(text, path);
    if (!rows) return rows.error();
    table.rows = std::move(*rows);
  }
  if (table.rows.empty()) return fail(fmt::format("{}: the file is empty", path));
  table.width = table.rows.front().fields.size();
  if (!is_number(table.rows.front().fields.front())) {
    for (std::size_t i = 0; i < table.width; ++i) {
      table.columns.try_emplace(lower_ascii(trimmed(table.rows.front().fields[i])), i);
    }
    table.rows.erase(table.rows.begin());
  }
  return table;
}

std::vector<std::string> split_names(std::string_view text, char at) {
  std::vector<std::string> names;
  for (;;) {
    const std::size_t end = text.find(at);
    std::string name = trimmed(text.substr(0, end));
    if (name.starts_with("and ")) name = trimmed(std::string_view(name).substr(4));
    if (!name.empty() && name != "-0-") names.push_back(std::move(name));
    if (end == std::string_view::npos) return names;
    text.remove_prefix(end + 1);
  }
}

}  // namespace ringfence::screening
