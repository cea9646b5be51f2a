#include <fmt/format.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/withhold.h"

namespace ringfence::cli {

namespace {

// One column is the text itself, several a JSON array of texts (docs/decisions/0021-withholding.md).
std::string key_of(const std::vector<std::string>& fields) {
  if (fields.size() == 1) return fields.front();
  json::array array;
  for (const std::string& field : fields) array.emplace_back(field);
  return json::serialize(array);
}

Result<std::string> key_of_json(std::string_view line, unsigned number, const std::string& path) {
  boost::system::error_code error;
  const json::value value = json::parse(line, error);
  if (!error && value.is_string()) return std::string(value.get_string());
  std::vector<std::string> fields;
  bool right = !error && value.is_array() && !value.get_array().empty();
  if (right) {
    for (const json::value& each : value.get_array()) {
      right = right && each.is_string();
      if (right) fields.emplace_back(each.get_string());
    }
  }
  if (!right) {
    return fail(fmt::format("{}:{}: no key", path, number), {},
                R"(a line is a text, "17", or an array of texts, ["17","a"])");
  }
  return key_of(fields);
}

}  // namespace

Result<std::vector<std::string>> read_keys_file(const std::string& path) {
  const auto text = read_file(path, limits::placements_file_bytes);
  if (!text) return text.error();
  std::vector<std::string> keys;
  if (path.ends_with(".csv")) {
    const auto rows = parse_csv(*text, path);
    if (!rows) return rows.error();
    for (const CsvRow& row : *rows) keys.push_back(key_of(row.fields));
    return keys;
  }
  const bool is_json = path.ends_with(".jsonl") || path.ends_with(".ndjson");
  std::string_view rest = *text;
  for (unsigned number = 1; !rest.empty(); ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (!is_json) {
      keys.emplace_back(line);
      continue;
    }
    auto key = key_of_json(line, number, path);
    if (!key) return key.error();
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace ringfence::cli
