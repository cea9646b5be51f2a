// A client's login as a script of events, played whole or cut anywhere, and what came of it.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "gateway/session/login.h"
#include "gateway/wire/authentication.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/report.h"
#include "gateway/wire/startup.h"

namespace ringfence::gateway {

struct Step {
  std::string bytes;
  std::optional<Login::Event> event;  // instead of bytes
};
using Script = std::vector<Step>;

inline Step bytes_step(std::string bytes) {
  return {std::move(bytes), std::nullopt};
}

// What a login answered and what it wanted done, however it came.
struct Heard {
  std::string replies;
  std::string wanted;
  std::optional<LoggedIn> in;
  bool closed = false;
  std::string left;  // bytes that it did not consume
  bool operator==(const Heard& other) const {
    return replies == other.replies && wanted == other.wanted && closed == other.closed && left == other.left &&
           in.has_value() == other.in.has_value();
  }
};

struct Wanted {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const Login::StartTls&) const { return "StartTls "; }
  std::string operator()(const Login::FindVerifier& find) const { return fmt::format("FindVerifier({}) ", find.user); }
  std::string operator()(const Login::Cancel& cancel) const {
    return fmt::format("Cancel({},{}) ", cancel.process, cancel.key);
  }
  std::string operator()(const LoggedIn& in) const {
    return fmt::format("LoggedIn({},{},{}) ", in.user, in.database, in.settings.size());
  }
  std::string operator()(const Login::Close&) const { return "Close "; }
};

class Listener {
 public:
  explicit Listener(Login login) : login_(std::move(login)) {}

  // As a connection does it: what is there is offered until nothing more is taken of it.
  void hear(std::string_view bytes) {
    buffer_ += bytes;
    if (!over()) take(Login::Bytes{buffer_});
  }
  void hear(const Login::Event& event) {
    if (over()) return;
    take(event);
    if (!over() && !buffer_.empty()) take(Login::Bytes{buffer_});
  }
  [[nodiscard]] bool over() const { return heard_.closed || heard_.in || cancelled_; }
  Heard heard() {
    heard_.left = over() && !heard_.in ? "" : buffer_;
    return heard_;
  }

 private:
  void take(const Login::Event& event) {
    const Login::Action action = login_.resume(event);
    buffer_.erase(0, action.consumed);
    heard_.replies += action.reply;
    heard_.wanted += std::visit(Wanted(), action.then);
    if (const auto* in = std::get_if<LoggedIn>(&action.then)) heard_.in = *in;
    heard_.closed = std::holds_alternative<Login::Close>(action.then);
    cancelled_ = std::holds_alternative<Login::Cancel>(action.then);
  }

  Login login_;
  std::string buffer_;
  Heard heard_;
  bool cancelled_ = false;
};

// Each step's bytes in pieces of at most `piece`, or all at once; the step `cut_step` in two, at `cut_at`.
inline Heard play(const Login& login, const Script& script, std::size_t piece = std::string::npos,
                  std::size_t cut_step = std::string::npos, std::size_t cut_at = 0) {
  Listener listener(login);
  for (std::size_t i = 0; i < script.size(); ++i) {
    if (script[i].event) {
      listener.hear(*script[i].event);
      continue;
    }
    std::string_view left = script[i].bytes;
    if (i == cut_step) {
      listener.hear(left.substr(0, cut_at));
      left.remove_prefix(cut_at);
    }
    for (; !left.empty(); left.remove_prefix(std::min(piece, left.size()))) listener.hear(left.substr(0, piece));
  }
  return listener.heard();
}

inline std::string startup(const std::vector<std::pair<std::string_view, std::string_view>>& settings,
                           std::uint32_t version = wire::protocol_3_0) {
  std::string out;
  wire::encode_startup(wire::StartupMessage{version, settings}, out);
  return out;
}

template <class Packet>
std::string packet(const Packet& what) {
  std::string out;
  wire::encode_startup(what, out);
  return out;
}

struct Message {
  char type = 0;
  std::string payload;
};

inline std::vector<Message> messages_in(std::string_view replies) {
  std::vector<Message> found;
  while (!replies.empty()) {
    const auto header = wire::read_frame_header(replies, wire::Sender::server);
    if (!header || !*header) break;
    found.push_back({(*header)->type, std::string(replies.substr(wire::frame_header_bytes, (*header)->payload_bytes))});
    replies.remove_prefix(wire::frame_header_bytes + (*header)->payload_bytes);
  }
  return found;
}

struct Refused {
  std::string severity, sqlstate, message, hint;
};

// The last message, if it is an error. A lone S or N in front, which is none, is passed over.
inline std::optional<Refused> refused_in(std::string_view replies) {
  while (replies.starts_with("N") && !replies.starts_with(std::string_view("N\0", 2))) replies.remove_prefix(1);
  if (replies.starts_with("S")) replies.remove_prefix(1);
  const auto messages = messages_in(replies);
  if (messages.empty() || messages.back().type != 'E') return std::nullopt;
  const auto report = wire::decode<wire::ErrorResponse>(messages.back().payload);
  if (!report) return std::nullopt;
  return Refused{std::string(report->field('S')), std::string(report->sqlstate()), std::string(report->message()),
                 std::string(report->field('H'))};
}

}  // namespace ringfence::gateway
