// The inside of a TlsSession, for tls_session.cpp and tls_certificate.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/io/tls_openssl.h"
#include "gateway/io/tls_session.h"

namespace ringfence::gateway {

struct TlsWire {
  std::string_view* raw = nullptr;
  std::string* out = nullptr;

  // Lends both for the time of one call into OpenSSL.
  class Lent {
   public:
    Lent(TlsWire& wire, std::string_view* raw, std::string* out) : wire_(wire) { wire_ = {raw, out}; }
    ~Lent() { wire_ = {}; }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;

   private:
    TlsWire& wire_;
  };
};

struct TlsSession::State {
  std::shared_ptr<TlsContext> context;
  TlsWire wire;
  Owned<SSL> ssl;
};

}  // namespace ringfence::gateway
