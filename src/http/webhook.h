// Notices posted to an address: an HTTP POST of JSON, with Idempotency-Key, and Ringfence-Signature:
// sha256=<HMAC-SHA-256 of the body under `secret`, hex> where there is a secret. Taken: an answer of 200 to 299 within
// limits::webhook_patience_ms.
#pragma once

#include <string>

#include "notice/notice.h"

namespace ringfence::http {

notice::Post to_webhook(std::string address, std::string secret);

}  // namespace ringfence::http
