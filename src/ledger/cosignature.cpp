#include "ledger/cosignature.h"

#include <fmt/format.h>

#include <cstring>

#include "ledger/big_endian.h"

namespace ringfence::ledger {

namespace {

constexpr std::size_t signature_bytes = 8 + sizeof(Ed25519Signature);

std::string message(std::string_view text, std::uint64_t time) {
  return fmt::format("cosignature/v1\ntime {}\n{}", time, text);
}

}  // namespace

NoteSignature cosign(std::string_view text, const SigningKey& key, std::uint64_t time) {
  const Ed25519Signature signature = ed25519_sign(key.seed, message(text, time));
  std::string bytes;
  put_big_endian(bytes, time);
  bytes.append(reinterpret_cast<const char*>(signature.data()), signature.size());
  return {key.name, key.verifier(KeyKind::witness).id(), std::move(bytes)};
}

std::optional<std::uint64_t> cosignature_time(const NoteSignature& signature) {
  std::string_view bytes = signature.bytes;
  std::uint64_t time = 0;
  if (bytes.size() != signature_bytes || !take_big_endian(bytes, time) || time > INT64_MAX) return std::nullopt;
  return time;
}

bool verify_cosignature(std::string_view text, const NoteSignature& signature, const VerifierKey& key) {
  const auto time = cosignature_time(signature);
  if (!time || key.kind != KeyKind::witness || signature.name != key.name || signature.key_id != key.id()) return false;
  Ed25519Signature bytes{};
  std::memcpy(bytes.data(), signature.bytes.data() + 8, bytes.size());
  return ed25519_verify(key.key, message(text, *time), bytes);
}

}  // namespace ringfence::ledger
