// `ringfence up` and `down`: one PostgreSQL for each ring of a policy, in a directory of its own.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "lifecycle/cluster_start.h"
#include "lifecycle/gateways_up.h"
#include "lifecycle/ring_directory.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

// The policy as it is kept in DIR: its text, and the files it names by their relative paths.
struct PolicyFiles {
  std::string text;
  std::map<std::string, std::string> named;
};

struct RingOutcome {
  std::string ring;
  Result<StartedRing> started;
};

struct UpReport {
  std::vector<RingOutcome> rings;        // in the policy's order
  std::vector<GatewayOutcome> gateways;  // of those rings that are up
  std::vector<std::string> left_behind;  // rings of DIR that the policy no longer has; their data is never touched
  std::vector<std::string> failures;     // of what rings share, in words
  [[nodiscard]] bool all_up() const;
};

struct UpEvents {
  std::function<void()> waiting;                    // another up or down is at work in DIR
  std::function<void(const RingOutcome&)> settled;  // a ring is up, or will not be; in the policy's order
  std::function<void(const GatewayOutcome&)> gateway_settled;
};

// Brings every ring up that is not, side by side: its server, its services' roles, then (with `gateways`) its gateway.
// Fails as a whole only before the first of them is touched. `files` replaces the policy in DIR; nothing: it is the one
// in DIR already.
Result<UpReport> bring_up(const policy::Policy& policy, const std::optional<PolicyFiles>& files,
                          const RingDirectory& directory, bool gateways, const UpEvents& events);

// What follows whenever `split` or `apply` has changed the databases of rings in DIR: what those that run have to know.
// Gives what could not be done, in words.
std::vector<std::string> databases_changed(const RingDirectory& directory);

struct StopOutcome {
  std::string ring;
  Result<bool> was_running;
};

// Stops every gateway and server of DIR, those of rings that the policy no longer has included.
Result<std::vector<StopOutcome>> take_down(const RingDirectory& directory, const std::function<void()>& waiting);

// Whether the ring's server runs and lets us into its database.
bool is_up(const RingDirectory& directory, const std::string& ring, const std::string& uri);

}  // namespace ringfence::lifecycle
