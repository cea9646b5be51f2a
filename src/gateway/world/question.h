// What a ring is asked for when a world view reads its foreign table there, and what may be said for it. Values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

// Whether it has an order: PostgreSQL may want no more than its first rows.
bool is_ordered(std::string_view text);

// As the other ring is asked it. Of a cursor PostgreSQL plans for a tenth of the rows to be fetched, of a portal for
// all of them: a page of the newest would be a sort of the whole table. A limit that is not known while planning, and
// is none, says what a cursor would have.
std::string asked_as(std::string_view text);

// What goes on record for it.
struct WorldTransfer {
  std::shared_ptr<const TransferPlan> plan;
  std::string shape;
};

}  // namespace ringfence::gateway
