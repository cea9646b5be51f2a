#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "gateway/session/scram.h"
#include "gateway/session/scram_keys.h"

namespace ringfence::gateway {

namespace {

constexpr std::string_view prefix = "SCRAM-SHA-256$";
constexpr std::size_t usual_salt_bytes = 16;

bool read_key(std::string_view text, Sha256& key) {
  const auto bytes = from_base64(text);
  const auto read = bytes ? to_key(*bytes) : std::nullopt;
  if (read) key = *read;
  return read.has_value();
}

}  // namespace

std::optional<Sha256> to_key(std::string_view bytes) {
  Sha256 key{};
  if (bytes.size() != key.size()) return std::nullopt;
  std::ranges::copy(bytes, key.begin());
  return key;
}

std::optional<ScramVerifier> parse_verifier(std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  const std::size_t colon = text.find(':');
  const std::size_t dollar = text.find('$');
  const std::size_t last = text.rfind(':');
  if (dollar == std::string_view::npos || colon > dollar || last < dollar) return std::nullopt;
  ScramVerifier verifier;
  const auto read = std::from_chars(text.data(), text.data() + colon, verifier.iterations);
  const auto salt = from_base64(text.substr(colon + 1, dollar - colon - 1));
  if (read.ec != std::errc() || read.ptr != text.data() + colon || verifier.iterations == 0) return std::nullopt;
  if (!salt || salt->empty()) return std::nullopt;
  verifier.salt = *salt;
  if (!read_key(text.substr(dollar + 1, last - dollar - 1), verifier.stored_key)) return std::nullopt;
  if (!read_key(text.substr(last + 1), verifier.server_key)) return std::nullopt;
  return verifier;
}

std::string to_text(const ScramVerifier& verifier) {
  return fmt::format("{}{}:{}${}:{}", prefix, verifier.iterations, to_base64(verifier.salt),
                     to_base64(as_bytes(verifier.stored_key)), to_base64(as_bytes(verifier.server_key)));
}

ScramVerifier make_verifier(std::string_view password, std::string_view salt, std::uint32_t iterations) {
  const DerivedKeys keys = derive_keys(password, salt, iterations);
  return {iterations, std::string(salt), sha256(as_bytes(keys.client)), keys.server};
}

// Keys made of a secret: no password hashes to them but by chance.
ScramVerifier mock_verifier(std::string_view name, std::string_view secret, std::uint32_t iterations) {
  const auto made = [&](std::string_view what) { return hmac_sha256(secret, fmt::format("{} {}", what, name)); };
  const Sha256 salt = made("salt");
  return {iterations, std::string(as_bytes(salt).substr(0, usual_salt_bytes)), made("stored"), made("server")};
}

}  // namespace ringfence::gateway
