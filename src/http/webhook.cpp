#include "http/webhook.h"

#include "base/crypto.h"
#include "base/sha256.h"
#include "http/post.h"

namespace ringfence::http {

notice::Post to_webhook(std::string address, std::string secret) {
  const auto poster = std::make_shared<Poster>(std::move(address));
  return [poster, secret = std::move(secret)](const notice::Posting& posting) {
    std::map<std::string, std::string> headers{{"Content-Type", "application/json"}, {"Idempotency-Key", posting.id}};
    if (!secret.empty()) headers["Ringfence-Signature"] = "sha256=" + to_hex(hmac_sha256(secret, posting.body));
    return poster->post(posting.body, headers);
  };
}

}  // namespace ringfence::http
