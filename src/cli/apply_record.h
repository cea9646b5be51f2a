// `apply` and the record: before a ring's database is changed, its ledger says by which policy.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "cli/common.h"

namespace ringfence::cli {

// What is known of a ring afterwards. An error is a ring that must not be changed.
struct RingRecorded {
  std::string told;  // a line for people
  json::value json;  // {"entry", "by"}; null: nothing is on record from here
};

// --ledger RING=DIR, several times.
Result<std::map<std::string, std::string>> ledgers_of(const std::vector<std::string>& given,
                                                      const policy::Policy& policy);

// By what there is: the ledger that was named, the one that --dir keeps, or none.
Result<RingRecorded> record_policy(const CommonOptions& options, const std::map<std::string, std::string>& ledgers,
                                   const policy::Policy& policy, const std::string& ring);

}  // namespace ringfence::cli
