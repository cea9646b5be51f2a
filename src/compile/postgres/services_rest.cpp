#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compile/postgres/services_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr const char* why = "transfer rules";
using Columns = std::set<std::string>;

Columns without(const Columns& of, const Columns& these) {
  Columns rest;
  std::ranges::set_difference(of, these, std::inserter(rest, rest.end()));
  return rest;
}

Columns columns_of(const ColumnGrants& grants, const TableName& table, const std::string& privilege) {
  const auto on = grants.find(table);
  if (on == grants.end()) return {};
  const auto columns = on->second.find(privilege);
  return columns == on->second.end() ? Columns() : columns->second;
}

// REVOKE on the table takes the same right on its columns too.
bool is_revoked_whole(const ServiceRole& role, const FoundRole& found, const TableName& table,
                      const std::string& privilege) {
  const Target target{Securable::table, table.schema, table.name};
  const auto has = found.grants.find(target);
  const auto wanted = role.grants.find(target);
  return has != found.grants.end() && has->second.contains(privilege) &&
         (wanted == role.grants.end() || !wanted->second.contains(privilege));
}

void add_columns(const ServiceRole& role, const TableName& table, const std::string& privilege, const Columns& columns,
                 bool is_missing, ServiceChanges& into) {
  if (columns.empty()) return;
  const std::vector<std::string> list(columns.begin(), columns.end());
  const std::string name = pg::quote_identifier(role.name);
  into.changes.push_back({fmt::format("{} {} ({}) ON TABLE {} {} {}", is_missing ? "GRANT" : "REVOKE", privilege,
                                      pg::quote_identifiers(list), qualified(table), is_missing ? "TO" : "FROM", name),
                          fmt::format("{} grant of {}: {} on columns {} of {}", is_missing ? "missing" : "unexpected",
                                      role.name, privilege, fmt::join(list, ", "), policy::to_text(table)),
                          why});
}

void compare_columns(const ServiceRole& role, const FoundRole& found, ServiceChanges& into) {
  for (const auto& [table, rights] : found.columns) {
    if (found.owns.contains({Securable::table, table.schema, table.name})) continue;
    for (const auto& [privilege, columns] : rights) {
      add_columns(role, table, privilege, without(columns, columns_of(role.columns, table, privilege)), false, into);
    }
  }
  for (const auto& [table, rights] : role.columns) {
    for (const auto& [privilege, columns] : rights) {
      const Columns has =
          is_revoked_whole(role, found, table, privilege) ? Columns() : columns_of(found.columns, table, privilege);
      add_columns(role, table, privilege, without(columns, has), true, into);
    }
  }
}

void compare_settings(const ServiceRole& role, const FoundRole& found, ServiceChanges& into) {
  const std::string name = pg::quote_identifier(role.name);
  for (const auto& [setting, value] : found.settings) {
    if (role.settings.contains(setting)) continue;
    into.changes.push_back({fmt::format("ALTER ROLE {} RESET {}", name, setting),
                            fmt::format("unexpected setting of {}: {} = {}", role.name, setting, value), why});
  }
  for (const auto& [setting, value] : role.settings) {
    const auto has = found.settings.find(setting);
    if (has != found.settings.end() && has->second == value) continue;
    into.changes.push_back(
        {fmt::format("ALTER ROLE {} SET {} = {}", name, setting, value),
         fmt::format("{} setting of {}: {}", has == found.settings.end() ? "missing" : "different", role.name, setting),
         why});
  }
  if (found.other_settings.empty()) return;
  into.changes.push_back(
      {fmt::format("DO $$ BEGIN EXECUTE pg_catalog.format('ALTER ROLE %I IN DATABASE %I RESET ALL', {},"
                   " pg_catalog.current_database()); END $$",
                   pg::quote_literal(role.name)),
       fmt::format("unexpected settings of {} in this database: {}", role.name, fmt::join(found.other_settings, ", ")),
       why});
}

}  // namespace

void compare_rest(const ServiceRole& role, const FoundRole& found, ServiceChanges& into) {
  compare_columns(role, found, into);
  compare_settings(role, found, into);
  for (const std::string& member : found.members) {
    into.changes.push_back(
        {fmt::format("REVOKE {} FROM {}", pg::quote_identifier(role.name), pg::quote_identifier(member)),
         fmt::format("unexpected membership of {} in {}", member, role.name), why});
  }
}

}  // namespace ringfence::compile
