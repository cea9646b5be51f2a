// What crossed, by a ledger: each transfer's beginning paired with its end. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ledger/entry.h"

namespace ringfence::ledger {

struct Crossing {
  std::string id;
  Side side = Side::exporter;
  std::string from;  // ring
  std::string to;    // ring; the same where the reader came by itself, and `location` says where from
  std::string location;
  std::vector<std::string> rules;    // that let it out
  std::vector<std::string> columns;  // table.column
  std::uint64_t begun = 0;           // milliseconds since 1970
  std::uint64_t ended = 0;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  bool finished = false;  // false: no end is on record, and how much crossed is not known
};

// The rules of an entry's `rule`, as joined_rules() has written them.
std::vector<std::string> rules_in(std::string_view rule);
std::string joined_rules(const std::vector<std::string>& rules);

class Crossings {
 public:
  using Found = std::function<void(const Crossing&)>;
  explicit Crossings(Found found) : found_(std::move(found)) {}
  // In the order of the ledger, or all of them in the opposite one. What is no transfer is passed over.
  void add(const Entry& entry);
  // Whether an end was seen whose beginning was not: there is more of it to read.
  [[nodiscard]] bool waits_for_beginning() const { return !ends_.empty(); }
  // There are no more entries: those that have no end.
  void finish();

 private:
  struct End {
    std::uint64_t time = 0, rows = 0, bytes = 0;
  };
  void pair(Crossing crossing, const End& end);
  Found found_;
  std::map<std::string, Crossing, std::less<>> begun_;
  std::map<std::string, End, std::less<>> ends_;
};

}  // namespace ringfence::ledger
