// What a server has of the services' roles.
#include <fmt/format.h>

#include <map>

#include "compile/postgres/channels.h"
#include "compile/postgres/services.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr const char* roles_sql =
    "SELECT r.rolname, r.oid = 10 OR r.rolname IN (current_user, session_user),"
    " pg_catalog.array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB'"
    " END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolinherit THEN 'INHERIT' END, CASE WHEN"
    " r.rolcanlogin THEN 'LOGIN' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END, CASE WHEN r.rolbypassrls THEN"
    " 'BYPASSRLS' END], NULL), ARRAY(SELECT g.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON"
    " g.oid = m.roleid WHERE m.member = r.oid),"
    " ARRAY(SELECT g.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.member"
    " WHERE m.roleid = r.oid AND g.rolname <> ALL (ARRAY[current_user, session_user])),"
    " r.rolconfig, ARRAY(SELECT pg_catalog.unnest(s.setconfig) FROM pg_catalog.pg_db_role_setting s WHERE"
    " s.setrole = r.oid AND s.setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
    " pg_catalog.current_database()))"
    " FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1)";

constexpr const char* grants_sql =
    "SELECT r.rolname, a.kind, a.schema, a.name, x.privilege_type, x.is_grantable, r.oid = a.owner FROM ("
    "SELECT 'database' AS kind, '' AS schema, d.datname AS name, d.datacl AS acl, d.datdba AS owner,"
    " 'd'::\"char\" AS form FROM pg_catalog.pg_database d"
    " WHERE d.datname = pg_catalog.current_database()"
    " UNION ALL SELECT 'schema', n.nspname, '', n.nspacl, n.nspowner, 'n'::\"char\" FROM pg_catalog.pg_namespace n"
    " UNION ALL SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, n.nspname, c.relname, c.relacl,"
    " c.relowner, CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\""
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace) a"
    " CROSS JOIN LATERAL pg_catalog.aclexplode(COALESCE(a.acl, pg_catalog.acldefault(a.form, a.owner))) x JOIN "
    "pg_catalog.pg_roles r ON r.oid = x.grantee"
    " WHERE r.rolname = ANY ($1) AND a.schema !~ '^pg_(toast_)?temp_'";

// Columns, functions, types, languages, servers, large objects, …; and what the role owns.
constexpr const char* others_sql =
    "SELECT r.rolname, d.deptype = 'o', i.type, i.identity, a.attname, pg_catalog.quote_ident(n.nspname) || '.' ||"
    " pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_shdepend d"
    " JOIN pg_catalog.pg_roles r ON r.oid = d.refobjid"
    " CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) i"
    " LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = d.objid"
    " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid <> 0"
    " WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND r.rolname = ANY ($1)"
    " AND (d.dbid = 0 OR d.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
    " pg_catalog.current_database())) AND (d.deptype = 'o' OR d.deptype = 'a' AND (a.attname IS NOT NULL OR d.classid"
    " <> ALL (ARRAY['pg_catalog.pg_class', 'pg_catalog.pg_namespace', 'pg_catalog.pg_database']::"
    "pg_catalog.regclass[]))) AND (d.classid <> 'pg_catalog.pg_database'::pg_catalog.regclass OR i.name ="
    " pg_catalog.quote_ident(pg_catalog.current_database())) AND i.identity !~ '^pg_(toast_)?temp'"
    " ORDER BY i.type, i.identity";

// A member of one of these could do more than change the application's tables.
constexpr const char* mighty_sql =
    "SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1) AND (r.rolsuper OR r.rolcreaterole OR"
    " r.rolcreatedb OR r.rolreplication OR r.rolbypassrls OR r.rolname IN (current_user, session_user)"
    " OR EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.member = r.oid)"
    " OR EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = 'ringfence' AND n.nspowner = r.oid))";

Securable securable(std::string_view kind) {
  return kind == "database" ? Securable::database
         : kind == "schema" ? Securable::schema
         : kind == "table"  ? Securable::table
                            : Securable::sequence;
}

// The words of pg_identify_object() -> those of REVOKE.
std::string revoke_of(const std::string& type, const std::string& identity, const std::string& role) {
  static const std::map<std::string, std::string, std::less<>> words = {
      {"function", "FUNCTION"},
      {"procedure", "PROCEDURE"},
      {"aggregate", "FUNCTION"},
      {"language", "LANGUAGE"},
      {"type", "TYPE"},
      {"domain", "DOMAIN"},
      {"foreign-data wrapper", "FOREIGN DATA WRAPPER"},
      {"server", "FOREIGN SERVER"},
      {"large object", "LARGE OBJECT"},
      {"tablespace", "TABLESPACE"}};
  const auto word = words.find(type);
  if (word == words.end()) return {};
  return fmt::format("REVOKE ALL PRIVILEGES ON {} {} FROM {} CASCADE", word->second, identity,
                     pg::quote_identifier(role));
}

