// A session with everything around it in memory: what its client and its server send, as short texts, and what each of
// them gets. A script is a list of such steps; it can be played whole, a byte at a time, or until something breaks.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "gateway/session/session.h"
#include "gateway/wire/copy.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"
#include "route_world.h"

namespace ringfence::gateway::testing {

// "Q SELECT 1", "P s1 SELECT 1", "B p s1", "D S s1", "E p", "C S s1", "S", "H", "Z I", "C SELECT 1", "E 42501 message".
inline std::string shown_frame(char type, std::string_view payload, wire::Sender sender) {
  const auto texts = [&](std::string_view from, int count) {
    wire::Reader in(from);
    std::string line;
    for (int i = 0; i < count; ++i) line += " " + std::string(in.text());
    return line;
  };
  std::string line(1, type);
  if (sender == wire::Sender::client) {
    if (type == 'Q' || type == 'E') return line + texts(payload, 1);
    if (type == 'P' || type == 'B') return line + texts(payload, 2);
    if (type == 'D' || type == 'C') return line + " " + payload[0] + texts(payload.substr(1), 1);
    if (type == 'd') return line + " " + std::string(payload);
    return line;
  }
  if (type == 'E' || type == 'N') {
    const auto report = wire::decode<wire::ErrorResponse>(payload);
    return report ? fmt::format("{} {} {}", line, report->sqlstate(), report->message()) : "E ?";
  }
  if (type == 'Z') return line + " " + std::string(payload);
  if (type == 'C') return line + texts(payload, 1);
  if (type == 'S') return line + texts(payload, 2);
  if (type == 'd') return line + " " + std::string(payload);
  if (type == 'D') {
    const auto row = wire::decode<wire::DataRow>(payload);
    for (const auto& value : row->values) line += " " + std::string(value.value_or("NULL"));
  }
  return line;
}

inline std::vector<std::string> shown(std::string_view bytes, wire::Sender sender) {
  std::vector<std::string> frames;
  while (!bytes.empty()) {
    const auto header = wire::read_frame_header(bytes, sender);
    if (!header || !*header || bytes.size() < wire::frame_header_bytes + (*header)->payload_bytes) {
      frames.push_back("torn");
      break;
    }
    frames.push_back(
        shown_frame((*header)->type, bytes.substr(wire::frame_header_bytes, (*header)->payload_bytes), sender));
    bytes.remove_prefix(wire::frame_header_bytes + (*header)->payload_bytes);
  }
  return frames;
}

class World : public Surroundings {
 public:
  explicit World(std::string service = "home", OwnValues own = {}, bool dedicated = false) {
    Session::Start start;
    start.id = 1;
    start.service = std::move(service);
    start.own = std::move(own);
    for (std::size_t i = 0; i < followed_names.size(); ++i) {
      start.followed.set(i, "x");
      side.followed.set(i, "x");
    }
    if (dedicated) start.dedicated = &side;
    has_server = dedicated;
    session = std::make_unique<Session>(*this, std::move(start));
  }

  Router& router() override { return router_; }
  HomeCache& homes() override { return homes_; }
  Statements& statements() override { return statements_; }
  Result<ServerSide*> take(Session&) override {
    if (taking_fails) return *taking_fails;
    if (none_free) return nullptr;
    has_server = true;
    return &side;
  }
  OwnRows report(std::string_view name) override { return {{std::string(name)}, {{"42"}}}; }
  void refused(const Session&, const Error&) override { ++refusals; }

  // What came of one event, and is done at once.
  void done(Actions& actions) {
    to_server += std::string(actions.to_server.first()) + std::string(actions.to_server.second());
    to_client += std::string(actions.to_client.first()) + std::string(actions.to_client.second());
    if (actions.release) ++releases;
    if (actions.release || actions.close_server) has_server = false;
    closed = closed || actions.close;
    asked = actions.ask;
    asked_here = actions.ask_here;
    if (actions.schema_changed) ++schema_changes;
    const bool again = actions.read_client;
    actions.clear();
    if (again && !closed) client({});
  }
  void client(std::string_view bytes) {
    from_client += bytes;
    if (session->waits() || closed) return;
    Actions actions;
    const std::string given = from_client;  // what is passed points into it
    from_client.erase(0, session->resume(Session::ClientBytes{given}, actions));
    done(actions);
  }
  void server(std::string_view bytes) {
    from_server += bytes;
    if (closed) return;
    Actions actions;
    const std::string given = from_server;
    from_server.erase(0, session->resume(Session::ServerBytes{given}, actions));
    done(actions);
  }
  template <class Event>
  void event(const Event& what) {
    Actions actions;
    session->resume(what, actions);
    done(actions);
  }
  std::vector<std::string> server_got() { return shown(std::exchange(to_server, {}), wire::Sender::client); }
  std::vector<std::string> client_got() { return shown(std::exchange(to_client, {}), wire::Sender::server); }

  std::shared_ptr<Knowledge> knowledge = knowledge_of();
  ServerSide side;
  std::unique_ptr<Session> session;
  std::string to_server, to_client, from_client, from_server;
  std::optional<HomeQuestion> asked;
  std::vector<HomeQuestion> asked_here;
  std::optional<Error> taking_fails;
  bool none_free = false, has_server = false, closed = false;
  int releases = 0, refusals = 0, schema_changes = 0;

 private:
  Router router_{knowledge, [] { return std::chrono::sys_days(std::chrono::year(2026) / 11 / 27); }};
  HomeCache homes_;
  Statements statements_;
};

inline std::string query(std::string_view text) {
  return wire::encode(wire::Query{text});
}
inline std::string parse(std::string_view name, std::string_view text) {
  return wire::encode(wire::Parse{name, text, {}});
}
inline std::string bind(std::string_view portal, std::string_view statement,
                        std::vector<std::optional<std::string_view>> values = {}) {
  wire::Bind bind;
  bind.portal = portal;
  bind.statement = statement;
  bind.parameters = std::move(values);
  return wire::encode(bind);
}
inline std::string describe(wire::Target target, std::string_view name) {
  return wire::encode(wire::Describe{target, name});
}
inline std::string execute(std::string_view portal = {}) {
  return wire::encode(wire::Execute{portal, 0});
}
inline std::string close(wire::Target target, std::string_view name) {
  return wire::encode(wire::Close{target, name});
}
inline std::string sync() {
  return wire::encode(wire::Sync{});
}
inline std::string ready(char status = 'I') {
  return wire::encode(wire::ReadyForQuery{static_cast<wire::TransactionStatus>(status)});
}
inline std::string complete(std::string_view tag) {
  return wire::encode(wire::CommandComplete{tag});
}
inline std::string row(std::string_view value) {
  return wire::encode(wire::DataRow{{std::optional<std::string_view>(value)}});
}
inline std::string failure(std::string_view sqlstate, std::string_view message, std::string_view severity = "ERROR") {
  wire::ErrorResponse response;
  response.fields = {{'S', severity}, {'V', severity}, {'C', sqlstate}, {'M', message}};
  return wire::encode(response);
}
inline std::string parse_complete() {
  return wire::encode(wire::ParseComplete{});
}
inline std::string bind_complete() {
  return wire::encode(wire::BindComplete{});
}
inline std::string close_complete() {
  return wire::encode(wire::CloseComplete{});
}
inline std::string no_data() {
  return wire::encode(wire::NoData{});
}

}  // namespace ringfence::gateway::testing
