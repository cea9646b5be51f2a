// What certificates and keys say, for whoever has to judge them: read from PEM texts, or seen at the other end of a
// handshake that is not refused whatever it shows.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::gateway {

struct CertificateFacts {
  std::string common_name;         // empty: none, or several
  std::vector<std::string> names;  // subject alternative names: host names, and addresses as numbers
  std::string issuer;              // one line, RFC 2253
  std::chrono::sys_seconds not_before, not_after;
};

// The first certificate of the text.
Result<CertificateFacts> read_certificate(std::string_view pem);
// Error: one of them cannot be read; a key with a passphrase cannot.
Result<bool> is_key_of(std::string_view certificate_pem, std::string_view key_pem);
// Whether the authority has signed it, whatever the time and the purpose; the error is OpenSSL's own reason.
Status check_signed_by(std::string_view certificate_pem, std::string_view authority_pem);

struct SeenServer {
  CertificateFacts certificate;
  std::string
      refusal;  // why a client that knows this authority and calls it by this name refuses it; empty: it does not
};
// Asks the PostgreSQL server at the other end of `descriptor`, a connected blocking socket, for TLS and shakes hands
// with it. `host`: what it is called by. Error: it has no TLS, or the handshake itself does not come to an end.
Result<SeenServer> look_at_server(int descriptor, const std::string& host, const std::string& authority_file);

}  // namespace ringfence::gateway
