#include <fmt/format.h>

#include "compile/postgres/read_catalogue.h"

namespace ringfence::compile::reading {

namespace {

Status read_list(pg::Connection& connection, const std::string& sql, std::vector<std::string>& into) {
  auto rows = connection.query(sql);
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) into.push_back(rows->string(i, 0));
  return {};
}

}  // namespace

Status read_database(pg::Connection& connection, Catalogue& catalogue) {
  const char* provider = connection.server_version() >= 150000 ? "d.datlocprovider" : "'c'";
  auto rows = connection.query(fmt::format(R"(
    SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, {},
           (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata),
           (SELECT p.proleakproof FROM pg_catalog.pg_proc p
             WHERE p.oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::pg_catalog.regprocedure),
           (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
    FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())",
                                           provider));
  if (!rows) return rows.error();
  catalogue.encoding = rows->string(0, 0);
  catalogue.collation = rows->string(0, 1);
  catalogue.character_type = rows->string(0, 2);
  catalogue.locale_provider = rows->string(0, 3);
  catalogue.large_objects = static_cast<std::uint64_t>(rows->integer(0, 4));
  catalogue.match_is_leakproof = rows->boolean(0, 5);
  catalogue.read_by_superuser = rows->boolean(0, 6);
  return {};
}

Status read_sequences(pg::Connection& connection, Catalogue& catalogue) {
  auto rows = connection.query(fmt::format(R"(
    SELECT n.nspname, c.relname, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
           s.seqcycle, o.nspname, o.relname, o.attname
    FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN LATERAL (
      SELECT tn.nspname, t.relname, a.attname FROM pg_catalog.pg_depend w JOIN pg_catalog.pg_class t ON t.oid = w.refobjid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = w.refobjsubid
      WHERE w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND w.objid = c.oid AND w.deptype IN ('a', 'i') LIMIT 1) o ON true
    WHERE c.relpersistence <> 't' AND {} ORDER BY n.nspname, c.relname)",
                                           is_the_applications));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    Sequence sequence{{rows->string(i, 0), rows->string(i, 1)},
                      rows->string(i, 2),
                      rows->integer(i, 3),
                      rows->integer(i, 4),
                      rows->integer(i, 5),
                      rows->integer(i, 6),
                      rows->boolean(i, 7),
                      std::nullopt,
                      rows->string(i, 10)};
    if (!rows->is_null(i, 9)) sequence.owner_table = TableName{rows->string(i, 8), rows->string(i, 9)};
    catalogue.sequences.push_back(std::move(sequence));
  }
  return {};
}

Status read_views(pg::Connection& connection, Catalogue& catalogue) {
  auto rows = connection.query(fmt::format(R"(
    SELECT n.nspname, c.relname, c.relkind = 'm' FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND {} ORDER BY n.nspname, c.relname)",
                                           is_the_applications));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    catalogue.views.push_back({{rows->string(i, 0), rows->string(i, 1)}, rows->boolean(i, 2)});
  }
  return {};
}

Status read_lists(pg::Connection& connection, Catalogue& catalogue) {
  RINGFENCE_TRY(read_list(connection, R"(
    SELECT p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'ringfence') AND n.nspname !~ '^(transfer|world)_'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                      AND d.objid = p.oid AND d.deptype = 'e') ORDER BY 1)",
                          catalogue.functions));
  RINGFENCE_TRY(read_list(connection,
                          "SELECT extname FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' ORDER BY 1",
                          catalogue.extensions));
  RINGFENCE_TRY(
      read_list(connection, "SELECT evtname FROM pg_catalog.pg_event_trigger ORDER BY 1", catalogue.event_triggers));
  RINGFENCE_TRY(
      read_list(connection, "SELECT pubname FROM pg_catalog.pg_publication ORDER BY 1", catalogue.publications));
  RINGFENCE_TRY(
      read_list(connection, "SELECT subname FROM pg_catalog.pg_stat_subscription ORDER BY 1", catalogue.subscriptions));
  return read_list(connection, "SELECT srvname FROM pg_catalog.pg_foreign_server ORDER BY 1",
                   catalogue.foreign_servers);
}

}  // namespace ringfence::compile::reading
