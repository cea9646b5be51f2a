#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "compile/postgres/placement_work.h"
#include "pg/quote.h"

namespace ringfence::compile::placing {

namespace {

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

bool is_bare_key(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

}  // namespace

std::string listed(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  for (const std::string& column : columns) names.push_back(pg::readable_identifier(column));
  return names.size() == 1 ? names.front() : fmt::format("({})", fmt::join(names, ", "));
}

std::string readable(const TableName& name) {
  const std::string table = pg::readable_identifier(name.name);
  return name.schema == "public" ? table : pg::readable_identifier(name.schema) + "." + table;
}

std::string as_toml(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string as_toml(const std::vector<std::string>& columns) {
  if (columns.size() == 1) return as_toml(columns.front());
  std::vector<std::string> quoted;
  for (const std::string& column : columns) quoted.push_back(as_toml(column));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

std::string heading(const TableName& name) {
  const std::string text = readable(name);
  return fmt::format("[table.{}]", is_bare_key(text) ? text : as_toml(text));
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  std::size_t least = std::max<std::size_t>(2, wrong.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(wrong, candidate);
    if (distance < least) {
      least = distance;
      best = &candidate;
    }
  }
  return best == nullptr ? std::string() : fmt::format("did you mean {}?", *best);
}

std::vector<std::string> column_names(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

Place place_of(const policy::Table& rule, const std::string& key, const std::string& name) {
  if (!name.empty()) {
    if (const auto found = rule.places.find(key + "." + name); found != rule.places.end()) return found->second;
  }
  const auto found = rule.places.find(key);
  return found == rule.places.end() ? rule.place : found->second;
}

std::vector<const ForeignKey*> keys_named(const Table& table, const std::string& step) {
  std::vector<const ForeignKey*> named;
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.name == step) return {&key};
    if (key.columns.size() == 1 && key.columns.front() == step) named.push_back(&key);
  }
  return named;
}

std::vector<std::string> key_names(const Table& table) {
  std::vector<std::string> names;
  for (const ForeignKey& key : table.foreign_keys) {
    names.push_back(key.columns.size() == 1 ? key.columns.front() : key.name);
  }
  return names;
}

bool same_columns(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return left.size() == right.size() && std::ranges::is_permutation(left, right);
}

bool comparable(const Column& left, const Column& right) {
  if (left.base_type == right.base_type) return true;
  const auto both_in = [&](std::initializer_list<std::string_view> family) {
    return std::ranges::find(family, left.base_type) != family.end() &&
           std::ranges::find(family, right.base_type) != family.end();
  };
  return both_in({"smallint", "integer", "bigint"}) || both_in({"text", "character varying"});
}

}  // namespace ringfence::compile::placing
