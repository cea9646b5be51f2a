// A quick hash of texts whose seed nobody outside knows. For tables in memory, and for nothing that is kept or
// compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ringfence::gateway {

struct KeyedHash {
  using is_transparent = void;
  using is_avalanching = void;  // boost: needs no mixing of its own
  static KeyedHash seeded();    // from the system's generator
  std::size_t operator()(std::string_view text) const noexcept;
  std::uint64_t seed = 0;
};

}  // namespace ringfence::gateway
