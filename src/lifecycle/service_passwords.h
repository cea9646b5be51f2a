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

// DIR/services.pgpass (base/pass_file.h reads it). A service has one home, so its name alone says whose password it is.
std::string service_passwords_text(const RingDirectory& directory, const policy::Policy& policy,
                                   const std::map<std::string, std::string>& passwords);

// Login roles as they are wanted, without any right yet. Safe to repeat. What only a person can settle is returned.
Result<std::vector<std::string>> make_roles(const std::vector<compile::ServiceRole>& wanted,
                                            pg::Connection& connection);

// Sends the verifier of it; the role must exist.
Status give_password(pg::Connection& connection, const std::string& role, const std::string& password);

// Makes the roles of the services at home in `ring`, and a random password for each that has none, kept in
// DIR/services.pgpass before the server has it. Safe to repeat. DIR must be locked. What only a person can settle is
// returned, in words.
Result<std::vector<std::string>> keep_services(const RingDirectory& directory, const policy::Policy& policy,
                                               const policy::Ring& ring, pg::Connection& connection);

// What a person may choose: not empty, printable ASCII. (SASLprep, RFC 4013, leaves exactly that as it is.)
Status check_password(std::string_view password);

// Of a service at home in `ring`, whose role there must exist. In DIR, where there is one, the password is kept too.
Status set_service_password(const std::optional<RingDirectory>& directory, const policy::Policy& policy,
                            const std::string& service, const std::string& password, pg::Connection& connection);

}  // namespace ringfence::lifecycle
