// The parts of looking, in the order they are called. For this folder only.
#pragma once

#include <optional>

#include "doctor/facts.h"
#include "gateway/control/peer_transport.h"
#include "pg/connection.h"
#include "policy/model.h"

namespace ringfence::doctor {

inline constexpr std::uint64_t patience_ms = 3000;  // with anything on the network

// Nothing: it cannot be used; the facts say why.
std::optional<policy::Policy> look_at_policy(Facts& facts);
void look_at_tls_files(Facts& facts);
std::optional<pg::Connection> look_at_server(const policy::Policy* policy, Facts& facts);
// Walls and services: `ring` is the policy's.
void look_at_walls(pg::Connection& connection, const policy::Policy& policy, const policy::Ring& ring, Facts& facts);
void look_at_ledger(Facts& facts);
void look_at_process(Facts& facts);
void look_at_listeners(Facts& facts);
void look_at_peers(gateway::PeerTransport& transport, Facts& facts);
// Conflicts, what was pulled, keys for look-ups; asks the peers that answer.
void look_at_directories(pg::Connection& connection, const policy::Policy& policy, gateway::PeerTransport& transport,
                         Facts& facts);

}  // namespace ringfence::doctor
