// A ring's demands at an address (--url): the same commands, by calls that the officer's key signs. The key stays here.
#pragma once

#include <optional>
#include <string>

#include "cli/demand.h"

namespace ringfence::cli {

// The answer to a call. What a gateway refuses is an error in its words.
Result<std::string> call_there(const DemandOptions& options, const std::string& method, const std::string& path,
                               const std::optional<json::object>& body);
Result<json::object> show_there(const DemandOptions& options);

// As take_and_tell(). `filing`: of what is filed or amended.
int take_there(const DemandOptions& options, const demand::Wish& wish, const demand::Filing* filing);

}  // namespace ringfence::cli
