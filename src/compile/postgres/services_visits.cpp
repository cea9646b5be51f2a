// Roles of services that were let in from elsewhere, and are not any more.
#include <fmt/format.h>

#include "compile/postgres/services_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

// What a role owns is for a person; what it has in another database shows that it is at home there, or visits that too.
constexpr const char* past_sql =
    "SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname <> ALL ($1) AND r.oid <> 10"
    " AND r.rolname NOT IN (current_user, session_user)"
    " AND pg_catalog.shobj_description(r.oid, 'pg_authid') = $2 AND NOT EXISTS (SELECT FROM pg_catalog.pg_shdepend d"
    " CROSS JOIN (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) AS here(oid)"
    " WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND d.refobjid = r.oid AND (d.deptype = 'o' OR"
    " NOT (d.dbid = here.oid OR d.classid = 'pg_catalog.pg_database'::pg_catalog.regclass AND d.objid = here.oid)))"
    " ORDER BY 1";

}  // namespace

std::string drop_role(const std::string& role) {
  const std::string name = pg::quote_identifier(role);
  return fmt::format(
      "DROP OWNED BY {}; DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_shdepend WHERE refclassid ="
      " 'pg_catalog.pg_authid'::pg_catalog.regclass AND refobjid = (SELECT oid FROM pg_catalog.pg_roles"
      " WHERE rolname = {})) THEN DROP ROLE {}; END IF; END $$",
      name, pg::quote_literal(role), name);
}

Status past_visits(pg::Connection& connection, const std::vector<ServiceRole>& wanted, ServiceChanges& into) {
  std::vector<std::string> names;
  for (const ServiceRole& role : wanted) {
    if (role.is_wanted()) names.push_back(role.name);
  }
  auto rows = connection.query(past_sql, {pg::array_literal(names), std::string(made_for_visits)});
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const std::string role = rows->string(i, 0);
    into.changes.push_back({drop_role(role), "unexpected role " + role, "no rule in force lets it read this ring"});
  }
  return {};
}

}  // namespace ringfence::compile
