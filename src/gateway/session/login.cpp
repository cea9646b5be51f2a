#include "gateway/session/login.h"

#include <fmt/format.h>

#include "gateway/wire/authentication.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/report.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway {

namespace {

Error protocol_violation(std::string message, std::string detail = {}) {
  return {std::move(message), std::move(detail), {}, "08P01"};
}

Connection trusted_parts(Connection connection) {
  if (!connection.tls) {
    connection.binding.reset();
    connection.certificate_name.reset();
  }
  return connection;
}

Error unencrypted_data(std::string_view after) {
  return protocol_violation(fmt::format("received unencrypted data after {}", after),
                            "This could be either a client-software bug or evidence of an attempted man-in-the-middle "
                            "attack.");
}

}  // namespace

Login::Login(const LoginRules& rules, Connection connection, std::string nonce)
    : rules_(rules), connection_(trusted_parts(std::move(connection))), nonce_(std::move(nonce)) {}

Login::Action Login::resume(const Event& event) {
  Action action;
  if (state_ == State::done) {
    action.then = Close{};
    return action;
  }
  std::visit([&](const auto& each) { on(each, action); }, event);
  return action;
}

bool Login::refuse(const Error& error, Action& action) {
  wire::encode(wire::to_response(error, "FATAL"), action.reply);
  action.then = Close{};
  state_ = State::done;
  return false;
}

// Whoever sends no startup packet at all does not speak our language, or has thought better of it: node-postgres sends
// Terminate, and takes an answer for an error.
bool Login::hang_up(Action& action) {
  action.then = Close{};
  state_ = State::done;
  return false;
}

void Login::on(const Bytes& event, Action& action) {
  bool more = true;
  while (more) {
    const std::string_view left = event.bytes.substr(action.consumed);
    switch (state_) {
      case State::startup:
        more = read_packet(left, action);
        break;
      case State::mechanism:
      case State::proof:
        more = read_message(left, action);
        break;
      case State::tls:
        more = !left.empty() && refuse(unencrypted_data("SSL request"), action);
        break;
      case State::verifier:
      case State::done:
        more = false;
        break;
    }
  }
}

void Login::on(const TlsReady& event, Action& action) {
  if (state_ != State::tls || !event.connection.tls) {
    refuse(protocol_violation("TLS was not asked for"), action);
    return;
  }
  connection_ = event.connection;
  state_ = State::startup;
}

bool Login::read_packet(std::string_view bytes, Action& action) {
  const auto length = wire::read_packet_length(bytes);
  if (!length) return hang_up(action);
  if (!*length || bytes.size() < **length) return false;
  const auto packet = wire::decode_startup(bytes.substr(0, **length));
  if (!packet) return refuse(packet.error(), action);
  action.consumed += **length;
  const bool more_follows = bytes.size() > **length;
  return std::visit([&](const auto& each) { return take(each, more_follows, action); }, *packet);
}

bool Login::take(const wire::SslRequest&, bool more_follows, Action& action) {
  if (ssl_asked_ || connection_.tls) return refuse(protocol_violation("TLS was asked for twice"), action);
  ssl_asked_ = true;
  if (!rules_.tls_offered || connection_.unix_socket) {
    action.reply.push_back('N');
    return true;
  }
  if (more_follows) return refuse(unencrypted_data("SSL request"), action);
  action.reply.push_back('S');
  action.then = StartTls{};
  state_ = State::tls;
  return false;
}

bool Login::take(const wire::GssEncRequest&, bool, Action& action) {
  if (gss_asked_ || connection_.tls) return refuse(protocol_violation("GSSAPI encryption was asked for twice"), action);
  gss_asked_ = true;
  action.reply.push_back('N');
  return true;
}

bool Login::take(const wire::CancelRequest& request, bool, Action& action) {
  action.then = Cancel{request.process, std::string(request.key)};
  state_ = State::done;
  return false;
}

bool Login::take(const wire::StartupMessage& message, bool, Action& action) {
  wire::NegotiateProtocolVersion ours{wire::protocol_3_0, {}};  // the whole of it: what libpq compares with
  for (const auto& [name, value] : message.settings) {
    if (name.starts_with("_pq_.")) ours.unknown_options.push_back(name);
  }
  if (message.version > wire::protocol_3_0 || !ours.unknown_options.empty()) wire::encode(ours, action.reply);
  if (Status admitted = admit(message); !admitted) return refuse(admitted.error(), action);
  if (coming_.peer || (coming_.world && is_own_database())) {
    let_in(action);
    return false;
  }
  action.then = FindVerifier{coming_.user};
  state_ = State::verifier;
  return false;
}

bool Login::read_message(std::string_view bytes, Action& action) {
  if (bytes.empty()) return false;
  if (bytes.front() == wire::Terminate::type) {
    action.then = Close{};
    state_ = State::done;
    return false;
  }
  if (bytes.front() != wire::SaslResponse::type) {
    return refuse(
        protocol_violation(fmt::format("expected SASL response, got message type {}", static_cast<int>(bytes.front()))),
        action);
  }
  const auto header = wire::read_frame_header(bytes, wire::Sender::client);
  if (!header) return refuse(header.error(), action);
  if (!*header || bytes.size() - wire::frame_header_bytes < (*header)->payload_bytes) return false;
  const std::string_view payload = bytes.substr(wire::frame_header_bytes, (*header)->payload_bytes);
  action.consumed += wire::frame_header_bytes + payload.size();
  return state_ == State::mechanism ? take_mechanism(payload, action) : take_proof(payload, action);
}

}  // namespace ringfence::gateway
