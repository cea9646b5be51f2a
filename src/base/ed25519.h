// Ed25519 signatures (RFC 8032), by OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ringfence {

using Ed25519Seed = std::array<std::uint8_t, 32>;       // the private key
using Ed25519PublicKey = std::array<std::uint8_t, 32>;  // as RFC 8032 encodes it
using Ed25519Signature = std::array<std::uint8_t, 64>;

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed);
Ed25519Signature ed25519_sign(const Ed25519Seed& seed, std::string_view message);
// False too where the key is no point of the curve.
bool ed25519_verify(const Ed25519PublicKey& key, std::string_view message, const Ed25519Signature& signature);

}  // namespace ringfence
