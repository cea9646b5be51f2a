// What a server is sent for the text of one statement, where that is another text: made once a text. Forgets what was
// not asked for lately. For one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "gateway/route/shape_cache.h"

namespace ringfence::gateway {

struct Knowledge;

class SaidAnew {
 public:
  // `world`: the world views that it reads: over all rings each sends what it has aggregated or sorted for itself.
  // Empty: at home, where a search would be kept from its index. Null: it is sent as it is. Valid until the next call.
  const std::string* find(const Knowledge& knowledge, std::string_view world, std::string_view text);
  void clear() { known_.clear(); }  // the knowledge is another

 private:
  // Literals and all, since they stand in what is said.
  ShapeCache<std::optional<std::string>> known_{256, 64 * limits::by_ring_bytes};
  std::string key_;
};

}  // namespace ringfence::gateway
