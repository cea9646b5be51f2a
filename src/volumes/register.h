// The public register: every rule and threshold of a policy, and what really crossed under it, by the ledgers of the
// rings that the rows left. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "volumes/history.h"

namespace ringfence::volumes {

// What crossed under one rule. A transfer that several rules let out counts for each of them.
struct Volume {
  std::uint64_t transfers = 0;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t unfinished = 0;  // of the transfers: under way, or cut off with the machine; how much is not known
  std::uint64_t first = 0;       // milliseconds since 1970; 0: never
  std::uint64_t last = 0;
  bool operator==(const Volume&) const = default;
};

// How much of a limit is used in one ring, whose rows leave.
struct Usage {
  std::string from;
  Limit limit;
  std::uint64_t used = 0;
  std::uint64_t unknown = 0;  // transfers without an end, in `used` as used() has it
  [[nodiscard]] bool is_full() const { return limit.refuse_rows && used >= *limit.refuse_rows; }
  [[nodiscard]] bool warns() const { return limit.warn_rows && used >= *limit.warn_rows; }
};

class Register {
 public:
  Register(const policy::Policy& policy, Day today) : policy_(policy), today_(today) {}
  // A transfer by the ledger of the ring that its rows left; those of others are passed over.
  void add(const ledger::Crossing& crossing);

  // By the names of rules, those too that the policy does not have, or has no more.
  [[nodiscard]] const std::map<std::string, Volume>& volumes() const { return volumes_; }
  [[nodiscard]] std::vector<std::string> unknown_rules() const;
  // Of each ring that rows have left, in the policy's order, as of today.
  [[nodiscard]] std::vector<Usage> usages() const;

 private:
  const policy::Policy& policy_;
  Day today_;
  std::map<std::string, Volume> volumes_;
  std::map<std::string, History> left_;  // by ring
};

// Days that the rule still holds, today among them; 0 or less: it has expired. It must have a last day.
Day days_left(const policy::Transfer& rule, Day today);

}  // namespace ringfence::volumes
