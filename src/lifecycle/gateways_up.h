// The gateways of the rings in DIR: started, told of changes, stopped.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "lifecycle/cluster_start.h"
#include "lifecycle/ring_directory.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

struct StartedGateway {
  std::string uri;  // as the first service at home; empty: the ring has none
  bool was_running = false;
  std::vector<std::string> notes;  // for people
};

struct GatewayOutcome {
  std::string ring;
  Result<StartedGateway> started;
};

// Starts the gateway of each of `rings` (whose servers run) unless it runs, and waits until it accepts. One that runs
// reads its settings and the policy again. A port that somebody else has meanwhile is changed, in its peers' settings
// too. DIR must be locked. `users`: whose each ring is.
std::vector<GatewayOutcome> start_gateways(const policy::Policy& policy, const std::vector<std::string>& rings,
                                           const RingDirectory& directory,
                                           const std::map<std::string, std::string>& users, const std::string& password,
                                           Ports& ports);

// Who a person at a terminal is most likely to be: the first service at home in `ring` that does more than migrate;
// empty: none does.
std::string usual_service(const policy::Policy& policy, const policy::Ring& ring);

// Whether it runs and accepts.
bool is_gateway_up(const RingDirectory& directory, const std::string& ring, int port);

}  // namespace ringfence::lifecycle
