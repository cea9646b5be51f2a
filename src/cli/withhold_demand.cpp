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

// Its last day is the last one on which anything is withheld.
Status end_with(pg::Connection& connection, const demand::Demand& demand, WithholdOrder& order) {
  if (!demand.says.until) return {};
  const std::string day = to_text(*demand.says.until);
  auto last = connection.query(
      "SELECT m.moment, m.moment < $2::timestamptz FROM (SELECT ($1::date + 1)::timestamp AT TIME ZONE 'UTC') AS "
      "m(moment)",
      {day, order.ends.empty() ? pg::Parameter() : pg::Parameter(order.ends)});
  if (!last) return last.error();
  if (order.ends.empty()) {
    order.ends = last->string(0, 0);
  } else if (last->boolean(0, 1)) {
    return not_of(demand, fmt::format("it beyond {}", day));
  }
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
