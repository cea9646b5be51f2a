#include "lifecycle/split/astray.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/csv.h"
#include "base/limits.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

constexpr std::string_view header = "table,key,subject,home,reason,place";

// A row that is astray only because its subject is follows that subject: nothing to decide about it.
constexpr const char* on_own_account = "reason <> 'its subject is astray'";

Status scan(pg::Connection& source, const Projection& projection, const std::string& table, Astray& into) {
  const std::string rows = fmt::format(
      "FROM (SELECT {} AS ring, {} AS key, {} AS subject, {} AS home, {} AS reason{}) AS rows WHERE ring = '?' AND {}",
      projection.ring, projection.key, projection.subject, projection.home_value, projection.reason, projection.from,
      on_own_account);
  auto groups = source.query("SELECT reason, count(*) " + rows + " GROUP BY reason ORDER BY reason");
  if (!groups) return within("looking for rows of " + table + " that are astray", groups.error());
  if (groups->size() == 0) return {};
  for (std::size_t i = 0; i < groups->size(); ++i) {
    into.groups.push_back({table, groups->string(i, 0), static_cast<std::uint64_t>(groups->integer(i, 1))});
  }
  auto listed = source.query(fmt::format("SELECT key, subject, home, reason {} ORDER BY reason, key LIMIT {}", rows,
                                         limits::astray_rows_listed));
  if (!listed) return listed.error();
  for (std::size_t i = 0; i < listed->size(); ++i) {
    into.rows.push_back(
        {table, listed->string(i, 0), listed->string(i, 1), listed->string(i, 2), listed->string(i, 3)});
  }
  return {};
}

void merge_groups(std::vector<AstrayGroup>& groups) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> sums;
  for (const AstrayGroup& group : groups) sums[{group.table, group.reason}] += group.rows;
  groups.clear();
  for (const auto& [name, rows] : sums) groups.push_back({name.first, name.second, rows});
}

const policy::Table* find_by_text(const policy::Policy& policy, std::string_view table) {
  const auto found = std::ranges::find_if(
      policy.tables, [&](const policy::Table& each) { return policy::to_text(each.name) == table; });
  return found == policy.tables.end() ? nullptr : &*found;
}

Result<RowPlacement> read_row(const CsvRow& row, const std::string& file, const policy::Policy& policy) {
  const auto wrong = [&](std::string_view what, std::string hint) {
    return fail(fmt::format("{}:{}: {}", file, row.line, what), {}, std::move(hint));
  };
  if (row.fields.size() != 6)
    return wrong("a row has six fields: " + std::string(header), "leave the columns as they were");
  const policy::Table* table = find_by_text(policy, row.fields[0]);
  if (table == nullptr)
    return wrong(fmt::format("the policy has no table {}", row.fields[0]), "leave the column `table` as it was");
  const std::string& place = row.fields[5];
  if (place != place_leave && !table->home) {
    return wrong(fmt::format("a row of {} can only be left behind: it rests where its subject does", row.fields[0]),
                 "write `leave`, or give the table `unowned` in the policy");
  }
  if (place != place_leave && policy.home_of(place) == nullptr) {
    return wrong(fmt::format("no ring has the jurisdiction {}", place),
                 "write an ISO code that a ring has, or `leave`");
  }
  return RowPlacement{table->name, row.fields[1], row.fields[4], place};
}

}  // namespace

Result<Astray> find_astray(pg::Connection& source, const policy::Policy& policy, const compile::Catalogue& catalogue,
                           const compile::Placements& tables, const std::vector<RowPlacement>& placements) {
  Astray astray;
  for (const compile::Placement& table : tables.tables) {
    if (table.table->kind != compile::TableKind::table || !may_stray(catalogue, table)) continue;
    RINGFENCE_TRY(
        scan(source, project(policy, catalogue, tables, table, placements), policy::to_text(table.rule->name), astray));
  }
  merge_groups(astray.groups);
  return astray;
}

std::string astray_csv(const Astray& astray) {
  std::string csv = std::string(header) + '\n';
  std::map<std::pair<std::string, std::string>, std::uint64_t> listed;
  for (const AstrayRow& row : astray.rows) ++listed[{row.table, row.reason}];
  for (const AstrayGroup& group : astray.groups) {
    if (listed[{group.table, group.reason}] < group.rows) {
      csv += fmt::format("{},*,,,{},\n", csv_field(group.table), csv_field(group.reason));
    }
  }
  for (const AstrayRow& row : astray.rows) {
    csv += fmt::format("{},{},{},{},{},\n", csv_field(row.table), csv_field(row.key), csv_field(row.subject),
                       csv_field(row.home), csv_field(row.reason));
  }
  return csv;
}

Result<std::vector<RowPlacement>> parse_placements(std::string_view csv, const std::string& file,
                                                   const policy::Policy& policy) {
  auto rows = parse_csv(csv, file);
  if (!rows) return rows.error();
  std::map<std::pair<policy::TableName, std::string>, RowPlacement> placements;
  for (const CsvRow& row : *rows) {
    if (row.fields[0] == "table" || row.fields.back().empty()) continue;
    auto placement = read_row(row, file, policy);
    if (!placement) return placement.error();
    const std::string key = placement->key == "*" ? "* " + placement->reason : placement->key;
    if (!placements.emplace(std::pair(placement->table, key), *placement).second) {
      return fail(fmt::format("{}:{}: a second place for {} {}", file, row.line, row.fields[0], row.fields[1]));
    }
  }
  if (placements.size() > limits::placements) {
    return fail(fmt::format("{}: {} places are more than {} that are decided by hand", file, placements.size(),
                            limits::placements),
                {}, "decide for many rows at once: `codes` or `otherwise` in the policy, or one row with the key *");
  }
  std::vector<RowPlacement> list;
  for (auto& [key, placement] : placements) list.push_back(std::move(placement));
  return list;
}

}  // namespace ringfence::lifecycle
