// What tls_facts*.cpp share of OpenSSL.
#pragma once

#include <openssl/err.h>

#include "gateway/io/tls_facts.h"
#include "gateway/io/tls_openssl.h"

namespace ringfence::gateway {

CertificateFacts facts_of(X509* certificate);

}  // namespace ringfence::gateway
