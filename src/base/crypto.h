// Keyed hashes and the texts they travel in, by OpenSSL: what authentication is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/sha256.h"

namespace ringfence {

Sha256 hmac_sha256(std::string_view key, std::string_view message);                                // RFC 2104
Sha256 pbkdf2_sha256(std::string_view password, std::string_view salt, std::uint32_t iterations);  // RFC 8018, 32 bytes

std::string to_base64(std::string_view bytes);  // RFC 4648, 4: padded
// Strict: padded, nothing but the alphabet, no bits that mean nothing.
std::optional<std::string> from_base64(std::string_view text);

// Takes as long whether they differ early, late or not at all; how long they are is no secret.
bool equal_in_constant_time(std::string_view one, std::string_view other);

std::string random_bytes(std::size_t count);  // from the system's generator

inline std::string_view as_bytes(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace ringfence
