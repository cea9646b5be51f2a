#include "cli/withhold_demand.h"

#include <fmt/format.h>

#include <algorithm>

#include "demand/store/store.h"
#include "policy/jurisdictions.h"

namespace ringfence::cli {

namespace {

Error not_of(const demand::Demand& demand, const std::string& what) {
  return Error(fmt::format("demand {} does not ask for {}", demand.id, what), {},
               "ringfence demand show says what it asks; withhold no more than that, or leave --demand out", "22023");
}

// Groups among the demand's viewers are spelled out, as those of the order are.
bool is_viewer(const demand::Says& says, const std::string& code) {
  return std::ranges::any_of(says.viewers, [&](const policy::Code& viewer) {
    if (viewer == code) return true;
    if (!policy::is_group(viewer)) return false;
    const auto members = policy::group_members(viewer, policy::group_changed_last(viewer));
    return members && std::ranges::find(*members, code) != members->end();
  });
}

}  // namespace

Result<std::string> demand_for(pg::Connection& connection, const WithholdOrder& order,
                               const std::vector<std::string>& keys) {
  const auto kept = demand::read_demand(connection, order.demand, true);
  if (!kept) return kept.error();
  const demand::Demand& one = kept->demand;
  if (one.says.kind != demand::Kind::withhold) return not_of(one, "content to be withheld");
  if (one.state != demand::State::executed && one.state != demand::State::notified) {
    return Error(fmt::format("demand {} is {}, not executed", one.id, demand::to_text(one.state)), {},
                 "two officers approve it, and ringfence demand execute takes the step; then withhold", "55000");
  }
  for (const std::string& key : keys) {
    const demand::Named item{order.table, key};
    if (std::ranges::find(one.says.items, item) == one.says.items.end()) {
      return not_of(one, fmt::format("{} {}", order.table, key));
    }
  }
  for (const std::string& code : order.jurisdictions) {
    if (!is_viewer(one.says, code)) return not_of(one, "viewers in " + code);
  }
  return one.id;
}

}  // namespace ringfence::cli
