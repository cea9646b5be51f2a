// What tls*.cpp share: the only header here that knows OpenSSL.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "gateway/io/tls.h"

namespace ringfence::gateway {

struct FreeWith {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeWith>;

struct TlsContext::State {
  Owned<SSL_CTX> context;
  bool checks_others = false;  // there is an authority
};

// The protocol's name in ALPN, with its length in front.
inline constexpr unsigned char alpn_name[] = {10, 'p', 'o', 's', 't', 'g', 'r', 'e', 's', 'q', 'l'};

// The first of OpenSSL's errors of this thread, all of which are forgotten; `otherwise` where there is none.
std::string openssl_text(const std::string& otherwise);

}  // namespace ringfence::gateway
