// The services of a policy as login roles: in the ring that a service's location belongs to it has a role of its name,
// with exactly the rights listed here (docs/decisions/0010-service-roles.md). Where rules let it read another ring it
// visits: a role of its name there may connect, and nothing else (0020). Elsewhere it has none.
// Pure but for the functions that take a connection. Roles are made without a password, so that no SQL shows one.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compile/postgres/change.h"
#include "compile/postgres/placement.h"

namespace ringfence::compile {

// A service with this purpose also changes the schema.
inline constexpr std::string_view migrate_purpose = "migrate";

enum class Securable { database, schema, table, sequence };
struct Target {
  Securable kind = Securable::table;
  std::string schema;  // empty for a database
  std::string name;    // empty for a schema
  auto operator<=>(const Target&) const = default;
};
using Privileges = std::set<std::string>;  // as PostgreSQL names them: "SELECT", "TEMPORARY"
using Grants = std::map<Target, Privileges>;
// Of a table's columns, by privilege: "SELECT" -> {"id", "email"}.
using ColumnGrants = std::map<TableName, std::map<std::string, std::set<std::string>>>;

enum class RoleKind {
  service,
  reader,      // of transfer views
  view_owner,  // of transfer views
};

struct ServiceRole {
  std::string name;
  RoleKind kind = RoleKind::service;
  bool at_home = false;              // in this ring
  bool visits = false;               // at home elsewhere: may connect here, and nothing else
  bool migrates = false;             // may own what it makes
  std::set<std::string> attributes;  // those that are on: LOGIN, INHERIT, SUPERUSER, …
  Grants grants;
  std::set<std::string> owners;  // of the tables: of these it becomes a member, where that gives it nothing else
  // The rest for readers and view owners only: services have none.
  ColumnGrants columns;
  std::map<std::string, std::string> settings;  // that its sessions begin with, as ALTER ROLE … SET takes them
  std::string views;                            // the schema of which it owns the views

  // Otherwise it need not be there, and only what it must not have is looked at.
  [[nodiscard]] bool is_wanted() const { return at_home || visits; }
};

// Whether the service, at home elsewhere, may log in here since a rule in force lets it read this ring. One that
// migrates never does: at home it may be more than its rights, and servers can be shared. With policy::Date{}: on some
// day.
bool visits(const policy::Policy& policy, const policy::Ring& ring, const policy::Service& service,
            const policy::Date& today);

// In the policy's order, by the rules in force on `today`. With `catalogue` null only the roles themselves: the ring
// has no tables yet.
std::vector<ServiceRole> service_roles(const policy::Policy& policy, const policy::Ring& ring,
                                       const Catalogue* catalogue, const Placements* placements,
                                       const policy::Date& today);

// What calling ringfence.search_query() takes. Of what else is in that schema everybody has only what is harmless.
void grant_search(ServiceRole& role);

struct FoundRole {
  bool is_ours = false;  // the server's first superuser, or the role we connect as: never changed
  std::set<std::string> attributes;
  std::set<std::string> member_of;
  Grants grants;
  Grants grantable;  // of those, what it may hand on
  struct Other {     // any other right on any object of this database
    std::string what;
    std::string revoke;      // empty: for a person
    bool on_column = false;  // is in `columns` too
  };
  ColumnGrants columns;
  std::set<std::string> members;                // who else may act as it
  std::map<std::string, std::string> settings;  // as pg_roles.rolconfig has them
  std::vector<std::string> other_settings;      // in one database only: which it must not have
  std::vector<Other> others;
  std::vector<std::string> owned;  // what it owns here, described
  std::set<Target> owns;           // the same as far as these kinds go: an owner's own rights there are nobody's gift
};

struct FoundServices {
  std::map<std::string, FoundRole> roles;  // those that exist
  std::set<std::string> too_mighty;        // owners that no service may be a member of
  // Rights that were everybody's before they were closed to readers: those at home have them still (channels.h).
  Grants kept;
  std::set<std::string> kept_others;  // as FoundRole::Other::what has them
};

// What the server has of these roles and of the owners they name.
Result<FoundServices> read_services(pg::Connection& connection, const std::vector<ServiceRole>& wanted);

struct ServiceChanges {
  std::vector<Change> changes;
  std::vector<std::string> for_a_person;  // differences that no SQL of ours may mend
  std::vector<std::string> notes;         // no difference, but to be known
};
// Roles and their attributes; nothing else.
void role_changes(const std::vector<ServiceRole>& wanted, const FoundServices& found, ServiceChanges& into);
// Their rights, in the database that was read.
void grant_changes(const std::vector<ServiceRole>& wanted, const FoundServices& found, ServiceChanges& into);
// Roles that were made for visits, which no rule calls for any more, and which nothing outside this database needs:
// they go. A role that was there before, under a service's name, only loses its rights.
Status past_visits(pg::Connection& connection, const std::vector<ServiceRole>& wanted, ServiceChanges& into);

// Reads, compares and makes it so, in the transaction of the caller. Differences for a person are left, and returned.
Result<ServiceChanges> make_services(pg::Connection& connection, const std::vector<ServiceRole>& wanted);

}  // namespace ringfence::compile
