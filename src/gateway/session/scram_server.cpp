#include <fmt/format.h>

#include "gateway/session/scram.h"
#include "gateway/session/scram_keys.h"
#include "gateway/session/scram_text.h"

namespace ringfence::gateway {

namespace {

Error malformed(std::string_view what) {
  return {fmt::format("malformed SCRAM message: {}", what), {}, {}, "08P01"};
}

Error bound_otherwise(std::string_view what) {
  return {"SCRAM channel binding failed", std::string(what), "connect with channel_binding=prefer", "28000"};
}

}  // namespace

ScramServer::ScramServer(ScramVerifier verifier, std::string nonce, ChannelBinding binding)
    : verifier_(std::move(verifier)), nonce_(std::move(nonce)), binding_(std::move(binding)) {}

Result<std::string> ScramServer::first(std::string_view mechanism, std::string_view message) {
  plus_ = mechanism == scram_plus;
  if (!plus_ && mechanism != scram_plain) return malformed("the mechanism was not offered");
  if (plus_ && !binding_) return bound_otherwise("there is no TLS to be bound to");
  Attributes attributes(message);
  const std::string_view flag = attributes.take_field();
  if (plus_ && flag != fmt::format("p={}", scram_end_point)) {
    return flag.starts_with("p=") ? bound_otherwise(fmt::format("only {} is known", scram_end_point))
                                  : malformed("the mechanism is bound, the message is not");
  }
  if (!plus_ && flag != "n" && flag != "y") return malformed("the message is bound, the mechanism is not");
  // The client could be bound and believes that we cannot: somebody between us has taken our offer away.
  if (flag == "y" && binding_) return bound_otherwise("the client did not see that binding was offered");
  if (!attributes.take_field().empty()) return malformed("it asks for another identity");
  gs2_header_ = message.substr(0, message.size() - attributes.left().size());
  client_first_bare_ = attributes.left();
  attributes.take('n');  // the name that counts is that of the startup message
  const std::string_view client_nonce = attributes.take('r');
  if (!attributes.finished() || !is_nonce(client_nonce)) return malformed("it has no name and nonce");
  nonce_ = std::string(client_nonce) + nonce_;
  server_first_ = fmt::format("r={},s={},i={}", nonce_, to_base64(verifier_.salt), verifier_.iterations);
  return server_first_;
}

Result<std::string> ScramServer::last(std::string_view message) {
  if (server_first_.empty()) return malformed("it comes too early");
  Attributes attributes(message);
  const auto bound_to = from_base64(attributes.take('c'));
  const std::string_view nonce = attributes.take('r');
  const std::size_t proof_at = message.rfind(",p=");
  if (!attributes.good() || !bound_to || proof_at == std::string_view::npos) return malformed("it has no proof");
  const auto bytes = from_base64(message.substr(proof_at + 3));
  const auto proof = bytes ? to_key(*bytes) : std::nullopt;
  if (!proof) return malformed("its proof is none");
  if (nonce != nonce_) return malformed("its nonce is another");
  if (*bound_to != gs2_header_ + (plus_ ? *binding_ : "")) return bound_otherwise("it is bound to another connection");

  const std::string signed_text =
      fmt::format("{},{},{}", client_first_bare_, server_first_, message.substr(0, proof_at));
  const Sha256 client_key = mask_client_key(*proof, verifier_.stored_key, signed_text);
  if (!equal_in_constant_time(as_bytes(sha256(as_bytes(client_key))), as_bytes(verifier_.stored_key))) {
    return Error("password authentication failed", {}, {}, "28P01");
  }
  client_key_ = as_bytes(client_key);
  return "v=" + to_base64(as_bytes(hmac_sha256(as_bytes(verifier_.server_key), signed_text)));
}

}  // namespace ringfence::gateway
