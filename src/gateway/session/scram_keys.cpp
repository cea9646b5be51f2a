#include "gateway/session/scram_keys.h"

namespace ringfence::gateway {

DerivedKeys derive_keys(std::string_view password, std::string_view salt, std::uint32_t iterations) {
  const Sha256 salted = pbkdf2_sha256(password, salt, iterations);
  return {hmac_sha256(as_bytes(salted), "Client Key"), hmac_sha256(as_bytes(salted), "Server Key")};
}

Sha256 mask_client_key(const Sha256& key_or_proof, const Sha256& stored_key, std::string_view signed_text) {
  Sha256 masked = hmac_sha256(as_bytes(stored_key), signed_text);
  for (std::size_t i = 0; i < masked.size(); ++i) masked[i] ^= key_or_proof[i];
  return masked;
}

}  // namespace ringfence::gateway
