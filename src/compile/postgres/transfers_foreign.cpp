#include "compile/postgres/transfers_foreign.h"

#include <fmt/format.h>

#include <algorithm>

#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr const char* why = "world views";

std::string server_of(const std::string& ring) {
  return "ringfence_" + ring;
}

Options options_of(std::string_view array) {
  Options options;
  for (const std::string& one : pg::parse_array(array)) {
    const std::size_t equals = std::min(one.find('='), one.size() - 1);
    options[one.substr(0, equals)] = one.substr(equals + 1);
  }
  return options;
}

std::string in_sql(const Options& options) {
  std::string text;
  for (const auto& [name, value] : options) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", pg::quote_identifier(name), pg::quote_literal(value));
  }
  return "OPTIONS (" + text + ")";
}

// Options that are not ours to say (certificates, passwords, sslmode) may stand beside them. Empty: as wanted.
std::string changed_options(const Options& wanted, const Options& found) {
  std::string text;
  for (const auto& [name, value] : wanted) {
    const auto has = found.find(name);
    if (has != found.end() && has->second == value) continue;
    text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", has == found.end() ? "ADD" : "SET",
                        pg::quote_identifier(name), pg::quote_literal(value));
  }
  return text.empty() ? text : "OPTIONS (" + text + ")";
}

Options mapping_of(const TransferRole& role, bool is_superuser) {
  Options options = {{"user", role.login.name}};
  // Only a superuser may let a role in without a password: a certificate proves whose server it is.
  if (is_superuser) options["password_required"] = "false";
  return options;
}

bool maps(const TransferRole& role, const std::string& server) {
  return std::ranges::any_of(role.foreign, [&](const ForeignTable& table) { return server_of(table.ring) == server; });
}

void compare_mappings(const Transfers& wanted, const FoundForeign& found, const std::string& server,
                      ServiceChanges& into) {
  const std::string on = pg::quote_identifier(server);
  for (const TransferRole& role : wanted.roles) {
    if (!maps(role, server)) continue;
    const Options options = mapping_of(role, found.is_superuser);
    const auto has = found.users.find({server, role.owner.name});
    const std::string user = pg::quote_identifier(role.owner.name);
    if (has == found.users.end()) {
      into.changes.push_back({fmt::format("CREATE USER MAPPING FOR {} SERVER {} {}", user, on, in_sql(options)),
                              fmt::format("missing user mapping of {} on {}", role.owner.name, server), why});
    } else if (has->second) {
      const std::string changed = changed_options(options, *has->second);
      if (changed.empty()) continue;
      into.changes.push_back({fmt::format("ALTER USER MAPPING FOR {} SERVER {} {}", user, on, changed),
                              fmt::format("different user mapping of {} on {}", role.owner.name, server), why});
    }
  }
  for (const auto& [mapping, options] : found.users) {
    const bool is_wanted = std::ranges::any_of(wanted.roles, [&](const TransferRole& role) {
      return role.owner.name == mapping.second && maps(role, server);
    });
    if (mapping.first != server || is_wanted) continue;
    into.changes.push_back(
        {fmt::format("DROP USER MAPPING FOR {} SERVER {}",
                     mapping.second == "public" ? "PUBLIC" : pg::quote_identifier(mapping.second), on),
         fmt::format("unexpected user mapping of {} on {}", mapping.second, server), why});
  }
}

Status read_tables(pg::Connection& connection, FoundForeign& into) {
  auto rows = connection.query(
      "SELECT n.nspname, c.relname, s.srvname, (SELECT pg_catalog.string_agg(pg_catalog.format('\"%s\" %s%s',"
      " pg_catalog.replace(a.attname, '\"', '\"\"'), pg_catalog.format_type(a.atttypid, a.atttypmod), CASE WHEN"
      " a.attcollation <> t.typcollation THEN pg_catalog.format(' COLLATE %I.%I', k.nspname, l.collname) ELSE '' END),"
      " ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
      " LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation LEFT JOIN pg_catalog.pg_namespace k ON"
      " k.oid = l.collnamespace WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), f.ftoptions"
      " FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_foreign_server s ON"
      " s.oid = f.ftserver WHERE n.nspname ~ '^world_'");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    into.tables[{rows->string(i, 0), rows->string(i, 1)}] = {rows->string(i, 2), rows->string(i, 3),
                                                             options_of(rows->text(i, 4))};
  }
  return {};
}

