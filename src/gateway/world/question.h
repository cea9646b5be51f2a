// What a ring is asked for when a world view reads its foreign table there, and what may be said for it. Values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/route/transfer_plan.h"

namespace ringfence::gateway {

// One query, as postgres_fdw wrote it.
struct WorldQuery {
  std::string text;
  std::vector<std::uint32_t> types;                    // of its parameters, OIDs; 0: to be found out
  std::vector<std::optional<std::string>> parameters;  // in text
  bool operator==(const WorldQuery&) const = default;
};

// What goes on record for it.
struct WorldTransfer {
  std::shared_ptr<const TransferPlan> plan;
  std::string shape;
};

}  // namespace ringfence::gateway
