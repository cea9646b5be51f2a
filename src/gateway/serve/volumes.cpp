#include "gateway/serve/volumes.h"

#include <fmt/format.h>

#include <algorithm>

namespace ringfence::gateway {

void Volumes::add(const std::vector<std::string>& rules, std::uint64_t rows, std::int64_t day) {
  if (day < day_) return;
  if (day > day_) rows_.clear();
  day_ = day;
  for (const std::string& rule : rules) rows_[rule] += rows;
}

std::uint64_t Volumes::of(const std::string& rule, std::int64_t day) const {
  const auto found = rows_.find(rule);
  return day != day_ || found == rows_.end() ? 0 : found->second;
}

Status Volumes::check(const policy::Policy& policy, const std::vector<std::string>& rules, std::int64_t day) const {
  for (const policy::Transfer& rule : policy.transfers) {
    if (!rule.rows_per_day || std::ranges::find(rules, rule.name) == rules.end()) continue;
    const std::uint64_t used = of(rule.name, day);
    if (used < *rule.rows_per_day) continue;
    return Error(fmt::format("refused: the budget of rule {} is used up", rule.name),
                 fmt::format("{} rows have left under it today, of {}", used, *rule.rows_per_day),
                 "it begins anew at midnight UTC; a larger one is a change of the policy", "53400");
  }
  return {};
}

}  // namespace ringfence::gateway
