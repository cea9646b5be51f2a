// From a client's first byte to its first ReadyForQuery, as resume(event) -> action. Pure: no socket, no clock, no
// disk. PostgreSQL 15, 55.2.1, 55.2.9–11, 55.3. For one thread.
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
#include "gateway/wire/startup.h"

namespace ringfence::gateway {

// What is the same for all clients of a gateway.
struct LoginRules {
  bool tls_offered = false;
  bool tls_required = false;           // 28000 without it, but for Unix sockets
  std::string mock_secret;             // of mock_verifier()
  std::vector<std::string> databases;  // by which the ring's database may be called; others: 3D000
};

// What the connection is by now.
struct Connection {
  bool unix_socket = false;
  bool tls = false;
  ChannelBinding binding;                       // of TLS
  std::optional<std::string> certificate_name;  // CN of a client certificate that the gateway's authority has signed
};

// Who is in, and what for.
struct LoggedIn {
  std::string user;
  std::string database;
  std::optional<std::string> peer;  // the ring whose gateway this is (mutual TLS): not a service
  std::string client_key;           // SCRAM's, as its proof revealed it: opens the service's servers
  // The startup settings but user, database, replication and _pq_.*: what `options` said (-c name=value, --name=value)
  // spelled out too. Names in lower case.
  std::vector<std::pair<std::string, std::string>> settings;
};

class Login {
 public:
  Login(const LoginRules& rules, Connection connection);

  // Events
  struct Bytes {
    std::string_view bytes;  // all that is there and not yet consumed
  };
  struct TlsReady {
    Connection connection;
  };
  // The answer to FindVerifier. `known`: such a service exists in the policy and may log in.
  struct Verifier {
    std::optional<ScramVerifier> verifier;
    std::uint32_t iterations = 4096;  // what the server's other verifiers have: for the mock
  };
  struct VerifierFailed {
    Error error;
  };
  using Event = std::variant<Bytes, TlsReady, Verifier, VerifierFailed>;

  // Actions, in order: send `reply`, then do the rest.
  struct StartTls {};  // `reply` said S: the handshake comes next
  struct FindVerifier {
    std::string user;
  };
  struct Cancel {  // then close
    std::uint32_t process = 0;
    std::string key;
  };
  struct Close {};
  using Then = std::variant<std::monostate, StartTls, FindVerifier, Cancel, LoggedIn, Close>;
  struct Action {
    std::string reply;
    std::size_t consumed = 0;  // of Bytes
    Then then;
  };
  Action resume(const Event& event);

 private:
  const LoginRules& rules_;
  Connection connection_;
};

}  // namespace ringfence::gateway
