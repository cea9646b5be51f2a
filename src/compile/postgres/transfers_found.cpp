#include "compile/postgres/transfers_found.h"

#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr const char* schemas_sql = R"sql(
SELECT n.nspname, ARRAY(
         SELECT o.what FROM (
           SELECT 'function ' || p.oid::pg_catalog.regprocedure AS what FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid
           UNION ALL SELECT 'type ' || t.oid::pg_catalog.regtype FROM pg_catalog.pg_type t
             WHERE t.typnamespace = n.oid AND t.typrelid = 0 AND t.typelem = 0
           UNION ALL SELECT 'operator ' || o.oid::pg_catalog.regoperator FROM pg_catalog.pg_operator o WHERE o.oprnamespace = n.oid
         ) AS o ORDER BY 1)
  FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^(transfer|world)_' ORDER BY 1)sql";

constexpr const char* relations_sql = R"sql(
SELECT n.nspname, c.relname,
       CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                      WHEN 'f' THEN 'foreign table' WHEN 'i' THEN 'index' ELSE 'table' END,
       pg_catalog.pg_get_userbyid(c.relowner), c.reloptions,
       CASE WHEN c.relkind = 'v' THEN pg_catalog.pg_get_viewdef(c.oid) END,
       ARRAY(SELECT 'rule ' || r.rulename FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'
             UNION ALL SELECT 'trigger ' || t.tgname FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid ORDER BY 1)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname ~ '^(transfer|world)_' AND c.relkind NOT IN ('i', 't', 'c') ORDER BY 1, 2)sql";

// The reader has the schema's name; what it may is compared with what it should.
constexpr const char* grantees_sql = R"sql(
SELECT DISTINCT a.target, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
  FROM (SELECT 'SCHEMA ' || pg_catalog.quote_ident(n.nspname) AS target, n.nspname, n.nspowner AS owner, x.grantee
          FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) AS x
        UNION ALL
        SELECT 'TABLE ' || pg_catalog.format('%I.%I', n.nspname, c.relname), n.nspname, c.relowner, x.grantee
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS x
        UNION ALL
        SELECT 'TABLE ' || pg_catalog.format('%I.%I', n.nspname, c.relname), n.nspname, c.relowner, x.grantee
          FROM pg_catalog.pg_attribute t JOIN pg_catalog.pg_class c ON c.oid = t.attrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) AS x) AS a
 WHERE a.nspname ~ '^(transfer|world)_' AND a.grantee <> a.owner
   AND NOT (a.nspname ~ '^world_' AND a.grantee <> 0 AND pg_catalog.pg_get_userbyid(a.grantee) = 'ringfence_' || a.nspname)
   AND (a.grantee = 0 OR pg_catalog.pg_get_userbyid(a.grantee) <> a.nspname) ORDER BY 1, 2)sql";

constexpr const char* roles_sql = R"sql(
SELECT r.rolname FROM pg_catalog.pg_roles r
 WHERE r.rolname ~ '^(ringfence_)?(transfer|world)_' AND EXISTS (
   SELECT FROM pg_catalog.pg_shdepend d JOIN pg_catalog.pg_database b ON b.datname = pg_catalog.current_database()
    WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND d.refobjid = r.oid
      AND (d.dbid = b.oid OR (d.classid = 'pg_catalog.pg_database'::pg_catalog.regclass AND d.objid = b.oid)))
 ORDER BY 1)sql";

Status read_records(pg::Connection& connection, FoundTransfers& into) {
  auto there = connection.query("SELECT pg_catalog.to_regclass('ringfence.transfer_view') IS NOT NULL");
  if (!there) return there.error();
  if (!there->boolean(0, 0)) return {};
  auto rows = connection.query("SELECT schema_name, view_name, source, printed FROM ringfence.transfer_view");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto schema = into.schemas.find(rows->string(i, 0));
    if (schema == into.schemas.end()) continue;
    const auto view = schema->second.relations.find(rows->string(i, 1));
    if (view == schema->second.relations.end()) continue;
    view->second.source = rows->string(i, 2);
    view->second.recorded = rows->string(i, 3);
  }
  return {};
}

Status read_relations(pg::Connection& connection, FoundTransfers& into) {
  auto rows = connection.query(relations_sql);
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    FoundView view;
    view.kind = rows->string(i, 2);
    view.owner = rows->string(i, 3);
    for (std::string& option : pg::parse_array(rows->text(i, 4))) view.options.insert(std::move(option));
    view.printed = rows->string(i, 5);
    view.additions = pg::parse_array(rows->text(i, 6));
    into.schemas[rows->string(i, 0)].relations[rows->string(i, 1)] = std::move(view);
  }
  return {};
}

}  // namespace

Result<FoundTransfers> read_transfers(pg::Connection& connection) {
  FoundTransfers found;
  auto schemas = connection.query(schemas_sql);
  if (!schemas) return schemas.error();
  for (std::size_t i = 0; i < schemas->size(); ++i) {
    found.schemas[schemas->string(i, 0)].others = pg::parse_array(schemas->text(i, 1));
  }
  RINGFENCE_TRY(read_relations(connection, found));
  RINGFENCE_TRY(read_records(connection, found));
  auto grantees = connection.query(grantees_sql);
  if (!grantees) return grantees.error();
  for (std::size_t i = 0; i < grantees->size(); ++i) {
    found.grantees.push_back({grantees->string(i, 0), grantees->string(i, 1)});
  }
  auto roles = connection.query(roles_sql);
  if (!roles) return roles.error();
  for (std::size_t i = 0; i < roles->size(); ++i) found.roles.push_back(roles->string(i, 0));
  return found;
}

}  // namespace ringfence::compile
