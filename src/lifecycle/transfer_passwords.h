// The login roles that read a ring for other rings, and their passwords, which only that ring's gateway uses: DIR/RING/
// transfers.pgpass, in libpq's form, owned by the user that the gateway runs as. As with services, a password never
// reaches the server, its logs or a plan.
#pragma once

#include <string>

#include "base/result.h"
#include "lifecycle/ring_directory.h"
#include "pg/connection.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

// Makes the roles that the rules in force ask for, without any right yet, and a random password for each that has none
// in the server or in the file; the file has it first. Those no longer asked for leave the file. Safe to repeat. DIR
// must be locked.
Status keep_transfers(const RingDirectory& directory, const policy::Policy& policy, const policy::Ring& ring,
                      pg::Connection& connection);

// Another password for one of them, whose role must exist. In DIR, where there is one, it is kept too.
Status set_transfer_password(const RingDirectory* directory, const policy::Ring& ring, const std::string& role,
                             const std::string& password, pg::Connection& connection);

}  // namespace ringfence::lifecycle
