#include <fmt/format.h>

#include "compile/postgres/read_catalogue.h"

namespace ringfence::compile::reading {

const char* const is_the_applications =
    "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'ringfence') AND n.nspname !~ '^(transfer|world)_'"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
    " AND d.objid = c.oid AND d.deptype = 'e')";

namespace {

TableKind kind_of(std::string_view relkind) {
  if (relkind == "p") return TableKind::partitioned;
  return relkind == "f" ? TableKind::foreign : TableKind::table;
}

Column column_of(const pg::Rows& rows, std::size_t i) {
  Column column;
  column.name = rows.string(i, 1);
  column.type = rows.string(i, 2);
  column.base_type = rows.string(i, 3);
  column.type_kind = rows.text(i, 4).empty() ? 'b' : rows.text(i, 4)[0];
  column.collation = rows.string(i, 5);
  column.not_null = rows.boolean(i, 6);
  column.generated = rows.boolean(i, 7);
  column.identity = rows.text(i, 8).empty() ? ' ' : rows.text(i, 8)[0];
  column.default_value = rows.string(i, 9);
  column.comment = rows.string(i, 10);
  column.inherited_only = rows.boolean(i, 11);
  return column;
}

}  // namespace

Status read_tables(pg::Connection& connection, TablesByOid& tables) {
  auto rows = connection.query(fmt::format(R"(
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relispartition, c.relpersistence = 'u', c.relrowsecurity,
           c.relforcerowsecurity, pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.obj_description(c.oid, 'pg_class'),
           c.reltuples, CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_relation_size(c.oid)
             / pg_catalog.current_setting('block_size')::bigint ELSE 0 END
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND {})",
                                           is_the_applications));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    Table table;
    table.name = {rows->string(i, 1), rows->string(i, 2)};
    table.kind = kind_of(rows->text(i, 3));
    table.is_partition = rows->boolean(i, 4);
    table.unlogged = rows->boolean(i, 5);
    table.row_security = rows->boolean(i, 6);
    table.force_row_security = rows->boolean(i, 7);
    table.owner = rows->string(i, 8);
    table.comment = rows->string(i, 9);
    table.estimated_rows = rows->real(i, 10);
    table.pages = static_cast<std::uint64_t>(rows->integer(i, 11));
    tables.emplace(rows->string(i, 0), std::move(table));
  }
  return {};
}

// A domain may be over a domain: the base type is at the end of the chain.
Status read_columns(pg::Connection& connection, TablesByOid& tables) {
  auto rows = connection.query(R"(
    WITH RECURSIVE base(oid, at) AS (
      SELECT t.oid, t.oid FROM pg_catalog.pg_type t
      UNION ALL SELECT base.oid, t.typbasetype FROM base JOIN pg_catalog.pg_type t ON t.oid = base.at WHERE t.typtype = 'd')
    SELECT a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), pg_catalog.format_type(b.oid, NULL),
           b.typtype, CASE WHEN a.attcollation <> b.typcollation AND a.attcollation <> 0 THEN
             (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname) FROM pg_catalog.pg_collation l
              JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace WHERE l.oid = a.attcollation) END,
           a.attnotnull, a.attgenerated <> '', a.attidentity, pg_catalog.pg_get_expr(e.adbin, e.adrelid),
           pg_catalog.col_description(a.attrelid, a.attnum), NOT a.attislocal
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    JOIN base ON base.oid = t.oid JOIN pg_catalog.pg_type b ON b.oid = base.at AND b.typtype <> 'd'
    LEFT JOIN pg_catalog.pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
      AND a.attrelid IN (SELECT oid FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'f'))
    ORDER BY a.attrelid, a.attnum)");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto table = tables.find(rows->string(i, 0));
    if (table != tables.end()) table->second.columns.push_back(column_of(*rows, i));
  }
  return {};
}

Status read_parents(pg::Connection& connection, TablesByOid& tables) {
  auto rows = connection.query(R"(
    SELECT i.inhrelid, n.nspname, c.relname FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY i.inhrelid, i.inhseqno)");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto table = tables.find(rows->string(i, 0));
    if (table != tables.end()) table->second.parents.push_back({rows->string(i, 1), rows->string(i, 2)});
  }
  return {};
}

}  // namespace ringfence::compile::reading
