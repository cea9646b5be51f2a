#include <fmt/format.h>

#include "compile/postgres/read_catalogue.h"
#include "pg/quote.h"

namespace ringfence::compile::reading {

namespace {

// The names of the columns whose numbers are in `numbers`, in that order, as an array.
std::string names_of(std::string_view relation, std::string_view numbers) {
  return fmt::format(
      "ARRAY(SELECT a.attname FROM pg_catalog.unnest({1}) WITH ORDINALITY AS u(number, place)"
      " JOIN pg_catalog.pg_attribute a ON a.attrelid = {0} AND a.attnum = u.number ORDER BY u.place)",
      relation, numbers);
}

ForeignKey foreign_key_of(const pg::Rows& rows, std::size_t i) {
  ForeignKey key;
  key.name = rows.string(i, 1);
  key.columns = pg::parse_array(rows.text(i, 2));
  key.to = {rows.string(i, 3), rows.string(i, 4)};
  key.to_columns = pg::parse_array(rows.text(i, 5));
  key.on_delete = rows.text(i, 6)[0];
  key.on_update = rows.text(i, 7)[0];
  key.match = rows.text(i, 8)[0];
  key.deferrable = rows.boolean(i, 9);
  key.initially_deferred = rows.boolean(i, 10);
  key.validated = rows.boolean(i, 11);
  key.inherited = rows.boolean(i, 12);
  key.definition = rows.string(i, 13);
  key.operators = pg::parse_array(rows.text(i, 14));
  return key;
}

}  // namespace

// Only what a foreign key may refer to: whole columns, no condition, valid.
Status read_keys(pg::Connection& connection, TablesByOid& tables) {
  const char* distinct = connection.server_version() >= 150000 ? "NOT i.indnullsnotdistinct" : "true";
  auto rows = connection.query(fmt::format(R"(
    SELECT i.indrelid, c.relname, {}, i.indisprimary, {},
           EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
    ORDER BY i.indrelid, i.indisprimary DESC, c.relname)",
                                           names_of("i.indrelid", "(i.indkey::pg_catalog.int2[])[0:i.indnkeyatts-1]"),
                                           distinct));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto table = tables.find(rows->string(i, 0));
    if (table == tables.end()) continue;
    table->second.keys.push_back({rows->string(i, 1), pg::parse_array(rows->text(i, 2)), rows->boolean(i, 3),
                                  rows->boolean(i, 5), rows->boolean(i, 4)});
  }
  return {};
}

// A key to a partitioned table has a copy for each of its partitions: those are the server's own business.
Status read_foreign_keys(pg::Connection& connection, TablesByOid& tables) {
  auto rows = connection.query(fmt::format(R"(
    SELECT k.conrelid, k.conname, {}, n.nspname, c.relname, {}, k.confdeltype, k.confupdtype, k.confmatchtype,
           k.condeferrable, k.condeferred, k.convalidated, k.conparentid <> 0, pg_catalog.pg_get_constraintdef(k.oid),
           ARRAY(SELECT pg_catalog.quote_ident(m.nspname) || '.' || o.oprname FROM pg_catalog.unnest(k.conpfeqop)
                 WITH ORDINALITY AS u(oid, place) JOIN pg_catalog.pg_operator o ON o.oid = u.oid
                 JOIN pg_catalog.pg_namespace m ON m.oid = o.oprnamespace ORDER BY u.place)
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
    ORDER BY k.conrelid, k.conname)",
                                           names_of("k.conrelid", "k.conkey"), names_of("k.confrelid", "k.confkey")));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto table = tables.find(rows->string(i, 0));
    if (table != tables.end()) table->second.foreign_keys.push_back(foreign_key_of(*rows, i));
  }
  return {};
}

Status read_checks(pg::Connection& connection, TablesByOid& tables) {
  auto rows = connection.query(R"(
    SELECT conrelid, conname, pg_catalog.pg_get_constraintdef(oid), convalidated, NOT conislocal
    FROM pg_catalog.pg_constraint WHERE contype = 'c' AND conrelid <> 0 ORDER BY conrelid, conname)");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto table = tables.find(rows->string(i, 0));
    if (table == tables.end()) continue;
    table->second.checks.push_back({rows->string(i, 1), rows->string(i, 2), rows->boolean(i, 3), rows->boolean(i, 4)});
  }
  return {};
}

Status read_triggers(pg::Connection& connection, TablesByOid& tables) {
  auto rows = connection.query(R"(
    SELECT tgrelid, tgname, pg_catalog.pg_get_triggerdef(oid), tgenabled FROM pg_catalog.pg_trigger
    WHERE NOT tgisinternal ORDER BY tgrelid, tgname)");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto table = tables.find(rows->string(i, 0));
    if (table == tables.end()) continue;
    table->second.triggers.push_back({rows->string(i, 1), rows->string(i, 2), rows->text(i, 3)[0]});
  }
  return {};
}

}  // namespace ringfence::compile::reading
