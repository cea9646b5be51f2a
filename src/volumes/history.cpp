#include "volumes/history.h"

#include <algorithm>
#include <set>

#include "base/limits.h"

namespace ringfence::volumes {

namespace {

std::vector<std::string> both(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  std::set<std::string> all(one.begin(), one.end());
  all.insert(other.begin(), other.end());
  return {all.begin(), all.end()};
}

}  // namespace

// Ways past the limit are counted as one that has all their rules and columns: against more limits, never fewer.
Sum& History::at(Day day, const Way& way) {
  auto& ways = days_[day];
  if (const auto found = ways.find(way); found != ways.end()) return found->second;
  if (ways.size() < limits::ways_a_day) return ways[way];
  const auto last = std::ranges::find_if(ways, [&](const auto& one) { return one.first.to == way.to; });
  if (last == ways.end()) return ways[way];
  const Way all{both(last->first.rules, way.rules), both(last->first.columns, way.columns), way.to};
  Sum sum = last->second;
  ways.erase(last);
  Sum& joined = ways[all];
  joined.rows += sum.rows;
  joined.largest = std::max(joined.largest, sum.largest);
  joined.unknown += sum.unknown;
  return joined;
}

void History::add(Day day, const Way& way, std::uint64_t rows) {
  if (rows == 0) return;
  Sum& sum = at(day, way);
  sum.rows += rows;
  sum.largest = std::max(sum.largest, rows);
}

void History::add_unknown(Day day, const Way& way) {
  ++at(day, way).unknown;
}

void History::add(const History& other) {
  for (const auto& [day, ways] : other.days_) {
    for (const auto& [way, sum] : ways) {
      Sum& mine = at(day, way);
      mine.rows += sum.rows;
      mine.largest = std::max(mine.largest, sum.largest);
      mine.unknown += sum.unknown;
    }
  }
}

Sum History::of(const Limit& limit, Day today) const {
  Sum all;
  const Day first = today - limit.period_days + 1;
  for (auto day = days_.lower_bound(first); day != days_.end() && day->first <= today; ++day) {
    for (const auto& [way, sum] : day->second) {
      if (!counts(limit, way)) continue;
      all.rows += sum.rows;
      all.largest = std::max(all.largest, sum.largest);
      all.unknown += sum.unknown;
    }
  }
  return all;
}

void History::forget_before(Day day) {
  days_.erase(days_.begin(), days_.lower_bound(day));
}

std::uint64_t used(const Limit& limit, const Sum& sum) {
  if (sum.unknown == 0) return sum.rows;
  if (limit.kind == Limit::Kind::budget) return std::max(sum.rows, limit.refuse_rows.value_or(0));
  return sum.rows + sum.unknown * std::max<std::uint64_t>(sum.largest, 1);
}

}  // namespace ringfence::volumes
