#include "volumes/limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace ringfence::volumes {

namespace {

bool names_ring(const std::vector<std::string>& list, std::string_view ring) {
  return std::ranges::any_of(list, [&](const std::string& one) { return one == ring || one == "*"; });
}

std::vector<std::string> columns_of(const policy::Policy& policy, const policy::Threshold& threshold) {
  std::vector<std::string> columns;
  for (const policy::ColumnRef& named : threshold.columns) {
    const policy::Table* table = policy.find_table(named.table);
    const std::string prefix = policy::to_text(named.table) + ".";
    if (!named.column.empty()) columns.push_back(prefix + named.column);
    if (!named.column.empty() || table == nullptr) continue;
    for (const std::string& column : table->public_columns) columns.push_back(prefix + column);
  }
  std::ranges::sort(columns);
  columns.erase(std::ranges::unique(columns).begin(), columns.end());
  return columns;
}

}  // namespace

Day day_of(std::uint64_t milliseconds) {
  return static_cast<Day>(milliseconds / 86'400'000);
}

std::string to_text(Day day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return policy::to_text(policy::Date{static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                      static_cast<unsigned>(date.day())});
}

Way way_of(const ledger::Crossing& crossing, const policy::Policy& policy) {
  Way way{crossing.rules, crossing.columns, crossing.to};
  if (crossing.to == crossing.from) {
    const policy::Ring* home = policy.home_of(crossing.location);
    if (home != nullptr) way.to = home->name;
  }
  return way;
}

std::vector<Limit> limits_of(const policy::Policy& policy, std::string_view from) {
  std::vector<Limit> limits;
  for (const policy::Transfer& rule : policy.transfers) {
    if (!rule.rows_per_day || !names_ring(rule.from, from)) continue;
    limits.push_back({Limit::Kind::budget, rule.name, {}, 1, std::nullopt, rule.rows_per_day, {}});
  }
  for (const policy::Threshold& threshold : policy.thresholds) {
    if (!names_ring(threshold.from, from)) continue;
    for (const policy::Ring& ring : policy.rings) {
      if (ring.name == from || !names_ring(threshold.to, ring.name)) continue;
      limits.push_back({Limit::Kind::threshold, threshold.name, ring.name, threshold.period_days, threshold.warn_rows,
                        threshold.refuse_rows, columns_of(policy, threshold)});
    }
  }
  return limits;
}

bool counts(const Limit& limit, const Way& way) {
  const auto holds = [](const std::vector<std::string>& list, const std::string& one) {
    return std::ranges::find(list, one) != list.end();
  };
  if (limit.kind == Limit::Kind::budget) return holds(way.rules, limit.name);
  return way.to == limit.to &&
         std::ranges::any_of(way.columns, [&](const std::string& column) { return holds(limit.columns, column); });
}

unsigned longest_period(const std::vector<Limit>& limits) {
  unsigned longest = 1;
  for (const Limit& limit : limits) longest = std::max(longest, limit.period_days);
  return longest;
}

Error used_up(const Limit& limit, std::uint64_t used, std::uint64_t unknown) {
  const std::uint64_t most = limit.refuse_rows.value_or(0);
  const std::string lost =
      unknown == 0 ? std::string()
                   : fmt::format("; of {} transfer{} nobody recorded the end, and what left by {} is not known",
                                 unknown, unknown == 1 ? "" : "s", unknown == 1 ? "it" : "them");
  if (limit.kind == Limit::Kind::budget) {
    return {fmt::format("refused: the budget of rule {} is used up", limit.name),
            fmt::format("{} rows have left under it today, of {}{}", used, most, lost),
            "it begins anew at midnight UTC; a larger one is a change of the policy", "53400"};
  }
  return {
      fmt::format("refused: the threshold {} to ring {} is reached", limit.name, limit.to),
      fmt::format("{} rows of its class have left for there in {} days, of {}{}", used, limit.period_days, most, lost),
      "days that fall out of its period make room; ringfence exceptions says how much of it is used", "53400"};
}

}  // namespace ringfence::volumes
