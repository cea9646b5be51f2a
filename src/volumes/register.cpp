#include "volumes/register.h"

#include <algorithm>
#include <chrono>

namespace ringfence::volumes {

void Register::add(const ledger::Crossing& crossing) {
  if (crossing.side != ledger::Side::exporter) return;
  for (const std::string& rule : crossing.rules) {
    Volume& volume = volumes_[rule];
    ++volume.transfers;
    volume.rows += crossing.rows;
    volume.bytes += crossing.bytes;
    if (!crossing.finished) ++volume.unfinished;
    volume.first = volume.first == 0 ? crossing.begun : std::min(volume.first, crossing.begun);
    volume.last = std::max(volume.last, crossing.begun);
  }
  History& history = left_[crossing.from];
  if (crossing.finished) {
    history.add(day_of(crossing.ended), way_of(crossing, policy_), crossing.rows);
  } else {
    history.add_unknown(day_of(crossing.begun), way_of(crossing, policy_));
  }
}

std::vector<std::string> Register::unknown_rules() const {
  std::vector<std::string> unknown;
  for (const auto& [rule, volume] : volumes_) {
    if (std::ranges::find(policy_.transfers, rule, &policy::Transfer::name) == policy_.transfers.end()) {
      unknown.push_back(rule);
    }
  }
  return unknown;
}

std::vector<Usage> Register::usages() const {
  std::vector<Usage> usages;
  for (const policy::Ring& ring : policy_.rings) {
    const auto history = left_.find(ring.name);
    if (history == left_.end()) continue;
    for (Limit& limit : limits_of(policy_, ring.name)) {
      const Sum sum = history->second.of(limit, today_);
      const std::uint64_t rows = used(limit, sum);
      usages.push_back({ring.name, std::move(limit), rows, sum.unknown});
    }
  }
  return usages;
}

Day days_left(const policy::Transfer& rule, Day today) {
  const std::chrono::year_month_day last{std::chrono::year(rule.expires->year), std::chrono::month(rule.expires->month),
                                         std::chrono::day(rule.expires->day)};
  return std::chrono::sys_days(last).time_since_epoch().count() - today + 1;
}

}  // namespace ringfence::volumes
