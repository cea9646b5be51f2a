// What a masked column shows.
#include <fmt/format.h>

#include <chrono>

#include "compile/postgres/transfers_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

bool is_text(const Column& column) {
  return column.base_type == "text" || column.base_type == "character varying" || column.base_type == "character";
}

// "timestamp(3) without time zone" -> "timestamp without time zone"
std::string without_modifier(std::string type) {
  const std::size_t open = type.find('(');
  const std::size_t close = type.find(')');
  if (open != std::string::npos && close != std::string::npos && close > open) type.erase(open, close - open + 1);
  return type;
}

std::string first_day_of_year(const Column& column, const std::string& value) {
  if (column.base_type == "date") return fmt::format("pg_catalog.date_trunc('year', ({})::timestamp)", value);
  if (column.base_type == "timestamp without time zone") {
    return fmt::format("pg_catalog.date_trunc('year', {})", value);
  }
  // In a zone of its own, or the reader's setting would decide.
  if (column.base_type == "timestamp with time zone") {
    return fmt::format("pg_catalog.date_trunc('year', {}, 'UTC')", value);
  }
  return {};
}

std::string collated(const Column& column, std::string expression) {
  return column.collation.empty() ? expression : fmt::format("({}) COLLATE {}", expression, column.collation);
}

std::string joined_by_or(const std::vector<std::string>& conditions) {
  std::string text;
  for (const std::string& one : conditions) text += (text.empty() ? "" : " OR ") + one;
  return conditions.size() > 1 ? '(' + text + ')' : text;
}

}  // namespace

Rules rules_on(const Rules& rules, const policy::Table& table) {
  Rules on;
  for (const policy::Transfer* rule : rules) {
    if (policy::mentions(*rule, table.name)) on.push_back(rule);
  }
  return on;
}

std::string condition_of(const policy::Transfer& rule, const TableName& table) {
  std::string text;
  if (rule.expires) {
    const std::chrono::year_month_day last{std::chrono::year(rule.expires->year),
                                           std::chrono::month(rule.expires->month),
                                           std::chrono::day(rule.expires->day)};
    const std::chrono::year_month_day end{std::chrono::sys_days(last) + std::chrono::days(1)};
    text =
        fmt::format("(pg_catalog.statement_timestamp() < '{:04}-{:02}-{:02} 00:00:00+00'::timestamptz)",
                    static_cast<int>(end.year()), static_cast<unsigned>(end.month()), static_cast<unsigned>(end.day()));
  }
  const auto filter = rule.rows.find(table);
  if (filter == rule.rows.end()) return text;
  // On a line of its own: it may end in a comment.
  const std::string condition = fmt::format("({}\n)", filter->second);
  return text.empty() ? condition : fmt::format("({} AND {})", text, condition);
}

std::string condition_of(const Rules& rules, const TableName& table) {
  std::vector<std::string> conditions;
  for (const policy::Transfer* rule : rules) {
    std::string one = condition_of(*rule, table);
    if (one.empty()) return {};
    conditions.push_back(std::move(one));
  }
  return joined_by_or(conditions);
}

std::string plain_type(const Column& column) {
  if (without_modifier(column.type) == column.base_type) return column.type;
  return key_type(column);
}

std::string null_of(const Column& column) {
  return collated(column, fmt::format("NULL::{}", plain_type(column)));
}

std::optional<std::string> masked(const Column& column, const policy::Mask& mask, const std::string& value) {
  std::string expression;
  switch (mask.kind) {
    case policy::MaskKind::null:
      return null_of(column);
    case policy::MaskKind::hash:
      return std::nullopt;
    case policy::MaskKind::domain:
      // Without an @ there is no domain, and nothing is shown.
      if (is_text(column)) expression = fmt::format("pg_catalog.substring(({})::text, '@([^@]*)$')", value);
      break;
    case policy::MaskKind::year:
      expression = first_day_of_year(column, value);
      break;
    case policy::MaskKind::truncate:
      if (is_text(column)) expression = fmt::format("pg_catalog.left(({})::text, {})", value, mask.length);
      break;
  }
  if (expression.empty()) return std::nullopt;
  return collated(column, fmt::format("({})::{}", expression, plain_type(column)));
}

}  // namespace ringfence::compile::building
