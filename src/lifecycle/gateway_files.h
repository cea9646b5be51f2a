// What a ring's gateway finds in DIR/RING: its settings, its certificate, the way into its database. Of `up`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lifecycle/ring_directory.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

// gateway.toml of a ring whose ports are in the record, with every other ring that has a gateway for a peer. Pure.
// `own`: settings besides, as they are; tables last.
std::string gateway_settings_text(const RingDirectory& directory, const RingRecord& record, const std::string& ring,
                                  std::string_view own);

// DIR/authority.{crt,key}, made where they are missing. DIR must be locked.
Status keep_authority(const RingDirectory& directory, const std::string& platform);

// All but the settings: certificate and key signed by the authority (never made anew), password file of the superuser,
// folder of the Unix socket. `user`: whose the ring is.
Status keep_gateway_files(const RingDirectory& directory, const std::string& ring, const std::string& user,
                          const std::string& password);

// The certificate by which a ring's PostgreSQL shows its gateway who it is when world views read other rings, and its
// key; never made anew. The authority must be there.
Status keep_database_certificate(const RingDirectory& directory, const std::string& ring, const std::string& user);
// What libpq in that PostgreSQL has to know for it: variables of its environment, "NAME=value".
std::vector<std::string> database_environment(const RingDirectory& directory, const std::string& ring);

// Written where they differ from what is there.
Status keep_gateway_settings(const RingDirectory& directory, const RingRecord& record, const std::string& ring,
                             const std::string& user);

}  // namespace ringfence::lifecycle
