// From addresses that a notice names to the rows that they are of, by `addresses` of the policy's tables; and from who
// wrote it to an authority of the policy. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/model.h"

namespace ringfence::intake {

struct Row {
  std::string table;  // as the policy writes it
  std::string key;
  auto operator<=>(const Row&) const = default;
};

// Whichever of http and https, and however the host is capitalised; a slash at the end, a query and a fragment make no
// difference where the pattern has none. Nothing: of no table. 22023: of several, or its key is not written as one.
Result<std::optional<Row>> row_at(std::string_view address, const policy::Policy& policy);

struct Matched {
  std::vector<Row> rows;             // each once, sorted
  std::vector<std::string> unknown;  // of no table
};
Result<Matched> match(const std::vector<std::string>& addresses, const policy::Policy& policy);

// The authority of the policy that has this name, but for capitals. 22023: none; the hint has those that could be
// meant: whose reach has the jurisdiction, else all.
Result<std::string> authority_named(const std::optional<std::string>& name,
                                    const std::optional<std::string>& jurisdiction, const policy::Policy& policy);

}  // namespace ringfence::intake
