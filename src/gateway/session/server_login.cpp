#include "gateway/session/server_login.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "gateway/session/startup_settings.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/startup.h"

namespace ringfence::gateway {

namespace {

Error protocol_violation(std::string message, std::string hint = {}) {
  return {std::move(message), {}, std::move(hint), "08P01"};
}

}  // namespace

ServerLogin::ServerLogin(ServerCredentials credentials, Tls tls, std::string nonce)
    : credentials_(std::move(credentials)), tls_(tls), nonce_(std::move(nonce)) {}

ServerLogin::Action ServerLogin::resume(const Event& event) {
  Action action;
  std::visit([&](const auto& each) { on(each, action); }, event);
  return action;
}

bool ServerLogin::fail(Error error, Action& action, bool password) {
  if (error.sqlstate.empty()) error.sqlstate = "XX000";
  action.then = Failed{std::move(error), password};
  state_ = State::done;
  return false;
}

void ServerLogin::on(const Connected&, Action& action) {
  if (state_ != State::created) {
    fail(protocol_violation("the login has begun already"), action);
  } else if (tls_ == Tls::off) {
    send_startup(action);
  } else {
    wire::encode_startup(wire::SslRequest{}, action.send);
    state_ = State::tls_asked;
  }
}

void ServerLogin::on(const TlsReady& event, Action& action) {
  if (state_ != State::tls) {
    fail(protocol_violation("TLS was not asked for"), action);
    return;
  }
  binding_ = event.binding;
  send_startup(action);
}

void ServerLogin::on(const Bytes& event, Action& action) {
  bool more = true;
  while (more) {
    const std::string_view left = event.bytes.substr(action.consumed);
    switch (state_) {
      case State::tls_asked:
        more = read_tls_answer(left, action);
        break;
      case State::authentication:
      case State::challenge:
      case State::proof:
      case State::proven:
      case State::ready:
        more = read_message(left, action);
        break;
      case State::created:
      case State::tls:
      case State::done:
        more = fail(protocol_violation("the server speaks out of turn"), action);
        break;
    }
  }
}

bool ServerLogin::read_tls_answer(std::string_view bytes, Action& action) {
  if (bytes.empty()) return false;
  action.consumed += 1;
  if (bytes.front() == 'S') {
    // Whoever put bytes behind it, where TLS was to begin, wants them to be taken for the server's.
    if (bytes.size() > 1) return fail(protocol_violation("received unencrypted data after SSL response"), action);
    action.then = StartTls{};
    state_ = State::tls;
    return false;
  }
  if (bytes.front() != 'N') {
    return fail(Error("the server did not say whether it speaks TLS", {}, "look at the server's log", "08006"), action);
  }
  if (tls_ == Tls::require) {
    return fail(
        Error("the server does not support TLS, but TLS was required", {}, "turn ssl on in postgresql.conf", "28000"),
        action);
  }
  send_startup(action);
  return true;
}

void ServerLogin::send_startup(Action& action) {
  wire::StartupMessage message;
  for (const auto& [name, value] : credentials_.settings) {
    if (!is_own_setting(name) && !is_reserved_setting(name)) message.settings.emplace_back(name, value);
  }
  for (const auto& [name, value] : credentials_.to_peer) message.settings.emplace_back(name, value);
  message.settings.emplace_back("user", credentials_.user);
  message.settings.emplace_back("database", credentials_.database);
  for (const auto& [name, value] : message.settings) {
    // A NUL would end the text and begin another; a name that is empty ends the message.
    if (name.empty() || name.find('\0') != std::string_view::npos || value.find('\0') != std::string_view::npos) {
      fail(protocol_violation("a startup setting cannot be sent"), action);
      return;
    }
  }
  const std::size_t before = action.send.size();
  wire::encode_startup(message, action.send);
  if (action.send.size() - before > limits::startup_packet_bytes) {
    action.send.resize(before);
    fail(Error("the startup settings are too long",
               fmt::format("at most {} bytes may be sent", limits::startup_packet_bytes), {}, "54000"),
         action);
    return;
  }
  state_ = State::authentication;
}

bool ServerLogin::read_message(std::string_view bytes, Action& action) {
  const auto header = wire::read_frame_header(bytes, wire::Sender::server);
  if (!header) return fail(header.error(), action);
  if (!*header) return false;
  const std::size_t size = (*header)->payload_bytes;
  if (size > limits::server_login_message_bytes) {
    return fail(protocol_violation(fmt::format("a message of {} bytes before the server is ready", size)), action);
  }
  if (bytes.size() - wire::frame_header_bytes < size) return false;
  action.consumed += wire::frame_header_bytes + size;
  return take((*header)->type, bytes.substr(wire::frame_header_bytes, size), action);
}

}  // namespace ringfence::gateway
