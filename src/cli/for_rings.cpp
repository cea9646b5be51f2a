#include "cli/for_rings.h"

#include <algorithm>

#include "cli/command.h"

namespace ringfence::cli {

namespace {

int for_ring(const CommonOptions& options, const policy::Policy& policy, const lifecycle::RingAddress& address,
             const std::function<int(RingWork&)>& work) {
  auto connection = pg::Connection::open(address.database);
  if (!connection) return report(within("ring " + address.ring->name, connection.error()));
  compile::RingPlan plan;
  Status planned = compile::plan_ring(*connection, policy, *address.ring, policy_path(options).string(), plan);
  if (!planned) return report(within("ring " + address.ring->name, planned.error()));
  if (plan.placements.findings.has_errors()) {
    print_findings(plan.placements.findings);
    return Exit::findings;
  }
  RingWork each{policy, *address.ring, *connection, plan};
  return work(each);
}

}  // namespace

int for_rings(const CommonOptions& options, const std::function<int(RingWork&)>& work) {
  auto parsed = load_policy(options);
  if (!parsed) return Exit::findings;
  std::optional<std::filesystem::path> directory;
  if (!options.directory.empty()) directory = options.directory;
  auto rings = lifecycle::ring_addresses(parsed->policy, directory);
  if (!rings) return report(rings.error());
  int worst = Exit::clean;
  for (const lifecycle::RingAddress& ring : *rings)
    worst = std::max(worst, for_ring(options, parsed->policy, ring, work));
  return worst;
}

json::array changes_json(const std::vector<compile::Change>& changes) {
  json::array array;
  for (const compile::Change& change : changes) {
    array.push_back(json::object{{"what", change.what}, {"why", change.why}, {"sql", change.sql}});
  }
  return array;
}

}  // namespace ringfence::cli