Status read_mappings(pg::Connection& connection, FoundForeign& into) {
  auto rows = connection.query(
      "SELECT m.srvname, m.usename, m.umoptions FROM pg_catalog.pg_user_mappings m WHERE m.srvname ~ '^ringfence_'");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    std::optional<Options> options;
    if (!rows->is_null(i, 2)) options = options_of(rows->text(i, 2));
    into.users[{rows->string(i, 0), rows->string(i, 1)}] = std::move(options);
  }
  return {};
}

}  // namespace

Result<FoundForeign> read_foreign(pg::Connection& connection) {
  FoundForeign found;
  auto facts = connection.query(
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'postgres_fdw'), (SELECT rolsuper FROM"
      " pg_catalog.pg_roles WHERE rolname = current_user)");
  if (!facts) return facts.error();
  found.has_extension = facts->boolean(0, 0);
  found.is_superuser = facts->boolean(0, 1);
  auto servers = connection.query(
      "SELECT s.srvname, s.srvoptions, ARRAY(SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE"
      " pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END FROM pg_catalog.aclexplode(s.srvacl) x"
      " WHERE x.grantee <> s.srvowner) FROM pg_catalog.pg_foreign_server s WHERE s.srvname ~ '^ringfence_'");
  if (!servers) return servers.error();
  for (std::size_t i = 0; i < servers->size(); ++i) {
    found.servers[servers->string(i, 0)] = options_of(servers->text(i, 1));
    for (const std::string& to : pg::parse_array(servers->text(i, 2))) {
      found.granted.emplace_back(servers->string(i, 0), to);
    }
  }
  RINGFENCE_TRY(read_mappings(connection, found));
  RINGFENCE_TRY(read_tables(connection, found));
  return found;
}

void compare_servers(const Transfers& wanted, const FoundForeign& found, ServiceChanges& into) {
  if (!wanted.with_worlds) return;
  if (!wanted.servers.empty() && !found.has_extension) {
    into.changes.push_back({"CREATE EXTENSION postgres_fdw SCHEMA ringfence", "missing extension postgres_fdw", why});
  }
  for (const auto& [name, options] : found.servers) {
    const bool is_wanted =
        std::ranges::any_of(wanted.servers, [&](const auto& one) { return server_of(one.first) == name; });
    if (is_wanted) continue;
    into.changes.push_back(
        {fmt::format("DROP SERVER {} CASCADE", pg::quote_identifier(name)), "unexpected foreign server " + name, why});
  }
  for (const auto& [ring, options] : wanted.servers) {
    const std::string server = server_of(ring);
    const std::string name = pg::quote_identifier(server);
    const auto has = found.servers.find(server);
    if (has == found.servers.end()) {
      into.changes.push_back(
          {fmt::format("CREATE SERVER {} FOREIGN DATA WRAPPER postgres_fdw {}", name, in_sql(options)),
           "missing foreign server " + server, why});
    } else if (const std::string changed = changed_options(options, has->second); !changed.empty()) {
      into.changes.push_back(
          {fmt::format("ALTER SERVER {} {}", name, changed), "different foreign server " + server, why});
    }
    for (const auto& [granted, to] : found.granted) {
      if (granted != server) continue;
      into.changes.push_back({fmt::format("REVOKE ALL ON FOREIGN SERVER {} FROM {} CASCADE", name, to),
                              fmt::format("unexpected grant of {} on foreign server {}", to, server), why});
    }
    compare_mappings(wanted, found, server, into);
  }
}

std::vector<std::string> compare_foreign(const TransferRole& role, const FoundForeign& found, ServiceChanges& into) {
  std::vector<std::string> gone;
  for (const ForeignTable& table : role.foreign) {
    const std::string name = qualified(table.name);
    const std::string create =
        fmt::format("CREATE FOREIGN TABLE {} ({}) SERVER {} {}; REVOKE ALL ON {} FROM PUBLIC", name, table.columns,
                    pg::quote_identifier(server_of(table.ring)), in_sql(table.options), name);
    const auto has = found.tables.find(table.name);
    if (has == found.tables.end()) {
      into.changes.push_back({create, "missing foreign table " + policy::to_text(table.name), why});
      continue;
    }
    const bool same = has->second.server == server_of(table.ring) && has->second.columns == table.columns &&
                      has->second.options == table.options;
    if (same) continue;
    into.changes.push_back({fmt::format("DROP FOREIGN TABLE {} CASCADE; {}", name, create),
                            "different foreign table " + policy::to_text(table.name), why});
    gone.insert(gone.end(), table.views.begin(), table.views.end());
  }
  return gone;
}

}  // namespace ringfence::compile
