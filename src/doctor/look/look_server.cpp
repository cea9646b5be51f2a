#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/services.h"
#include "doctor/look/parts.h"
#include "pg/quote.h"

namespace ringfence::doctor {

namespace {

const std::vector<std::string> parameters = {"password_encryption",
                                             "log_statement",
                                             "log_min_duration_statement",
                                             "log_min_duration_sample",
                                             "log_transaction_sample_rate",
                                             "log_min_error_statement",
                                             "log_error_verbosity",
                                             "log_parameter_max_length_on_error",
                                             "auto_explain.log_min_duration",
                                             "fsync",
                                             "full_page_writes",
                                             "synchronous_commit",
                                             "ssl",
                                             "max_connections",
                                             "superuser_reserved_connections",
                                             "reserved_connections"};

// With these a statement means something else than the gateway judged, or the walls do not hold.
const std::vector<std::string> decisive = {"search_path",     "standard_conforming_strings", "client_encoding",
                                           "row_security",    "session_replication_role",    "role",
                                           "backslash_quote", "transform_null_equals"};

constexpr const char* server_sql =
    "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_database(), current_user, r.rolsuper, d.datconnlimit,"
    " pg_catalog.to_regnamespace('ringfence') IS NOT NULL, pg_catalog.inet_server_addr() IS NULL,"
    " pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')"
    " OR EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
    " WHERE n.nspname = 'ringfence' AND p.proname = 'verifier'"
    " AND p.proargtypes::text = 'pg_catalog.name'::pg_catalog.regtype::oid::text"
    " AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE'))"
    " FROM pg_catalog.pg_database d, pg_catalog.pg_roles r"
    " WHERE d.datname = pg_catalog.current_database() AND r.rolname = current_user";

constexpr const char* forbidden_sql =
    "SELECT CASE WHEN pg_catalog.has_schema_privilege(n.oid, 'USAGE') THEN c.relname::text ELSE 'anything' END"
    " FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid"
    " WHERE n.nspname = 'ringfence' AND c.relkind IN ('r', 'p')"
    " AND NOT (pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')"
    " AND (c.relname !~ '^directory' OR pg_catalog.has_table_privilege(c.oid, 'INSERT') AND"
    " pg_catalog.has_table_privilege(c.oid, 'UPDATE') AND pg_catalog.has_table_privilege(c.oid, 'DELETE')))"
    " GROUP BY 1 ORDER BY 1";

constexpr const char* overrides_sql =
    "SELECT COALESCE(r.rolname, ''), s.setdatabase = 0, pg_catalog.split_part(c, '=', 1),"
    " pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1)"
    " FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole"
    " CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c"
    " WHERE (s.setdatabase = 0 OR s.setdatabase = (SELECT oid FROM pg_catalog.pg_database"
    " WHERE datname = pg_catalog.current_database()))"
    " AND (s.setrole = 0 OR r.rolname = ANY ($1)) AND pg_catalog.split_part(c, '=', 1) = ANY ($2) ORDER BY 1, 3";

// Those whose statements are judged: a migration may have settings of its own.
std::string judged_services(const policy::Policy* policy) {
  std::vector<std::string> names;
  if (policy == nullptr) return pg::array_literal(names);
  for (const policy::Service& service : policy->services) {
    const bool migrates = service.purposes.size() == 1 && service.purposes.front() == compile::migrate_purpose;
    if (!migrates) names.push_back(service.name);
  }
  return pg::array_literal(names);
}

Status read(pg::Connection& connection, const policy::Policy* policy, ServerFacts& server) {
  server.version = connection.server_version();
  auto values = connection.query("SELECT name, setting FROM pg_catalog.pg_settings WHERE name = ANY ($1)",
                                 {pg::array_literal(parameters)});
  if (!values) return values.error();
  for (std::size_t i = 0; i < values->size(); ++i) server.parameters[values->string(i, 0)] = values->string(i, 1);
  server.has_tls = server.parameters["ssl"] == "on";
  auto about = connection.query(server_sql);
  if (!about) return about.error();
  if (about->size() != 1) return fail("the server does not say who is connected");
  server.is_standby = about->boolean(0, 0);
  server.database = about->string(0, 1);
  server.role = about->string(0, 2);
  server.role_is_superuser = about->boolean(0, 3);
  server.database_limit = about->integer(0, 4);
  server.has_schema = about->boolean(0, 5);
  server.by_socket = about->boolean(0, 6);
  server.reads_verifiers = about->boolean(0, 7);
  auto forbidden = connection.query(forbidden_sql);
  if (!forbidden) return forbidden.error();
  for (std::size_t i = 0; i < forbidden->size(); ++i) server.tables_forbidden.push_back(forbidden->string(i, 0));
  auto overrides = connection.query(overrides_sql, {judged_services(policy), pg::array_literal(decisive)});
  if (!overrides) return overrides.error();
  for (std::size_t i = 0; i < overrides->size(); ++i) {
    server.overrides.push_back(
        {overrides->string(i, 0), overrides->boolean(i, 1), overrides->string(i, 2), overrides->string(i, 3)});
  }
  return {};
}

}  // namespace

std::optional<pg::Connection> look_at_server(const policy::Policy* policy, Facts& facts) {
  auto connection = pg::Connection::open(facts.settings.database);
  if (!connection) {
    facts.server_unreachable = connection.error();
    return std::nullopt;
  }
  ServerFacts server;
  if (const Status done = read(*connection, policy, server); !done) {
    facts.server.because = done.error().message;
    return std::nullopt;
  }
  facts.server.value = std::move(server);
  return std::move(*connection);
}

}  // namespace ringfence::doctor
