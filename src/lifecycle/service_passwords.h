// The services' roles in a ring's server, and their passwords. A password never reaches the server, its logs or a plan:
// it is sent as the verifier that PostgreSQL keeps of it (SCRAM-SHA-256), computed here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "compile/postgres/services.h"
#include "lifecycle/ring_directory.h"
#include "pg/connection.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

// Where it may have a login role: its home first, then those that some rule, on whatever day, lets it visit.
std::vector<const policy::Ring*> rings_let_in(const policy::Policy& policy, const policy::Service& service);

// DIR/services.pgpass (base/pass_file.h reads it). A service has one password in all rings, so its name alone says
// whose it is.
std::string service_passwords_text(const RingDirectory& directory, const policy::Policy& policy,
                                   const std::map<std::string, std::string>& passwords);

// Login roles as they are wanted, without any right yet. Safe to repeat. What only a person can settle is returned.
Result<std::vector<std::string>> make_roles(const std::vector<compile::ServiceRole>& wanted,
                                            pg::Connection& connection);

// Sends the verifier of it; the role must exist.
Status give_password(pg::Connection& connection, const std::string& role, const std::string& password);

// Makes the roles of the services that may log in to `ring`. Each that has no password there gets the one that it has
// in DIR/services.pgpass, or a random one that is kept there before the server has it. Safe to repeat. DIR must be
// locked. What only a person can settle is returned, in words.
Result<std::vector<std::string>> keep_services(const RingDirectory& directory, const policy::Policy& policy,
                                               const policy::Ring& ring, pg::Connection& connection);

// What a person may choose: not empty, printable ASCII. (SASLprep, RFC 4013, leaves exactly that as it is.)
Status check_password(std::string_view password);

// Whether a role of the service's name is there that may be given a password: not the one that administers the server.
Result<bool> has_service_role(const std::string& service, pg::Connection& connection);
// Into DIR/services.pgpass. DIR must be locked.
Status keep_service_password(const RingDirectory& directory, const policy::Policy& policy, const std::string& service,
                             const std::string& password);

}  // namespace ringfence::lifecycle
