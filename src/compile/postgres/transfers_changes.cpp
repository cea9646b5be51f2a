// Wanted against found: schemas, views, and what should not be there at all.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/channels.h"
#include "compile/postgres/services_parts.h"
#include "compile/postgres/transfers_foreign.h"
#include "compile/postgres/transfers_found.h"
#include "compile/postgres/transfers_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr const char* why = "transfer rules";

std::set<std::string> options_of(const TransferView& view) {
  std::set<std::string> options;
  if (view.barrier) options.insert("security_barrier=true");
  if (view.writes) options.insert("check_option=cascaded");
  return options;
}

std::string create_view(const TransferView& view, const std::string& owner) {
  const std::string name = qualified(view.name);
  const std::set<std::string> options = options_of(view);
  return fmt::format(
      "CREATE VIEW {0}{1} AS {2}; ALTER VIEW {0} OWNER TO {3}; REVOKE ALL ON {0} FROM PUBLIC;"
      " INSERT INTO ringfence.transfer_view VALUES ({4}, {5}, {6}, pg_catalog.pg_get_viewdef({7}::regclass))"
      " ON CONFLICT (schema_name, view_name) DO UPDATE SET source = EXCLUDED.source, printed = EXCLUDED.printed",
      name, options.empty() ? "" : fmt::format(" WITH ({})", fmt::join(options, ", ")), view.query,
      pg::quote_identifier(owner), pg::quote_literal(view.name.schema), pg::quote_literal(view.name.name),
      pg::quote_literal(view.query), pg::quote_literal(name));
}

std::string drop_view(const TableName& name) {
  return fmt::format("DROP VIEW {}; DELETE FROM ringfence.transfer_view WHERE schema_name = {} AND view_name = {}",
                     qualified(name), pg::quote_literal(name.schema), pg::quote_literal(name.name));
}

// What is not as it should be; empty: nothing.
std::string difference(const TransferView& view, const std::string& owner, const FoundView& found) {
  if (found.owner != owner) return "it belongs to " + found.owner;
  if (found.options != options_of(view)) return fmt::format("its options are {{{}}}", fmt::join(found.options, ", "));
  if (!found.additions.empty()) return fmt::format("it has {}", fmt::join(found.additions, ", "));
  if (found.source != view.query)
    return found.source.empty() ? "nothing records how it was made" : "the policy has changed";
  return found.printed == found.recorded ? "" : "its query was changed";
}

// A view that is made anew has no rights on it yet, whatever was found.
void forget_rights(const TransferRole& role, const TableName& view, FoundServices& rights) {
  const auto login = rights.roles.find(role.login.name);
  if (login == rights.roles.end()) return;
  login->second.grants.erase({Securable::table, view.schema, view.name});
  login->second.grantable.erase({Securable::table, view.schema, view.name});
  login->second.columns.erase(view);
}

// The views that used it have been dropped or made anew by now.
void remove_foreign(const TransferRole& role, const TableName& table, FoundServices& rights, ServiceChanges& into) {
  into.changes.push_back({fmt::format("DROP FOREIGN TABLE {}", qualified(table)),
                          "unexpected foreign table " + policy::to_text(table), why});
  const auto owner = rights.roles.find(role.owner.name);
  if (owner == rights.roles.end()) return;
  owner->second.grants.erase({Securable::table, table.schema, table.name});
  owner->second.grantable.erase({Securable::table, table.schema, table.name});
}

void compare_schema(const TransferRole& role, FoundTransfers& all, const FoundForeign& foreign, FoundServices& rights,
                    ServiceChanges& into) {
  const std::string& schema = role.login.name;
  const auto there = all.schemas.find(schema);
  const bool is_new = there == all.schemas.end();
  FoundSchema& found = all.schemas[schema];
  if (is_new) {
    into.changes.push_back(
        {fmt::format("CREATE SCHEMA {0}; REVOKE ALL ON SCHEMA {0} FROM PUBLIC", pg::quote_identifier(schema)),
         "missing schema " + schema, why});
  }
  for (const TransferView& view : role.views) {
    if (!view.remade) continue;
    found.relations.erase(view.name.name);
    forget_rights(role, view.name, rights);
    rights.roles[role.owner.name].columns[view.on]["SELECT"].erase(std::string(policy::search_column_name));
  }
  for (const std::string& gone : compare_foreign(role, foreign, into)) {
    found.relations.erase(gone);
    forget_rights(role, {schema, gone}, rights);
    for (const ForeignTable& table : role.foreign) {
      if (table.views.contains(gone))
        rights.roles[role.owner.name].grants.erase({Securable::table, schema, table.name.name});
    }
  }
  for (const std::string& other : found.others) {
    into.for_a_person.push_back(fmt::format("unexpected {} in schema {}: remove it", other, schema));
  }
  std::vector<TableName> foreign_gone;
  for (const auto& [name, relation] : found.relations) {
    if (std::ranges::any_of(role.views, [&](const TransferView& view) { return view.name.name == name; })) continue;
    if (std::ranges::any_of(role.foreign, [&](const ForeignTable& table) { return table.name.name == name; })) continue;
    const TableName full{schema, name};
    if (foreign.tables.contains(full)) {
      foreign_gone.push_back(full);
      continue;
    }
    if (relation.kind != "view") {
      into.for_a_person.push_back(fmt::format("unexpected {} {}: remove it", relation.kind, policy::to_text(full)));
      continue;
    }
    into.changes.push_back({drop_view(full), "unexpected view " + policy::to_text(full), why});
    forget_rights(role, full, rights);
  }
  for (const TransferView& view : role.views) {
    const auto has = found.relations.find(view.name.name);
    const std::string name = policy::to_text(view.name);
    if (has == found.relations.end()) {
      into.changes.push_back({create_view(view, role.owner.name), "missing view " + name, why});
    } else if (has->second.kind != "view") {
      into.for_a_person.push_back(fmt::format("{} is a {}: remove it", name, has->second.kind));
    } else if (const std::string what = difference(view, role.owner.name, has->second); !what.empty()) {
      into.changes.push_back({drop_view(view.name) + "; " + create_view(view, role.owner.name),
                              fmt::format("different view {}: {}", name, what), why});
      forget_rights(role, view.name, rights);
    }
  }
  for (const TableName& table : foreign_gone) remove_foreign(role, table, rights, into);
}

