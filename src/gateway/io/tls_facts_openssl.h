// What tls_facts*.cpp share of OpenSSL.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>

#include <memory>

#include "gateway/io/tls_facts.h"
#include "gateway/io/tls_openssl.h"

namespace ringfence::gateway {

struct FreeFact {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
template <class T>
using Kept = std::unique_ptr<T, FreeFact>;

CertificateFacts facts_of(X509* certificate);

}  // namespace ringfence::gateway
