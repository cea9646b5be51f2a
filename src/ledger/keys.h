// The keys of a ring: one Ed25519 key that signs its own checkpoints, and cosigns those of others. Pure.
// As text (c2sp.org/signed-note, "verifier keys"):  name+key id in hex+base64(kind ‖ public key)
// and, for the private one, as Go's sumdb/note has it:  PRIVATE+KEY+name+key id in hex+base64(kind ‖ seed)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ed25519.h"
#include "base/result.h"

namespace ringfence::ledger {

enum class KeyKind : std::uint8_t {
  log = 1,      // Ed25519 over the note's text
  witness = 4,  // cosignature/v1, with its time
};

struct VerifierKey {
  std::string name;
  KeyKind kind = KeyKind::log;
  Ed25519PublicKey key{};
  [[nodiscard]] std::uint32_t id() const;  // the first four bytes of SHA-256(name ‖ LF ‖ kind ‖ key)
  bool operator==(const VerifierKey&) const = default;
};

std::string to_text(const VerifierKey& key);
// Refuses a key id that does not follow from the rest, and kinds that are not above.
Result<VerifierKey> parse_verifier_key(std::string_view text);

struct SigningKey {
  std::string name;
  Ed25519Seed seed{};
  [[nodiscard]] VerifierKey verifier(KeyKind kind) const;
};

// Name: what is_key_name() takes. The domain of a cosignature is no name: a log of it could be made to cosign.
Result<SigningKey> make_signing_key(std::string_view name);
std::string private_text(const SigningKey& key);
Result<SigningKey> parse_signing_key(std::string_view text);

}  // namespace ringfence::ledger
