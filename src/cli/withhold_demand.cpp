#include "cli/withhold_demand.h"

#include <fmt/format.h>

#include "demand/case/covers.h"
#include "demand/store/store.h"

namespace ringfence::cli {

namespace {

Error not_of(const demand::Demand& demand, const std::string& what) {
  return Error(fmt::format("demand {} does not ask for {}", demand.id, what), {},
               "ringfence demand show says what it asks; withhold no more than that, or leave --demand out", "22023");
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
    if (const auto more = demand::beyond(one.says, {order.table, key}, order.jurisdictions)) return not_of(one, *more);
  }
  return one.id;
}

}  // namespace ringfence::cli
