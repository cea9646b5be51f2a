#include "cli/ring_state.h"

#include <fmt/format.h>

#include "lifecycle/gateways_up.h"
#include "lifecycle/rings_up.h"
#include "record/forks.h"

namespace ringfence::cli {

namespace {

void add_gateway(const policy::Policy& policy, const lifecycle::RingDirectory& directory,
                 const lifecycle::RingRecord& known, RingState& state) {
  const std::string& ring = state.ring->name;
  const auto port = known.gateways.find(ring);
  if (port == known.gateways.end()) return;
  state.up = state.up && lifecycle::is_gateway_up(directory, ring, port->second);
  const std::string service = lifecycle::usual_service(policy, *state.ring);
  if (!service.empty()) state.gateway = directory.service_uri(service, known.database, port->second);
  if (const auto http = known.http.find(ring); http != known.http.end()) {
    state.http = fmt::format("http://{}:{}", lifecycle::listen_address, http->second);
  }
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace

std::vector<RingState> ring_states(const policy::Policy& policy, const lifecycle::RingDirectory& directory) {
  const auto record = lifecycle::read_ring_record(directory);
  const lifecycle::RingRecord known = record && *record ? **record : lifecycle::RingRecord{};
  std::vector<RingState> states;
  for (const policy::Ring& ring : policy.rings) {
    RingState state{&ring, {}, {}, {}, false, {}};
    if (const auto port = known.ports.find(ring.name); port != known.ports.end()) {
      state.database = directory.uri(known.database, port->second);
      state.up = lifecycle::is_up(directory, ring.name, state.database);
    }
    add_gateway(policy, directory, known, state);
    auto forks = record::count_forks(ledger::system_files(), directory.ledger(ring.name).string());
    if (forks) state.forks = std::move(*forks);
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
    ring["database"] = text_or_null(state.database);
    ring["gateway"] = text_or_null(state.gateway);
    ring["http"] = text_or_null(state.http);
    ring["ledger"] = state.http.empty() ? json::value() : json::value(state.http + "/ledger");
    ring["up"] = state.up;
    ring["forks"] = json::value_from(state.forks);
    rings.push_back(std::move(ring));
  }
  return {{"policy_sha256", policy.sha256}, {"rings", rings}};
}

}  // namespace ringfence::cli
