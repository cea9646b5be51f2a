#include "compile/postgres/existing.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/withholding.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

bool is_ours(std::string_view name) {
  return name.starts_with("ringfence_") || name.starts_with("~ringfence_");
}

void forget_walls(Table& table) {
  std::erase_if(table.foreign_keys, [](const ForeignKey& key) {
    return key.to.schema == "ringfence" || key.name.starts_with("ringfence_anchor");
  });
  std::erase_if(table.checks, [](const Constraint& check) { return is_ours(check.name); });
  std::erase_if(table.triggers, [](const Trigger& trigger) { return is_ours(trigger.name); });
  std::erase_if(table.columns, [](const Column& column) {
    return column.name == home_column_name || column.name == withheld_column_name ||
           (column.name == policy::search_column_name && column.generated);
  });
}

// Row security that withholding has switched on is not the application's. Who has a policy of its own has meant it.
Status forget_row_security(pg::Connection& connection, Catalogue& catalogue) {
  auto there = connection.query("SELECT pg_catalog.to_regclass('ringfence.setting') IS NOT NULL");
  if (!there) return there.error();
  if (!there->boolean(0, 0)) return {};
  auto rows = connection.query(
      "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " JOIN ringfence.setting s ON s.name = pg_catalog.format('row security of %I.%I', n.nspname, c.relname)"
      " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_policy o WHERE o.polrelid = c.oid AND o.polname !~ '^ringfence_')");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const TableName name{rows->string(i, 0), rows->string(i, 1)};
    const auto table = std::ranges::find(catalogue.tables, name, &Table::name);
    if (table != catalogue.tables.end()) table->row_security = false;
  }
  return {};
}

// The operators of a key that is no longer there are those of the same columns' types: the directory's key has them.
ForeignKey recorded_key(const pg::Rows& rows, std::size_t i) {
  ForeignKey key;
  key.name = rows.string(i, 2);
  key.columns = pg::parse_array(rows.text(i, 3));
  key.to = {rows.string(i, 4), rows.string(i, 5)};
  key.to_columns = pg::parse_array(rows.text(i, 6));
  const std::string flags = rows.string(i, 7) + "aasfff";
  key.on_delete = flags[0];
  key.on_update = flags[1];
  key.match = flags[2];
  key.deferrable = flags[3] == 't';
  key.initially_deferred = flags[4] == 't';
  key.validated = flags[5] == 't';
  key.definition = rows.string(i, 8);
  return key;
}

Status restore_references(pg::Connection& connection, Catalogue& catalogue) {
  auto exists = connection.query("SELECT pg_catalog.to_regclass('ringfence.reference') IS NOT NULL");
  if (!exists) return exists.error();
  if (!exists->boolean(0, 0)) return {};
  auto rows = connection.query(
      "SELECT on_schema, on_table, name, columns, to_schema, to_table, to_columns, flags, definition"
      " FROM ringfence.reference");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const TableName name{rows->string(i, 0), rows->string(i, 1)};
    const auto table = std::ranges::find(catalogue.tables, name, &Table::name);
    if (table == catalogue.tables.end()) continue;
    const auto live = std::ranges::find(table->foreign_keys, rows->text(i, 2), &ForeignKey::name);
    if (live == table->foreign_keys.end()) table->foreign_keys.push_back(recorded_key(*rows, i));
  }
  for (Table& table : catalogue.tables) std::ranges::sort(table.foreign_keys, {}, &ForeignKey::name);
  return {};
}

}  // namespace

Result<Catalogue> application_catalogue(pg::Connection& connection) {
  auto catalogue = read_catalogue(connection);
  if (!catalogue) return catalogue;
  for (Table& table : catalogue->tables) forget_walls(table);
  RINGFENCE_TRY(forget_row_security(connection, *catalogue));
  RINGFENCE_TRY(restore_references(connection, *catalogue));
  return catalogue;
}

}  // namespace ringfence::compile
