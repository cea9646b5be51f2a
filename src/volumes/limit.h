// What the rows that leave a ring are held against: the budgets of rules, and thresholds. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/crossings.h"
#include "policy/model.h"

namespace ringfence::volumes {

using Day = std::int64_t;  // since 1970, UTC
Day day_of(std::uint64_t milliseconds);
std::string to_text(Day day);  // 2026-11-27

// By what rows leave: those of one way are counted together.
struct Way {
  std::vector<std::string> rules;
  std::vector<std::string> columns;  // table.column
  std::string to;                    // the reader's ring
  auto operator<=>(const Way&) const = default;
};
// A transfer that an entry tells of. The policy says which ring a reader is in who came by itself.
Way way_of(const ledger::Crossing& crossing, const policy::Policy& policy);

struct Limit {
  enum class Kind { budget, threshold };
  Kind kind = Kind::budget;
  std::string name;  // of the rule, or of the threshold
  std::string to;    // of a threshold: the readers' ring
  unsigned period_days = 1;
  std::optional<std::uint64_t> warn_rows;
  std::optional<std::uint64_t> refuse_rows;
  std::vector<std::string> columns;  // of a threshold: table.column
  bool operator==(const Limit&) const = default;
};
// Of rows that leave `from`: rules with a budget, then thresholds, each for each ring that it is about.
std::vector<Limit> limits_of(const policy::Policy& policy, std::string_view from);
bool counts(const Limit& limit, const Way& way);
// The longest period of any of them, in days; at least 1.
unsigned longest_period(const std::vector<Limit>& limits);

// What is said where nothing is left. `unknown`: transfers whose end nobody recorded.
Error used_up(const Limit& limit, std::uint64_t used, std::uint64_t unknown);

}  // namespace ringfence::volumes
