#include "gateway/route/keyed_hash.h"

#include <cstring>

#include "base/crypto.h"

namespace ringfence::gateway {

namespace {

std::uint64_t load(const char* from) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, sizeof value);
  return value;
}

__extension__ using Wide = unsigned __int128;

// Both halves of the product together: each bit of the input reaches each of the output.
std::uint64_t mix(std::uint64_t one, std::uint64_t other) {
  const Wide product = static_cast<Wide>(one) * other;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio

}  // namespace

KeyedHash KeyedHash::seeded() {
  return {load(random_bytes(sizeof(std::uint64_t)).data())};
}

std::size_t KeyedHash::operator()(std::string_view text) const noexcept {
  std::uint64_t state = mix(seed ^ odd, odd + text.size());
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left > 8; at += 8, left -= 8) state = mix(state ^ load(at), seed ^ odd);
  // The last eight bytes once more where there are as many; the length is in the state already.
  if (text.size() >= 8) return mix(state ^ load(text.data() + text.size() - 8), odd);
  std::uint64_t few = 0;
  for (; left > 0; --left) few = few << 8 | static_cast<unsigned char>(*at++);
  return mix(state ^ few, odd);
}

}  // namespace ringfence::gateway
