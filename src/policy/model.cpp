#include "policy/model.h"

#include <algorithm>

namespace ringfence::policy {

const Ring* Policy::find_ring(std::string_view name) const {
  const auto found = std::ranges::find(rings, name, &Ring::name);
  return found == rings.end() ? nullptr : &*found;
}

const Table* Policy::find_table(const TableName& name) const {
  const auto found = std::ranges::find(tables, name, &Table::name);
  return found == tables.end() ? nullptr : &*found;
}

const Ring* Policy::home_of(std::string_view code) const {
  const auto has = [&](std::string_view wanted) -> const Ring* {
    const auto found =
        std::ranges::find_if(rings, [&](const Ring& ring) { return std::ranges::binary_search(ring.codes, wanted); });
    return found == rings.end() ? nullptr : &*found;
  };
  return has(code);
}

}  // namespace ringfence::policy
