// The running totals of what leaves one ring: counted as rows pass, by all transfers that are open. Pure: no clock, no
// disk. For one thread.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "volumes/history.h"

namespace ringfence::volumes {

struct Total {
  Limit limit;
  std::uint64_t used = 0;
  std::uint64_t unknown = 0;  // transfers without an end, in `used` as used() has it
  bool counted = true;        // false: its period goes back further than what was read of the ledger
  bool warned = false;
  [[nodiscard]] bool is_full() const { return limit.refuse_rows && used >= *limit.refuse_rows; }
};

class Totals {
 public:
  // `warn` is called once for each total that has come to where it warns.
  using Warn = std::function<void(const Total&)>;
  Totals(Day today, Warn warn) : today_(today), since_(today), warn_(std::move(warn)) {}

  // A transfer that is under way. Its rows count until close(), wherever it is held.
  struct Open {
    Way way;
    std::vector<std::shared_ptr<Total>> against;
    std::uint64_t rows = 0;
    std::uint64_t settled = 0;  // of them, those that are in the history
  };

  // The limits in force from now on. What was counted before stays.
  void use(std::vector<Limit> limits);
  // Days before are over: their rows count for periods that they are in.
  void turn(Day today);
  [[nodiscard]] Day today() const { return today_; }
  // What a ledger tells of days up to now. All from `since` on is there afterwards.
  void remember(const History& history, Day since);
  // The first day that the limits in force need to know of.
  [[nodiscard]] Day needed_since() const;
  [[nodiscard]] Day since() const { return since_; }

  // 53400: nothing is left of one of them. 55000: what is left is not known yet.
  [[nodiscard]] Status check(const Way& way) const;
  std::shared_ptr<Open> open(Way way);
  // One row more. False: it is one too many, and not counted; full() is why.
  bool pass(Open& open);
  [[nodiscard]] static Error full(const Open& open);
  void close(const std::shared_ptr<Open>& open);
  [[nodiscard]] const std::vector<std::shared_ptr<Total>>& all() const { return totals_; }

 private:
  void settle();
  void count_anew();
  void warn_if_due(Total& total);
  Day today_;
  Day since_;
  Warn warn_;
  History history_;
  std::vector<std::shared_ptr<Total>> totals_;
  std::set<std::shared_ptr<Open>> open_;
};

}  // namespace ringfence::volumes
