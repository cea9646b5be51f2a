// What a statement reads or writes of another ring's people, as the rules let it: what goes on record before it runs.
// A value, shared by all statements of a shape.
#pragma once

#include <string>
#include <vector>

namespace ringfence::gateway {

struct TransferPlan {
  std::string from;  // the ring that the rows are at home in
  std::string to;    // the reader's, by its location
  std::string purpose;
  std::vector<std::string> rules;  // that admit it, in the policy's order
  struct Table {
    std::string name;                  // as the policy's heading has it
    std::vector<std::string> columns;  // that it names, the ones no rule admits left out
    bool operator==(const Table&) const = default;
  };
  std::vector<Table> tables;
  std::string role;  // that it runs as, in the ring of `from`
  bool operator==(const TransferPlan&) const = default;
};

}  // namespace ringfence::gateway