bool is_wanted(const Transfers& wanted, const std::string& name) {
  if (!wanted.with_worlds && (name.starts_with("world_") || name.starts_with("ringfence_world_"))) return true;
  return std::ranges::any_of(
      wanted.roles, [&](const TransferRole& role) { return role.login.name == name || role.owner.name == name; });
}

// Of readers that no rule lets read any more. A role goes when nothing else on the server needs it.
void remove_unwanted(const Transfers& wanted, const FoundTransfers& found, ServiceChanges& into) {
  for (const auto& [schema, content] : found.schemas) {
    if (is_wanted(wanted, schema)) continue;
    into.changes.push_back(
        {fmt::format("DROP SCHEMA {} CASCADE; DELETE FROM ringfence.transfer_view WHERE schema_name = {}",
                     pg::quote_identifier(schema), pg::quote_literal(schema)),
         "unexpected schema " + schema, "no rule in force lets it read"});
  }
  for (const std::string& role : found.roles) {
    if (is_wanted(wanted, role)) continue;
    into.changes.push_back({drop_role(role), "unexpected role " + role, "no rule in force lets it read"});
  }
}

// Rights of anyone else on what is the reader's alone.
void compare_grantees(const Transfers& wanted, const FoundTransfers& found, ServiceChanges& into) {
  for (const FoundTransfers::Grantee& grantee : found.grantees) {
    const bool stays = std::ranges::any_of(wanted.roles, [&](const TransferRole& role) {
      const std::string schema = pg::readable_identifier(role.login.name);
      return grantee.on == "SCHEMA " + schema || grantee.on.starts_with("TABLE " + schema + ".");
    });
    if (!stays) continue;
    into.changes.push_back({fmt::format("REVOKE ALL ON {} FROM {} CASCADE", grantee.on, grantee.to),
                            fmt::format("unexpected grant of {} on {}", grantee.to, grantee.on), why});
  }
}

}  // namespace

Result<policy::Date> server_day(pg::Connection& connection) {
  auto rows = connection.query("SELECT pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')");
  if (!rows) return rows.error();
  const auto date = policy::read_date(rows->text(0, 0));
  if (!date) return fail("the server's day is " + rows->string(0, 0));
  return *date;
}

Status lock_roles(pg::Connection& connection) {
  auto may = connection.query("SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'UPDATE')");
  if (!may) return may.error();
  if (!may->boolean(0, 0)) return {};
  return connection.execute("LOCK TABLE pg_catalog.pg_authid IN SHARE ROW EXCLUSIVE MODE");
}

Status transfer_changes(pg::Connection& connection, const Transfers& wanted, const std::vector<ServiceRole>& services,
                        ServiceChanges& into) {
  auto found = read_transfers(connection);
  if (!found) return found.error();
  std::vector<ServiceRole> roles;
  for (const TransferRole& role : wanted.roles) {
    roles.push_back(role.login);
    roles.push_back(role.owner);
  }
  auto rights = read_services(connection, roles);
  if (!rights) return rights.error();
  auto foreign = read_foreign(connection);
  if (!foreign) return foreign.error();
  role_changes(roles, *rights, into);
  // A world is read by services at home: it closes nothing.
  const bool with_readers = std::ranges::any_of(
      wanted.roles, [](const TransferRole& role) { return role.login.name.starts_with("transfer_"); });
  RINGFENCE_TRY(channel_changes(connection, services, with_readers, into));
  // Mappings first: they are told by the name of a role that may go next.
  compare_servers(wanted, *foreign, into);
  remove_unwanted(wanted, *found, into);
  for (const TransferRole& role : wanted.roles) compare_schema(role, *found, *foreign, *rights, into);
  compare_grantees(wanted, *found, into);
  grant_changes(roles, *rights, into);
  return {};
}

Result<ServiceChanges> make_transfers(pg::Connection& connection, const Transfers& wanted,
                                      const std::vector<ServiceRole>& services) {
  ServiceChanges made;
  RINGFENCE_TRY(transfer_changes(connection, wanted, services, made));
  for (const Change& change : made.changes) {
    if (Status done = connection.execute(change.sql); !done) return within(change.what, done.error());
  }
  return made;
}

namespace building {

void add_transfer_records(Site& site) {
  if (transfer_logins(site.policy, site.ring, {}).empty()) return;
  Object views{ObjectKind::table,
               Phase::before_rows,
               {"ringfence", "transfer_view"},
               "",
               "schema_name text, view_name text, source text, printed text",
               "CREATE TABLE ringfence.transfer_view (schema_name text, view_name text, source text NOT NULL,"
               " printed text NOT NULL, PRIMARY KEY (schema_name, view_name))",
               "",
               "",
               "how the transfer views were made"};
  site.objects.push_back(std::move(views));
  Object taken{ObjectKind::table,
               Phase::before_rows,
               {"ringfence", "taken_from_public"},
               "",
               taken_columns,
               make_taken,
               "",
               "",
               "what everybody had before"};
  site.objects.push_back(std::move(taken));
}

}  // namespace building

}  // namespace ringfence::compile
