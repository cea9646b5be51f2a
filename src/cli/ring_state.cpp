#include "cli/ring_state.h"

#include "lifecycle/rings_up.h"

namespace ringfence::cli {

std::vector<RingState> ring_states(const policy::Policy& policy, const lifecycle::RingDirectory& directory) {
  const auto record = lifecycle::read_ring_record(directory);
  const lifecycle::RingRecord known = record && *record ? **record : lifecycle::RingRecord{};
  std::vector<RingState> states;
  for (const policy::Ring& ring : policy.rings) {
    RingState state{&ring, {}, false};
    if (const auto port = known.ports.find(ring.name); port != known.ports.end()) {
      state.database = directory.uri(known.database, port->second);
      state.up = lifecycle::is_up(directory, ring.name, state.database);
    }
    states.push_back(std::move(state));
  }
  return states;
}

json::object as_json(const policy::Policy& policy, const std::vector<RingState>& states) {
  json::array rings;
  for (const RingState& state : states) {
    json::object ring;
    ring["name"] = state.ring->name;
    ring["jurisdictions"] = json::value_from(state.ring->jurisdictions);
    ring["database"] = state.database.empty() ? json::value(nullptr) : json::value(state.database);
    for (const char* later : {"gateway", "http", "ledger"}) ring[later] = nullptr;
    ring["up"] = state.up;
    rings.push_back(std::move(ring));
  }
  return {{"policy_sha256", policy.sha256}, {"rings", rings}};
}

}  // namespace ringfence::cli
