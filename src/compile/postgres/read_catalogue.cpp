#include "compile/postgres/read_catalogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"

namespace ringfence::compile {

namespace {

Status read_all(pg::Connection& connection, Catalogue& catalogue) {
  reading::TablesByOid tables;
  for (const auto read : {reading::read_tables, reading::read_columns, reading::read_parents, reading::read_keys,
                          reading::read_foreign_keys, reading::read_checks, reading::read_triggers}) {
    RINGFENCE_TRY(read(connection, tables));
  }
  for (auto& [oid, table] : tables) catalogue.tables.push_back(std::move(table));
  std::ranges::sort(catalogue.tables, {}, &Table::name);
  for (const auto read : {reading::read_database, reading::read_sequences, reading::read_views, reading::read_lists}) {
    RINGFENCE_TRY(read(connection, catalogue));
  }
  return {};
}

}  // namespace

Result<Catalogue> read_catalogue(pg::Connection& connection) {
  Catalogue catalogue;
  catalogue.server_version = connection.server_version();
  catalogue.database = connection.database();
  const bool own = !connection.is_in_transaction();
  if (own) RINGFENCE_TRY(connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  Status done = read_all(connection, catalogue);
  if (own) (void)connection.execute("ROLLBACK");
  if (!done) return done.error();
  if (catalogue.tables.size() > limits::tables) {
    return fail(fmt::format("the database holds {} tables, more than the {} that Ringfence reads",
                            catalogue.tables.size(), limits::tables));
  }
  return catalogue;
}

}  // namespace ringfence::compile
