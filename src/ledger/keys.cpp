#include "ledger/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/crypto.h"
#include "base/sha256.h"
#include "ledger/big_endian.h"
#include "ledger/note.h"

namespace ringfence::ledger {

namespace {

constexpr std::string_view private_prefix = "PRIVATE+KEY+";

struct KeyText {
  std::string name;
  std::uint8_t kind = 0;
  std::array<std::uint8_t, 32> key{};
  std::string id;
};

std::optional<KeyText> parse_key_text(std::string_view text) {
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos || !is_key_name(text.substr(0, first))) return std::nullopt;
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 33) return std::nullopt;
  KeyText parts{std::string(text.substr(0, first)),
                static_cast<std::uint8_t>(bytes->front()),
                {},
                std::string(text.substr(first + 1, second - first - 1))};
  std::memcpy(parts.key.data(), bytes->data() + 1, parts.key.size());
  return parts;
}

std::string key_text(const VerifierKey& public_key, const std::array<std::uint8_t, 32>& key) {
  std::string bytes(1, static_cast<char>(public_key.kind));
  bytes.append(reinterpret_cast<const char*>(key.data()), key.size());
  return fmt::format("{}+{:08x}+{}", public_key.name, public_key.id(), to_base64(bytes));
}

Error no_key(std::string_view what, std::string detail) {
  return fail(fmt::format("this is no {}", what), std::move(detail),
              "it is one line: name+hash+key, see c2sp.org/signed-note");
}

}  // namespace

std::uint32_t VerifierKey::id() const {
  std::string bytes = name + "\n" + static_cast<char>(kind);
  bytes.append(reinterpret_cast<const char*>(key.data()), key.size());
  const Sha256 digest = sha256(bytes);
  std::string_view front = as_bytes(digest);
  std::uint32_t id = 0;
  take_big_endian(front, id);
  return id;
}

std::string to_text(const VerifierKey& key) {
  return key_text(key, key.key);
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const auto parts = parse_key_text(text);
  if (!parts) return no_key("verifier key", {});
  if (parts->kind != static_cast<std::uint8_t>(KeyKind::log) &&
      parts->kind != static_cast<std::uint8_t>(KeyKind::witness)) {
    return no_key("verifier key that can be used", fmt::format("its kind is {}; 1 and 4 are known", parts->kind));
  }
  VerifierKey key{parts->name, static_cast<KeyKind>(parts->kind), parts->key};
  if (fmt::format("{:08x}", key.id()) != parts->id) return no_key("verifier key", "its hash is not that of its key");
  return key;
}

VerifierKey SigningKey::verifier(KeyKind kind) const {
  return {name, kind, ed25519_public_key(seed)};
}

Result<SigningKey> make_signing_key(std::string_view name) {
  if (!is_key_name(name) || name.starts_with("cosignature/")) {
    return fail(fmt::format("\"{}\" cannot be the name of a ledger", name), {},
                "take an address without scheme and spaces, as eu.example.com/ledger");
  }
  SigningKey key{std::string(name), {}};
  const std::string seed = random_bytes(key.seed.size());
  std::memcpy(key.seed.data(), seed.data(), key.seed.size());
  return key;
}

std::string private_text(const SigningKey& key) {
  return std::string(private_prefix) + key_text(key.verifier(KeyKind::log), key.seed);
}

Result<SigningKey> parse_signing_key(std::string_view text) {
  if (!text.starts_with(private_prefix)) return no_key("private key", {});
  const auto parts = parse_key_text(text.substr(private_prefix.size()));
  if (!parts || parts->kind != static_cast<std::uint8_t>(KeyKind::log)) return no_key("private key", {});
  SigningKey key{parts->name, parts->key};
  if (fmt::format("{:08x}", key.verifier(KeyKind::log).id()) != parts->id) {
    return no_key("private key", "its hash is not that of its key");
  }
  return key;
}

}  // namespace ringfence::ledger
