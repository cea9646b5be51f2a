// What SCRAM computes on both sides (RFC 5802, 3). For this folder only.
#pragma once

#include <string>
#include <string_view>

#include "gateway/session/scram.h"

namespace ringfence::gateway {

inline constexpr std::string_view scram_end_point = "tls-server-end-point";  // the one binding we know

struct DerivedKeys {
  Sha256 client{};
  Sha256 server{};
};
DerivedKeys derive_keys(std::string_view password, std::string_view salt, std::uint32_t iterations);

// ClientProof from ClientKey, and back: the one is the other's XOR with the signature made by StoredKey.
Sha256 mask_client_key(const Sha256& key_or_proof, const Sha256& stored_key, std::string_view signed_text);

}  // namespace ringfence::gateway
