// What tls*.cpp share: the only header here that knows OpenSSL.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <optional>
#include <string>

#include "gateway/io/tls.h"

namespace ringfence::gateway {

struct FreeWith {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeWith>;

struct TlsContext::State {
  Owned<SSL_CTX> context;
  bool checks_others = false;  // there is an authority
};

// The protocol's name in ALPN, with its length in front.
inline constexpr unsigned char alpn_name[] = {10, 'p', 'o', 's', 't', 'g', 'r', 'e', 's', 'q', 'l'};

// The one common name, as it is written there; nothing: it has none, or several.
std::optional<std::string> common_name_of(const X509* certificate);

// The first of OpenSSL's errors of this thread, all of which are forgotten; `otherwise` where there is none.
std::string openssl_text(const std::string& otherwise);

}  // namespace ringfence::gateway
