// What leaves a ring, as PostgreSQL objects: for each reader that the rules let read, one login role, one schema of
// views with the application's own table names, and the role that owns the views, which has the permitted columns and
// no others. docs/decisions/0012-transfer-roles.md. Pure but for the functions that take a connection.
#pragma once

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
  auto operator<=>(const TransferView&) const = default;
};

struct TransferRole {
  policy::Reader reader;
  ServiceRole login;  // its name is the schema's too
  ServiceRole owner;  // of the views; cannot log in
  std::vector<TransferView> views;
};

struct Transfers {
  std::vector<TransferRole> roles;
  Diagnostics findings;  // errors: what no view can say
};

// Of `ring`, by the rules in force on `today`. `policy_file` names the policy in findings.
Transfers transfers(const policy::Policy& policy, const policy::Ring& ring, const Catalogue& catalogue,
                    const Placements& placements, const policy::Date& today);

// The login roles alone: what can be made before there are tables.
std::vector<ServiceRole> transfer_logins(const policy::Policy& policy, const policy::Ring& ring,
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
