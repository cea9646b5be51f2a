#include "base/crypto.h"
#include "base/sha256.h"
#include "http/post.h"
#include "notice/notice.h"

namespace ringfence::notice {

Post to_webhook(std::string address, std::string secret) {
  const auto poster = std::make_shared<http::Poster>(std::move(address));
  return [poster, secret = std::move(secret)](const Posting& posting) {
    std::map<std::string, std::string> headers{{"Content-Type", "application/json"}, {"Idempotency-Key", posting.id}};
    if (!secret.empty()) headers["Ringfence-Signature"] = "sha256=" + to_hex(hmac_sha256(secret, posting.body));
    return poster->post(posting.body, headers);
  };
}

}  // namespace ringfence::notice
