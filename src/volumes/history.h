// How many rows have left a ring, by day and way. Pure.
#pragma once

#include <cstdint>
#include <map>

#include "volumes/limit.h"

namespace ringfence::volumes {

struct Sum {
  std::uint64_t rows = 0;
  std::uint64_t largest = 0;  // of one transfer
  std::uint64_t unknown = 0;  // transfers without an end: closed by default, see used()
};

class History {
 public:
  void add(Day day, const Way& way, std::uint64_t rows);
  // By a transfer that began that day, and of which nobody can say how many rows it let out.
  void add_unknown(Day day, const Way& way);
  void add(const History& other);
  [[nodiscard]] Sum of(const Limit& limit, Day today) const;
  void forget_before(Day day);

 private:
  Sum& at(Day day, const Way& way);
  std::map<Day, std::map<Way, Sum>> days_;
};

// What counts as used. A transfer without an end has used up the rest of a budget, which is anew the next day; a
// threshold, which lasts, it counts against like the largest one on record.
std::uint64_t used(const Limit& limit, const Sum& sum);

}  // namespace ringfence::volumes
