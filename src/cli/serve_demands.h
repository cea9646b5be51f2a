// Demands over HTTP, as a gateway serves them for its own ring.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>

#include "demand/api/api.h"

namespace ringfence::cli {

struct DemandsServed {
  std::string ring;
  std::function<std::filesystem::path()> policy_file;  // may change from call to call
  std::string database;                                // by a role that may take steps: as `ringfence demand` does
  demand::Reached reached;
};

// The policy file is looked at with each call: it counts once it is the one that was applied to the ring.
http::Service serve_demands(const DemandsServed& served, std::shared_ptr<const std::atomic<bool>> ending);

}  // namespace ringfence::cli
