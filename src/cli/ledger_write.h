// What commands that write to a ledger begin with.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "ledger/store.h"

namespace ringfence::cli {

// Only as the user whose the ledger is: what another wrote its gateway could not read. An error where a gateway has it.
Result<std::unique_ptr<ledger::Store>> open_to_write(const std::string& folder);

}  // namespace ringfence::cli
