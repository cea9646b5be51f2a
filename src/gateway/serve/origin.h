// Where a pool's servers are: the ring's own PostgreSQL, or the gateway of another ring. A value.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/io/connect.h"
#include "gateway/io/tls.h"
#include "gateway/session/server_login.h"

namespace ringfence::gateway {

struct Origin {
  std::string ring;
  bool peer = false;  // a gateway: it shows a certificate whose CN is "ring:RING", and is one server, not many
  std::vector<Address> addresses;
  std::shared_ptr<TlsContext> tls;
  ServerLogin::Tls asks_tls = ServerLogin::Tls::prefer;
};

}  // namespace ringfence::gateway
