#include "ledger/read_back.h"

#include <algorithm>
#include <ranges>

#include "ledger/verify.h"

namespace ringfence::ledger {

Status read_back(Source& source, const std::function<bool(const Entry&)>& more) {
  const auto served = read_checkpoint(source);
  if (!served) return served.error();
  for (std::uint64_t left = served->checkpoint.size; left > 0;) {
    const auto width = static_cast<unsigned>((left - 1) % tile_width + 1);
    const auto bundle = read_bundle(source, {std::nullopt, (left - 1) / tile_width, width});
    if (!bundle) return bundle.error();
    for (const std::string& bytes : std::ranges::reverse_view(*bundle)) {
      const auto entry = parse_entry(bytes);
      if (!entry) return entry.error();
      if (!more(*entry)) return {};
    }
    left -= width;
  }
  return {};
}

}  // namespace ringfence::ledger