Status read_roles(pg::Connection& connection, const std::string& names, FoundServices& into) {
  auto rows = connection.query(roles_sql, {names});
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    FoundRole& role = into.roles[rows->string(i, 0)];
    role.is_ours = rows->boolean(i, 1);
    for (std::string& attribute : pg::parse_array(rows->text(i, 2))) role.attributes.insert(std::move(attribute));
    for (std::string& group : pg::parse_array(rows->text(i, 3))) role.member_of.insert(std::move(group));
    for (std::string& member : pg::parse_array(rows->text(i, 4))) role.members.insert(std::move(member));
    for (const std::string& setting : pg::parse_array(rows->text(i, 5))) {
      const std::size_t equals = std::min(setting.find('='), setting.size() - 1);
      role.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    role.other_settings = pg::parse_array(rows->text(i, 6));
  }
  return {};
}

Status read_grants(pg::Connection& connection, const std::string& names, FoundServices& into) {
  auto rows = connection.query(grants_sql, {names});
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    FoundRole& role = into.roles[rows->string(i, 0)];
    const Target target{securable(rows->text(i, 1)), rows->string(i, 2), rows->string(i, 3)};
    role.grants[target].insert(rows->string(i, 4));
    if (rows->boolean(i, 6)) role.owns.insert(target);
    if (rows->boolean(i, 5)) role.grantable[target].insert(rows->string(i, 4));
  }
  return {};
}

constexpr const char* columns_sql =
    "SELECT r.rolname, n.nspname, c.relname, a.attname, x.privilege_type FROM pg_catalog.pg_attribute a"
    " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) x JOIN pg_catalog.pg_roles r ON r.oid = x.grantee"
    " WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND r.rolname = ANY ($1) AND n.nspname !~ '^pg_(toast_)?temp_'";

Status read_columns(pg::Connection& connection, const std::string& names, FoundServices& into) {
  auto rows = connection.query(columns_sql, {names});
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    into.roles[rows->string(i, 0)].columns[{rows->string(i, 1), rows->string(i, 2)}][rows->string(i, 4)].insert(
        rows->string(i, 3));
  }
  return {};
}

Status read_others(pg::Connection& connection, const std::string& names, FoundServices& into) {
  auto rows = connection.query(others_sql, {names});
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const std::string name = rows->string(i, 0);
    FoundRole& role = into.roles[name];
    std::string what = fmt::format("{} {}", rows->text(i, 2), rows->text(i, 3));
    if (rows->boolean(i, 1)) {
      role.owned.push_back(std::move(what));
    } else if (!rows->is_null(i, 4)) {
      role.others.push_back(
          {std::move(what),
           fmt::format("REVOKE ALL PRIVILEGES ({}) ON TABLE {} FROM {} CASCADE", pg::quote_identifier(rows->text(i, 4)),
                       rows->text(i, 5), pg::quote_identifier(name)),
           true});
    } else {
      role.others.push_back({std::move(what), revoke_of(rows->string(i, 2), rows->string(i, 3), name)});
    }
  }
  return {};
}

}  // namespace

Result<FoundServices> read_services(pg::Connection& connection, const std::vector<ServiceRole>& wanted) {
  FoundServices found;
  std::vector<std::string> names;
  std::set<std::string> owners;
  for (const ServiceRole& role : wanted) {
    names.push_back(role.name);
    owners.insert(role.owners.begin(), role.owners.end());
  }
  if (names.empty()) return found;
  const std::string list = pg::array_literal(names);
  RINGFENCE_TRY(read_roles(connection, list, found));
  RINGFENCE_TRY(read_grants(connection, list, found));
  RINGFENCE_TRY(read_columns(connection, list, found));
  RINGFENCE_TRY(read_others(connection, list, found));
  RINGFENCE_TRY(read_kept(connection, found));
  auto mighty = connection.query(mighty_sql, {pg::array_literal({owners.begin(), owners.end()})});
  if (!mighty) return mighty.error();
  for (std::size_t i = 0; i < mighty->size(); ++i) found.too_mighty.insert(mighty->string(i, 0));
  return found;
}

Result<ServiceChanges> make_services(pg::Connection& connection, const std::vector<ServiceRole>& wanted) {
  auto found = read_services(connection, wanted);
  if (!found) return found.error();
  ServiceChanges made;
  role_changes(wanted, *found, made);
  grant_changes(wanted, *found, made);
  RINGFENCE_TRY(past_visits(connection, wanted, made));
  for (const Change& change : made.changes) {
    if (Status done = connection.execute(change.sql); !done) return within(change.what, done.error());
  }
  return made;
}

}  // namespace ringfence::compile
