// SHOW ringfence.pools, shapes and refusals.
#include <fmt/format.h>

#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

OwnRows Gateway::report(std::string_view name) {
  OwnRows rows;
  if (name == "pools") {
    rows.columns = {"service", "startup", "idle", "taken", "opening", "waiting"};
    for (const auto& [key, pool] : pools_) {
      const Pool::Figures figures = pool->figures();
      std::string startup;
      for (const auto& [setting, value] : pool->credentials().settings) {
        startup += fmt::format("{}{}={}", startup.empty() ? "" : " ", setting, value);
      }
      rows.rows.push_back({pool->credentials().user, startup, std::to_string(figures.idle),
                           std::to_string(figures.taken), std::to_string(figures.opening),
                           std::to_string(figures.waiting)});
    }
  } else if (name == "shapes") {
    const Router::Figures figures = router_->figures();
    rows.columns = {"hits", "misses", "unshaped", "cached", "homes_cached", "generation"};
    rows.rows.push_back({std::to_string(figures.hits), std::to_string(figures.misses), std::to_string(figures.unshaped),
                         std::to_string(figures.cached), std::to_string(homes_.size()),
                         std::to_string(router_->knowledge().generation)});
  } else if (name == "refusals") {
    rows.columns = {"service", "sqlstate", "kind", "count"};
    for (const auto& [refusal, count] : figures_.refusals) {
      rows.rows.push_back({refusal.service, refusal.sqlstate, std::string(refusal.kind), std::to_string(count)});
    }
  } else {
    rows.columns = {"ringfence.version"};
    rows.rows.push_back({fmt::format("ring {} policy {}", settings_.ring, router_->knowledge().policy.sha256)});
  }
  return rows;
}

}  // namespace ringfence::gateway
