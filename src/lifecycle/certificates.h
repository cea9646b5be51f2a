// Certificates for rings in development: one authority, and of it one certificate a ring, good both for listening and
// for showing peers who asks. EC P-256, ten years. Makes texts only; the only X.509 of Ringfence's own. RFC 5280.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ringfence::lifecycle {

struct Certificate {
  std::string certificate;  // PEM
  std::string key;          // PEM, PKCS #8, not encrypted
};

// Signs certificates, and nothing else.
Result<Certificate> make_authority(const std::string& common_name);

// `names`: what a client may have connected to, as RFC 5280 kinds: "DNS:localhost", "IP:127.0.0.1".
Result<Certificate> issue_certificate(const Certificate& authority, const std::string& common_name,
                                      const std::vector<std::string>& names);

}  // namespace ringfence::lifecycle
