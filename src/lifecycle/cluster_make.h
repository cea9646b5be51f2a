// Making one ring's data directory, so that it is there whole or not at all.
#pragma once

#include <string>

#include "base/result.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::lifecycle {

// The user a ring's server runs as; empty: ourselves. PostgreSQL refuses to be run by root: then it is whoever owns the
// data directory, and "postgres" for one that is still to be made. Fails where we may not act for the owner.
Result<std::string> server_user(const RingDirectory& directory, const std::string& ring);

// Fails where `user` cannot enter DIR, naming the folder that keeps it out.
Status check_reachable(const RingDirectory& directory, const std::string& user);

// Sequence: initdb in DIR/RING.new-XXXXXX, add our settings, sync it all, rename to DIR/RING, sync DIR. Stopped at any
// instant it leaves either nothing under DIR/RING or all of it. DIR must be locked.
Status make_cluster(const RingDirectory& directory, const std::string& ring, const std::string& user,
                    const std::string& password);

// Removes what a killed make_cluster() left of any ring. DIR must be locked.
Status remove_half_made(const RingDirectory& directory);

// What is added to a new ring's postgresql.conf.
std::string_view development_settings();

}  // namespace ringfence::lifecycle
