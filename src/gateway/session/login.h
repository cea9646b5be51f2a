// From a client's first byte to AuthenticationOk, as resume(event) -> action. Pure: no socket, no clock, no disk.
// PostgreSQL 15, 55.2.1, 55.2.9–11, 55.3. For one thread.
//
// Who is who: a name and its SCRAM secret. A client certificate is a second thing to have, never instead: its CN must
// be the user's name. By certificate alone come in: a gateway of another ring, as ringfence_peer, CN "ring:NAME", which
// nobody else may show, or for one of its services, to the database ringfence_transfer; and this ring's own PostgreSQL,
// as world_PURPOSE, CN "database:RING". Names that do not exist go the same way, and fail where a wrong password does.
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
#include "policy/transfer_rules.h"

namespace ringfence::gateway {

// What is the same for all clients of a gateway.
struct LoginRules {
  bool tls_offered = false;
  bool tls_required = false;           // 28000 without it, but for Unix sockets
  std::string mock_secret;             // of mock_verifier()
  std::vector<std::string> databases;  // by which the ring's database may be called; others: 3D000
  std::string ring;                    // whose database comes by a certificate "database:RING"
};

inline constexpr std::string_view peer_user = "ringfence_peer";
// By which a gateway of another ring asks for one of its services: user = the service (docs/peer-protocol.md).
inline constexpr std::string_view transfer_database = "ringfence_transfer";

// What the connection is by now. Without `tls` the last two count for nothing.
struct Connection {
  bool unix_socket = false;
  bool tls = false;
  ChannelBinding binding;                       // of TLS
  std::optional<std::string> certificate_name;  // CN of a client certificate that the gateway's authority has signed
};

// Who is in, and what for.
struct LoggedIn {
  std::string user;
  std::string database;  // one of LoginRules::databases; a peer's is whatever it said
  // The ring whose gateway this is (mutual TLS). `user` is peer_user, or a service that it has let in.
  std::optional<std::string> peer;
  std::string client_key;  // SCRAM's, as its proof revealed it: opens the service's servers; a peer has none
  // The startup settings but user, database, replication and _pq_.*: what `options` said (-c name=value, --name=value)
  // spelled out too. Names in lower case, sorted, one of each; those of ringfence.* are for the gateway alone. None of
  // them makes PostgreSQL be somebody else. Whoever judges statements asks fit_for_judging() (startup_settings.h).
  std::vector<std::pair<std::string, std::string>> settings;
  // Empty: it was not said.
  [[nodiscard]] std::string setting(std::string_view name) const;
  // This ring's PostgreSQL, which reads the ring called `database` for its world views. `user` is the role that does.
  bool world = false;
};

class Login {
 public:
  // `rules` outlives it. `nonce`: random, printable, without a comma, such as to_base64(random_bytes(18)).
  Login(const LoginRules& rules, Connection connection, std::string nonce);

  // Events
  // All that is there and not yet consumed. As much is consumed as can be; what is left after LoggedIn is the
  // session's, after any other action the front of the next Bytes.
  struct Bytes {
    std::string_view bytes;
  };
  struct TlsReady {
    Connection connection;
  };
  // The answer to FindVerifier. None: the policy has no such service, or it may not log in. Bytes that came meanwhile
  // are not consumed: give them after this.
  struct Verifier {
    std::optional<ScramVerifier> verifier;
    std::uint32_t iterations = 4096;  // what the server's other verifiers have: for the mock
  };
  struct VerifierFailed {
    Error error;
  };
  using Event = std::variant<Bytes, TlsReady, Verifier, VerifierFailed>;

  // Actions, in order: send `reply`, then do the rest. Every refusal is a FATAL ErrorResponse, then Close, but for a
  // length that no startup packet has, of which PostgreSQL says nothing. An event that does not fit is one.
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
  enum class State { startup, tls, verifier, mechanism, proof, done };

  void on(const Bytes& event, Action& action);
  void on(const TlsReady& event, Action& action);
  void on(const Verifier& event, Action& action);
  void on(const VerifierFailed& event, Action& action);
  // Take one packet or message off the front; false: there is no whole one, or something has to happen first.
  bool read_packet(std::string_view bytes, Action& action);
  bool read_message(std::string_view bytes, Action& action);

  bool take(const wire::SslRequest& request, bool more_follows, Action& action);
  bool take(const wire::GssEncRequest& request, bool more_follows, Action& action);
  bool take(const wire::CancelRequest& request, bool more_follows, Action& action);
  bool take(const wire::StartupMessage& message, bool more_follows, Action& action);
  Status admit(const wire::StartupMessage& message);
  [[nodiscard]] Status check_certificate() const;
  [[nodiscard]] bool is_transfer() const { return coming_.database == transfer_database; }
  [[nodiscard]] bool is_world() const { return coming_.user.starts_with(policy::world_prefix); }
  [[nodiscard]] bool is_own_database() const;
  bool take_mechanism(std::string_view payload, Action& action);
  bool take_proof(std::string_view payload, Action& action);
  void let_in(Action& action);
  bool refuse(const Error& error, Action& action);
  bool hang_up(Action& action);

  const LoginRules& rules_;
  Connection connection_;
  std::string nonce_;
  State state_ = State::startup;
  bool ssl_asked_ = false;
  bool gss_asked_ = false;
  bool known_ = false;
  std::optional<ScramServer> scram_;
  LoggedIn coming_;
};

}  // namespace ringfence::gateway
