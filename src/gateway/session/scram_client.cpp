#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "gateway/session/scram.h"
#include "gateway/session/scram_keys.h"
#include "gateway/session/scram_text.h"

namespace ringfence::gateway {

namespace {

Error malformed(std::string_view what) {
  return {fmt::format("the server's SCRAM message is malformed: {}", what), {}, {}, "08P01"};
}

}  // namespace

ScramClient::ScramClient(std::string password, std::string nonce, ChannelBinding binding)
    : secret_(std::move(password)), nonce_(std::move(nonce)), binding_(std::move(binding)) {}

ScramClient::ScramClient(ScramKeys keys, std::string nonce, ChannelBinding binding)
    : secret_(keys), nonce_(std::move(nonce)), binding_(std::move(binding)) {}

std::optional<std::string_view> ScramClient::choose(const std::vector<std::string_view>& offered, bool can_bind) {
  const auto offers = [&](std::string_view mechanism) {
    return std::ranges::find(offered, mechanism) != offered.end();
  };
  if (can_bind && offers(scram_plus)) return scram_plus;
  if (offers(scram_plain)) return scram_plain;
  return std::nullopt;
}

std::string ScramClient::first(std::string_view mechanism, bool server_offers_plus) {
  plus_ = mechanism == scram_plus;
  gs2_header_ = plus_ ? fmt::format("p={},,", scram_end_point) : binding_ && !server_offers_plus ? "y,," : "n,,";
  first_bare_ = "n=,r=" + nonce_;
  return gs2_header_ + first_bare_;
}

Result<std::string> ScramClient::last(std::string_view server_first) {
  Attributes attributes(server_first);
  const std::string_view nonce = attributes.take('r');
  const auto salt = from_base64(attributes.take('s'));
  const std::string_view count = attributes.take('i');
  std::uint32_t iterations = 0;
  const auto read = std::from_chars(count.data(), count.data() + count.size(), iterations);
  const bool counted = read.ec == std::errc() && read.ptr == count.data() + count.size();
  if (!attributes.finished() || !salt || salt->empty() || !counted) return malformed("nonce, salt or count");
  if (iterations == 0 || iterations > limits::scram_iterations) {
    return malformed(fmt::format("{} iterations, where at most {} may be", iterations, limits::scram_iterations));
  }
  if (!is_nonce(nonce) || !nonce.starts_with(nonce_) || nonce.size() == nonce_.size()) return malformed("its nonce");

  const std::string without_proof = fmt::format("c={},r={}", to_base64(gs2_header_ + (plus_ ? *binding_ : "")), nonce);
  const std::string signed_text = fmt::format("{},{},{}", first_bare_, server_first, without_proof);
  ScramKeys keys;
  if (const auto* password = std::get_if<std::string>(&secret_)) {
    const DerivedKeys derived = derive_keys(*password, *salt, iterations);
    keys = {derived.client, derived.server};
  } else {
    keys = std::get<ScramKeys>(secret_);
  }
  const Sha256 proof = mask_client_key(keys.client, sha256(as_bytes(keys.client)), signed_text);
  if (keys.server) server_signature_ = hmac_sha256(as_bytes(*keys.server), signed_text);
  proven_ = true;
  return fmt::format("{},p={}", without_proof, to_base64(as_bytes(proof)));
}

Status ScramClient::verify(std::string_view server_last) const {
  Attributes attributes(server_last);
  const auto signature = from_base64(attributes.take('v'));
  const bool known = attributes.finished() && signature && proven_ &&
                     (!server_signature_ || equal_in_constant_time(*signature, as_bytes(*server_signature_)));
  if (known) return {};
  return Error("the server could not prove that it knows the password", {},
               "something else may answer in its place: look at the address and its certificate", "28000");
}

}  // namespace ringfence::gateway
