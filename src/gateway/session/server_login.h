// From a new connection to a PostgreSQL to its first ReadyForQuery, as resume(event) -> action. Pure. PostgreSQL 15,
// 55.2.1, 55.3. For one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "gateway/session/scram.h"

namespace ringfence::gateway {

struct ServerCredentials {
  std::string user;
  std::string database;
  std::string client_key;  // SCRAM's ClientKey; empty: none, then `password`
  std::string server_key;  // of the verifier, to prove the server; empty where not known
  std::string password;    // empty: the server has to trust us (certificate, peer)
  std::vector<std::pair<std::string, std::string>> settings;  // of the startup packet
};

struct ServerReady {
  std::uint32_t process = 0;
  std::string cancel_key;
  std::vector<std::pair<std::string, std::string>> parameters;  // ParameterStatus, in the order they came
};

class ServerLogin {
 public:
  enum class Tls { off, prefer, require };
  ServerLogin(ServerCredentials credentials, Tls tls, std::string nonce);

  struct Connected {};
  struct Bytes {
    std::string_view bytes;
  };
  struct TlsReady {
    ChannelBinding binding;
  };
  using Event = std::variant<Connected, Bytes, TlsReady>;
  struct StartTls {};
  struct Failed {
    Error error;            // the server's own, or 08P01, 28000 …
    bool password = false;  // it did not accept the client key: the service's password has changed
  };
  using Then = std::variant<std::monostate, StartTls, ServerReady, Failed>;
  struct Action {
    std::string send;
    std::size_t consumed = 0;
    Then then;
  };
  Action resume(const Event& event);
};

}  // namespace ringfence::gateway
