// How many rows each rule has let out of this ring today, in UTC: what budgets are held against. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/model.h"

namespace ringfence::gateway {

class Volumes {
 public:
  // Rows that have left under these rules: by each of them, since it is not known which let which row out.
  void add(const std::vector<std::string>& rules, std::uint64_t rows, std::int64_t day);
  [[nodiscard]] std::uint64_t of(const std::string& rule, std::int64_t day) const;
  // 53400, naming the rule, its budget and what was used; nothing: all of them have something left.
  [[nodiscard]] Status check(const policy::Policy& policy, const std::vector<std::string>& rules,
                             std::int64_t day) const;

 private:
  std::int64_t day_ = 0;  // since 1970
  std::map<std::string, std::uint64_t> rows_;
};

}  // namespace ringfence::gateway
