// SHA-256 (FIPS 180-4), by OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ringfence {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
std::string to_hex(const Sha256& digest);

// Hashes many short strings without setting a context up for each. Not for use by two threads at once.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(Sha256Hasher&&) noexcept;
  Sha256Hasher& operator=(Sha256Hasher&&) noexcept;
  void operator()(std::string_view bytes, Sha256& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// `count` bytes from the system's generator, as lower-case hex.
std::string random_hex(std::size_t count);

}  // namespace ringfence
