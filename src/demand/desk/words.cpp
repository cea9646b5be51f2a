#include "demand/desk/words.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "compile/postgres/walls.h"
#include "compile/postgres/withholding.h"
#include "demand/store/accounts.h"
#include "policy/parse_parts.h"

namespace ringfence::demand {

namespace {

constexpr std::size_t date_letters = 10;

Error wrong(std::string message, std::string hint) {
  return {std::move(message), {}, std::move(hint), "22023"};
}

Result<std::set<std::string>> columns_of(pg::Connection& connection, const policy::TableName& table) {
  auto rows = connection.query(
      "SELECT a.attname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN "
      "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0"
      " AND NOT a.attisdropped",
      {table.schema, table.name});
  if (!rows) return rows.error();
  std::set<std::string> names;
  for (std::size_t i = 0; i < rows->size(); ++i) names.insert(rows->string(i, 0));
  return names;
}

}  // namespace

Result<Named> read_named(const std::string& typed) {
  const std::size_t equals = typed.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == typed.size()) {
    return wrong(fmt::format("\"{}\" is not TABLE=KEY", typed), "for example person=42");
  }
  return Named{typed.substr(0, equals), typed.substr(equals + 1)};
}

std::optional<std::uint64_t> read_time(const std::string& typed) {
  using namespace std::chrono;
  const auto date = policy::read_date(typed.substr(0, date_letters));
  if (!date) return std::nullopt;
  unsigned hours = 0;
  unsigned minutes = 0;
  if (typed.size() > date_letters) {
    const char* text = typed.c_str() + date_letters;
    const bool whole = typed.size() == date_letters + 6 && text[0] == 'T' && text[3] == ':';
    if (!whole || std::from_chars(text + 1, text + 3, hours).ptr != text + 3 ||
        std::from_chars(text + 4, text + 6, minutes).ptr != text + 6 || hours > 23 || minutes > 59) {
      return std::nullopt;
    }
  }
  const sys_days begin = year_month_day(year(date->year), month(date->month), std::chrono::day(date->day));
  const auto since = duration_cast<milliseconds>(begin.time_since_epoch()).count();
  if (since < 0) return std::nullopt;
  return static_cast<std::uint64_t>(since) + hours * hour + minutes * hour / 60;
}

std::optional<std::uint64_t> read_duration(const std::string& typed) {
  constexpr std::uint64_t most = 3'660;
  std::uint64_t count = 0;
  const char* end = typed.data() + typed.size();
  const auto [rest, error] = std::from_chars(typed.data(), end, count);
  if (error != std::errc() || rest + 1 != end || count == 0 || count > most) return std::nullopt;
  if (*rest == 'h') return count * hour;
  if (*rest == 'd') return count * day;
  return std::nullopt;
}

Result<std::vector<policy::ColumnRef>> expand_columns(pg::Connection& connection, const policy::Policy& policy,
                                                      const std::vector<std::string>& typed) {
  std::set<policy::ColumnRef> all;
  for (const std::string& each : typed) {
    const bool whole = each.ends_with(".*");
    const auto table = whole ? policy::read_table_name(each.substr(0, each.size() - 2)) : std::nullopt;
    const auto column = whole ? std::nullopt : policy::read_column(each);
    if (!table && (!column || column->column.empty())) {
      return wrong(fmt::format("\"{}\" is not TABLE.COLUMN", each), "for example person.email, or person.*");
    }
    const policy::TableName name = table ? *table : column->table;
    const auto there = columns_of(connection, name);
    if (!there) return there.error();
    if (there->empty() || (column && !there->contains(column->column))) {
      return wrong(fmt::format("the ring has no {}", each), "as the ring's database has it: TABLE.COLUMN");
    }
    const policy::Table* rule = policy.find_table(name);
    if (column) all.insert(*column);
    if (column || rule == nullptr) continue;
    for (const std::string& one : *there) {
      // Not the application's.
      if (one == compile::home_column_name || one == compile::withheld_column_name) continue;
      if (one == policy::search_column_name && !rule->search.empty()) continue;
      if (std::ranges::find(rule->sensitive, one) == rule->sensitive.end()) all.insert({name, one});
    }
  }
  return std::vector<policy::ColumnRef>(all.begin(), all.end());
}

Status canonical_accounts(pg::Connection& connection, const policy::Policy& policy, std::vector<Named>& accounts) {
  std::set<Named> all;
  for (const Named& each : accounts) {
    const auto found = find_account(connection, policy, each);
    if (!found) return found.error();
    all.insert(found->account);
  }
  accounts.assign(all.begin(), all.end());
  return {};
}

}  // namespace ringfence::demand
