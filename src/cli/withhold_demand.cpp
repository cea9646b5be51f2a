#include "cli/withhold_demand.h"

#include <fmt/format.h>

#include "demand/case/covers.h"
#include "demand/store/lift.h"
#include "demand/store/store.h"

namespace ringfence::cli {

namespace {

Error not_of(const demand::Demand& demand, const std::string& what) {
  return Error(fmt::format("demand {} does not ask for {}", demand.id, what), {},
               "ringfence demand show says what it asks; withhold no more than that, or leave --demand out", "22023");
}

// Its last day is the last one on which anything is withheld.
Status end_with(pg::Connection& connection, const demand::Demand& demand, WithholdOrder& order) {
  if (!demand.says.until) return {};
  const pg::Parameter end = demand::end_of(demand);
  if (order.ends.empty()) {
    order.ends = *end;
    return {};
  }
  const auto is_later = connection.query("SELECT $1::timestamptz > $2::timestamptz", {order.ends, end});
  if (!is_later) return is_later.error();
  if (is_later->boolean(0, 0)) return not_of(demand, fmt::format("it beyond {}", to_text(*demand.says.until)));
  return {};
}

}  // namespace

Result<WithholdOrder> resting_on_demand(pg::Connection& connection, const WithholdOrder& order,
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
  if (one.says.sealed_until && !order.sealed) {
    return Error(fmt::format("demand {} is sealed until {}", one.id, to_text(*one.says.sealed_until)),
                 "The author would be told who asked for it.", "withhold with --sealed", "22023");
  }
  if (!order.reason.empty() && order.reason != one.says.reason) {
    return not_of(one, fmt::format("it by reason of a {}", order.reason));
  }
  WithholdOrder resting = order;
  resting.demand = one.id;
  resting.reason = one.says.reason;
  if (resting.asked_by.empty()) resting.asked_by = one.says.authority;
  if (resting.law.empty()) resting.law = one.says.instrument;
  RINGFENCE_TRY(end_with(connection, one, resting));
  return resting;
}

}  // namespace ringfence::cli
