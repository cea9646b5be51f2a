// From a new connection to a PostgreSQL to its first ReadyForQuery, as resume(event) -> action. Pure. PostgreSQL 15,
// 55.2.1, 55.3. For one thread.
//
// The secret never leaves us: only SCRAM-SHA-256 is answered, bound to TLS where both can; a server that asks for the
// password in clear or by MD5 is refused. Whatever a server may make us keep is bounded (limits.h).
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
  std::string password;    // as a person wrote it; empty: the server has to trust us (certificate, peer)
  // Of the startup packet. Those of ringfence.* are left out, as is what would say who logs in to what.
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<std::pair<std::string, std::string>> to_peer;  // likewise, as they are: what one gateway tells another
};

struct ServerReady {
  std::uint32_t process = 0;
  std::string cancel_key;
  std::vector<std::pair<std::string, std::string>> parameters;  // ParameterStatus, in the order they came
};

class ServerLogin {
 public:
  enum class Tls { off, prefer, require };
  // `nonce`: as Login's.
  ServerLogin(ServerCredentials credentials, Tls tls, std::string nonce);

  struct Connected {};
  // All that is there and not yet consumed. As much is consumed as can be; what is left after ServerReady is the
  // session's, after any other action the front of the next Bytes.
  struct Bytes {
    std::string_view bytes;
  };
  struct TlsReady {
    ChannelBinding binding;
  };
  using Event = std::variant<Connected, Bytes, TlsReady>;
  struct StartTls {};
  struct Failed {
    Error error;            // the server's own, or 08P01, 28000 …; its SQLSTATE is never empty
    bool password = false;  // 28P01, 28000 by the server: it did not accept the client key, the password has changed
  };
  using Then = std::variant<std::monostate, StartTls, ServerReady, Failed>;
  struct Action {
    std::string send;
    std::size_t consumed = 0;
    Then then;
  };
  // After ServerReady or Failed, and for an event that does not fit: Failed.
  Action resume(const Event& event);

 private:
  enum class State { created, tls_asked, tls, authentication, challenge, proof, proven, ready, done };

  void on(const Connected& event, Action& action);
  void on(const Bytes& event, Action& action);
  void on(const TlsReady& event, Action& action);
  void send_startup(Action& action);
  // False: there is nothing more to be read now.
  bool read_tls_answer(std::string_view bytes, Action& action);
  bool read_message(std::string_view bytes, Action& action);
  bool take(char type, std::string_view payload, Action& action);
  bool take_authentication(std::string_view payload, Action& action);
  bool take_after_authentication(char type, std::string_view payload, Action& action);
  bool begin_scram(const std::vector<std::string_view>& offered, Action& action);
  bool take_error(std::string_view payload, Action& action);
  bool fail(Error error, Action& action, bool password = false);

  ServerCredentials credentials_;
  Tls tls_;
  std::string nonce_;
  ChannelBinding binding_;
  State state_ = State::created;
  std::optional<ScramClient> scram_;
  ServerReady coming_;
};

}  // namespace ringfence::gateway
