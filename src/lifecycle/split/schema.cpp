#include "lifecycle/split/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/process.h"
#include "lifecycle/programs.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

using compile::SqlStatement;
using compile::StatementKind;

Result<std::vector<SqlStatement>> dump_section(const std::string& uri, const std::string& snapshot,
                                               const char* section) {
  auto programs = find_server_programs(std::nullopt);
  if (!programs) return programs.error();
  const std::string program = (programs->directory / "pg_dump").string();
  auto text =
      run_checked({.arguments = {program, "--dbname=" + uri, "--schema-only", std::string("--section=") + section,
                                 "--snapshot=" + snapshot, "--no-publications", "--no-subscriptions",
                                 "--no-tablespaces", "--encoding=UTF8"},
                   .environment = {},
                   .input = {},
                   .user = {},
                   .directory = {}});
  if (!text) return text.error();
  auto statements = compile::split_statements(*text);
  if (!statements) return within(fmt::format("reading what pg_dump says ({})", section), statements.error());
  return statements;
}

std::size_t length_of_character(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

// As far as cutting can break it.
bool is_whole_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of_character(static_cast<unsigned char>(text[at]));
    if (length == 0 || length > text.size() - at) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xc0U) != 0x80) return false;
    }
    at += length;
  }
  return true;
}

// Settings of pg_dump's own for the restoring session; ours are set already, and a newer pg_dump names some that an
// older server does not know.
bool is_session_setting(const SqlStatement& statement) {
  return (statement.kind == StatementKind::set && !statement.text.starts_with("SET default_")) ||
         statement.kind == StatementKind::set_config;
}

bool leads_elsewhere(const SqlStatement& statement) {
  return statement.kind == StatementKind::foreign_server || statement.kind == StatementKind::publication ||
         statement.kind == StatementKind::subscription || statement.text.starts_with("CREATE FOREIGN TABLE");
}

// A foreign key stays where the placement keeps it; the others are the walls' business.
bool is_kept(const SqlStatement& statement, const compile::Placements& tables) {
  const compile::Placement* table = tables.find(statement.table);
  if (table == nullptr) return false;
  const auto found = std::ranges::find_if(
      table->references, [&](const compile::Reference& reference) { return reference.key.name == statement.name; });
  return found != table->references.end() && found->fate == compile::ReferenceFate::keep;
}

void sort_after(std::vector<SqlStatement> statements, const compile::Placements& tables, CarriedSchema& into) {
  for (SqlStatement& statement : statements) {
    if (is_session_setting(statement)) continue;
    switch (statement.kind) {
      case StatementKind::create_index:
      case StatementKind::add_primary_key:
      case StatementKind::add_unique:
      case StatementKind::add_exclusion:
        into.indexes.push_back(std::move(statement));
        break;
      case StatementKind::attach_index:
      case StatementKind::cluster_on:
      case StatementKind::replica_identity:
      case StatementKind::create_statistics:
        into.after_indexes.push_back(std::move(statement));
        break;
      case StatementKind::add_foreign_key:
        if (is_kept(statement, tables)) into.foreign_keys.push_back(std::move(statement));
        break;
      default:
        if (!leads_elsewhere(statement)) into.after_rows.push_back(std::move(statement));
    }
  }
}

void sort_before(std::vector<SqlStatement> statements, CarriedSchema& into) {
  for (SqlStatement& statement : statements) {
    if (is_session_setting(statement)) continue;
    if (leads_elsewhere(statement)) {
      into.notes.push_back("not carried, because it leads elsewhere: " + statement.text.substr(0, 120));
    } else {
      if (statement.kind == StatementKind::create_type) statement.text = without_cut_name(std::move(statement.text));
      into.before_rows.push_back(std::move(statement));
    }
  }
}

Status read_roles(pg::Connection& source, CarriedSchema& into) {
  auto rows = source.query(R"(
    SELECT r.rolname, r.rolcanlogin, r.rolinherit,
           ARRAY(SELECT g.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                 WHERE m.member = r.oid AND g.rolname !~ '^pg_' ORDER BY 1)
    FROM pg_catalog.pg_roles r
    WHERE r.rolname !~ '^pg_' AND (r.oid = 10 OR r.oid IN (
      SELECT d.refobjid FROM pg_catalog.pg_shdepend d WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
      AND d.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())))
    ORDER BY 1)");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    CarriedRole role{rows->string(i, 0), {}, pg::parse_array(rows->text(i, 3))};
    role.create = fmt::format("CREATE ROLE {}{}{}", pg::quote_identifier(role.name),
                              rows->boolean(i, 1) ? " LOGIN" : "", rows->boolean(i, 2) ? "" : " NOINHERIT");
    into.roles.push_back(std::move(role));
  }
  return {};
}

Status read_elsewhere(pg::Connection& source, CarriedSchema& into) {
  auto views = source.query(
      "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND c.relispopulated"
      " AND n.nspname !~ '^pg_' ORDER BY c.oid");
  if (!views) return views.error();
  for (std::size_t i = 0; i < views->size(); ++i) into.materialized_views.push_back(views->string(i, 0));
  auto streams = source.query(
      "SELECT 'publication ' || pubname FROM pg_catalog.pg_publication UNION ALL SELECT 'subscription ' || subname"
      " FROM pg_catalog.pg_stat_subscription ORDER BY 1");
  if (!streams) return streams.error();
  for (std::size_t i = 0; i < streams->size(); ++i) {
    into.notes.push_back(streams->string(i, 0) + " not carried: who may replicate may read everything");
  }
  return {};
}

}  // namespace

std::string without_cut_name(std::string statement) {
  constexpr std::string_view clause = ",\n    multirange_type_name = ";
  const std::size_t begin = statement.find(clause);
  if (begin == std::string::npos) return statement;
  const std::size_t end =
      std::min(statement.find(",\n    ", begin + clause.size()), statement.find("\n)", begin + clause.size()));
  if (end == std::string::npos || is_whole_utf8(std::string_view(statement).substr(begin, end - begin))) {
    return statement;
  }
  return statement.erase(begin, end - begin);
}

Result<CarriedSchema> dump_schema(pg::Connection& source, const std::string& uri, const std::string& snapshot,
                                  const compile::Placements& tables) {
  CarriedSchema schema;
  RINGFENCE_TRY(read_roles(source, schema));
  RINGFENCE_TRY(read_elsewhere(source, schema));
  auto before = dump_section(uri, snapshot, "pre-data");
  if (!before) return before.error();
  sort_before(std::move(*before), schema);
  auto after = dump_section(uri, snapshot, "post-data");
  if (!after) return after.error();
  sort_after(std::move(*after), tables, schema);
  return schema;
}

Result<std::vector<std::string>> carry_roles(pg::Connection& ring, const std::vector<CarriedRole>& roles) {
  std::vector<std::string> created;
  for (const CarriedRole& role : roles) {
    auto there = ring.query("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", {role.name});
    if (!there) return there.error();
    if (there->size() > 0) continue;
    Status made = ring.execute(role.create);
    // Rings of one server share their roles: another may have made it a moment ago.
    const bool exists = !made && (made.error().sqlstate == "42710" || made.error().sqlstate == "23505");
    if (!made && !exists) return within("creating role " + role.name, made.error());
    created.push_back(role.name);
    for (const std::string& group : role.member_of) {
      (void)ring.execute(fmt::format("GRANT {} TO {}", pg::quote_identifier(group), pg::quote_identifier(role.name)));
    }
  }
  return created;
}

}  // namespace ringfence::lifecycle
