// What leaves a ring, as PostgreSQL objects: for each reader that the rules let read, one login role, one schema of
// views with the application's own table names, and the role that owns the views, which has the permitted columns and
// no others. docs/decisions/0012-transfer-roles.md. Pure but for the functions that take a connection.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "compile/postgres/services.h"
#include "policy/transfer_rules.h"

namespace ringfence::compile {

struct TransferView {
  TableName name;  // in the schema that has the role's name
  TableName on;    // the application's
  std::string query;
  bool writes = false;  // WITH CASCADED CHECK OPTION
  bool barrier = true;  // security_barrier: some rows are hidden
  bool remade = false;  // dropped by now, whatever was found, and the search column that it shows made anew
  auto operator<=>(const TransferView&) const = default;
};

// What another ring lets this one see of a table, by way of this ring's own gateway.
struct ForeignTable {
  TableName name;
  std::set<std::string> views;  // of its schema, that read it
  std::string ring;             // whose rows they are
  std::string columns;
  std::map<std::string, std::string> options;
  bool operator==(const ForeignTable&) const = default;
};

struct TransferRole {
  policy::Reader reader;
  ServiceRole login;  // its name is the schema's too
  ServiceRole owner;  // of the views; cannot log in
  std::vector<TransferView> views;
  std::vector<ForeignTable> foreign;  // of world views
};

struct Transfers {
  std::vector<TransferRole> roles;
  // World views: of them only where the ring's gateway has an address. docs/decisions/0013-world-views.md.
  bool with_worlds = false;
  std::map<std::string, std::map<std::string, std::string>> servers;  // by ring: options of its foreign server
  Diagnostics findings;                                               // errors: what no view can say
};

// Of `ring`, by the rules in force on `today`. `policy_file` names the policy in findings.
Transfers transfers(const policy::Policy& policy, const policy::Ring& ring, const Catalogue& catalogue,
                    const Placements& placements, const policy::Date& today);

// Adds what unites the ring's own rows with those the others let it see, for its services whose scope is the world.
void add_worlds(const policy::Policy& policy, const policy::Ring& ring, const Catalogue& catalogue,
                const Placements& placements, const policy::Date& today, Transfers& into);

// One of either kind: LOGIN and its own search_path, nothing else.
ServiceRole reader_login(const std::string& name);
// The login roles alone, of world views as well: what can be made before there are tables.
std::vector<ServiceRole> transfer_logins(const policy::Policy& policy, const policy::Ring& ring,
                                         const policy::Date& today);

std::vector<ServiceRole> world_logins(const policy::Policy& policy, const policy::Ring& ring,
                                      const policy::Date& today);

// The day that the server has, in UTC.
Result<policy::Date> server_day(pg::Connection& connection);

// Till the end of the caller's transaction nobody else on the server makes or changes roles, where we may say so: rings
// that share a server have readers of the same names.
Status lock_roles(pg::Connection& connection);

// Everything that differs, in the order in which it is mended: roles, what everybody may do, schemas, views, rights.
// `services` are those of the ring, as service_roles() gives them.
Status transfer_changes(pg::Connection& connection, const Transfers& wanted, const std::vector<ServiceRole>& services,
                        ServiceChanges& into);

// Reads, compares and makes it so, in the transaction of the caller.
Result<ServiceChanges> make_transfers(pg::Connection& connection, const Transfers& wanted,
                                      const std::vector<ServiceRole>& services);

}  // namespace ringfence::compile
