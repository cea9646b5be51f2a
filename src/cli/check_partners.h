// The partners of transfer rules against the file that `ringfence screen --json` wrote: pure but for reading it.
#pragma once

#include <string>

#include "base/diagnostic.h"
#include "base/result.h"
#include "policy/model.h"

namespace ringfence::cli {

// An error, in the place of the rule's `partner`, for each partner that was not screened and for each with a finding
// that nobody has settled. `path` is that file.
Result<Diagnostics> check_partners(const policy::Policy& policy, const std::string& path);

}  // namespace ringfence::cli
