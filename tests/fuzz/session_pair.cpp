#include "session_pair.h"

#include <cstdio>
#include <cstdlib>

namespace ringfence::gateway::testing {

namespace {

const Error lost{"the connection to its database was lost", {}, {}, "08006"};
const Error busy{"too many sessions wait for a server already", {}, {}, "53300"};
const Error unknown{"ring eu does not answer", {}, {}, "08006"};
const Error the_end{"the gateway ends", {}, {}, "57P01"};

std::size_t home_of(const HomeQuestion& question) {
  return question.values == std::vector<std::string>{"42"} ? 0 : 1;
}

}  // namespace

void must(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what.c_str());
  std::abort();
}

Router& SessionPair::One::router() {
  static Router router{knowledge_of(), [] { return std::chrono::sys_days(std::chrono::year(2026) / 11 / 27); }};
  return router;
}

SessionPair::SessionPair(bool dedicated) : dedicated_(dedicated) {
  for (SharedServer& server : servers_) fresh(server);
  for (int client : {0, 1}) begin(client);
}

SessionPair::~SessionPair() = default;

void SessionPair::fresh(SharedServer& server) {
  static std::uint64_t last = 0;
  server.side = std::make_unique<ServerSide>();
  server.side->id = ++last;
  for (std::size_t i = 0; i < followed_names.size(); ++i) server.side->followed.set(i, "x");
  server.model = ModelServer(dedicated_);
  server.to_session.clear();
  server.owner = -1;
  server.lies = false;
}

void SessionPair::begin(int client) {
  One& one = ones_[static_cast<std::size_t>(client)];
  if (one.server) fresh(*one.server);
  one.session.reset();
  one.pair = this;
  one.number = client;
  one.tag = "of " + std::to_string(++incarnations_);
  one.from_client.clear();
  one.unframed.clear();
  told_[static_cast<std::size_t>(client)].clear();
  one.looked_at = 0;
  one.asked.reset();
  one.asked_here.clear();
  one.server = nullptr;
  one.waits_for_server = one.closed = one.copied_in = one.lied_to = false;
  one.asked_ready = one.surely_ready = one.got_ready = 0;
  one.unsynced = one.never_whole = false;
  Session::Start start;
  start.id = static_cast<SessionId>(client + 1);
  start.service = "web";
  start.own.purpose = dedicated_ ? "migrate" : "serve";
  for (std::size_t i = 0; i < followed_names.size(); ++i) start.followed.set(i, "x");
  if (dedicated_) {
    one.server = free_server();
    one.server->owner = client;
    start.dedicated = one.server->side.get();
  }
  one.session = std::make_unique<Session>(one, std::move(start));
}

SharedServer* SessionPair::free_server() {
  for (SharedServer& server : servers_) {
    if (server.owner == -1) return &server;
  }
  return nullptr;
}

Result<ServerSide*> SessionPair::take(int client) {
  One& one = ones_[static_cast<std::size_t>(client)];
  must(!one.server, "a session takes a second server");
  if (full_) return busy;
  SharedServer* const server = none_free_ ? nullptr : free_server();
  one.waits_for_server = server == nullptr;
  if (!server) return nullptr;
  server->owner = client;
  one.server = server;
  return server->side.get();
}

void SessionPair::client_says(int client, std::string_view bytes, std::size_t piece) {
  One& one = ones_[static_cast<std::size_t>(client)];
  one.unframed += bytes;
  for (;;) {
    const auto header = wire::read_frame_header(one.unframed, wire::Sender::client);
    if (!header || !*header) break;
    const char type = (*header)->type;
    const std::size_t size = wire::frame_header_bytes + (*header)->payload_bytes;
    // One that is too long is answered before it is all there.
    if (one.unframed.size() < size && (*header)->payload_bytes <= limits::statement_bytes) break;
    if (one.unframed.size() < size) one.never_whole = true;
    if (type == 'Q' || type == 'S' || type == 'F') ++one.asked_ready;
    if (type == 'S' || ((type == 'Q' || type == 'F') && !one.unsynced)) ++one.surely_ready;
    if (type != 'Q' && type != 'F' && type != 'H') one.unsynced = type != 'S';
    one.unframed.erase(0, size);
  }
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    one.from_client += bytes.substr(0, piece);
    read_client(one);
  }
}

void SessionPair::read_client(One& one) {
  if (one.closed || one.session->waits()) return;
  Actions actions;
  const std::string whole = one.from_client;
  const std::size_t used = one.session->resume(Session::ClientBytes{whole}, actions);
  must(used <= whole.size(), "more bytes were used than there are");
  one.from_client.erase(0, used);
  done(one, actions);
}

void SessionPair::feed_server(One& one, const std::string& bytes, std::size_t piece) {
  SharedServer* const server = one.server;
  const std::uint64_t id = server->side->id;
  for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size() - at)) {
    if (one.closed || one.server != server || server->side->id != id) return;
    server->to_session += bytes.substr(at, piece);
    Actions actions;
    const std::string whole = server->to_session;
    const std::size_t used = one.session->resume(Session::ServerBytes{whole}, actions);
    must(used <= whole.size(), "more bytes were used than there are");
    server->to_session.erase(0, used);
    done(one, actions);
  }
}

void SessionPair::server_answers(int client, bool all, bool failing, std::size_t piece) {
  One& one = ones_[static_cast<std::size_t>(client)];
  if (!one.server || one.server->lies || one.closed) return;
  feed_server(one, all ? one.server->model.answer(failing) : one.server->model.answer_one(failing), piece);
}

void SessionPair::server_says(int client, std::string_view bytes, std::size_t piece) {
  One& one = ones_[static_cast<std::size_t>(client)];
  if (!one.server || one.closed) return;
  one.server->lies = one.lied_to = true;
  feed_server(one, std::string(bytes), piece);
}

template <class Event>
void SessionPair::resume(One& one, const Event& event) {
  if (one.closed) return;
  Actions actions;
  one.session->resume(event, actions);
  done(one, actions);
}

void SessionPair::server_lost(int client) {
  One& one = ones_[static_cast<std::size_t>(client)];
  if (!one.server || one.closed) return;
  SharedServer& server = *std::exchange(one.server, nullptr);
  server.owner = -2;  // nobody gets it before it is another
  resume(one, Session::ServerLost{lost});
  fresh(server);
}

void SessionPair::home_answer(int client, bool known) {
  One& one = ones_[static_cast<std::size_t>(client)];
  if (!one.asked_here.empty()) {
    std::vector<std::optional<std::size_t>> rings;
    for (const HomeQuestion& question : std::exchange(one.asked_here, {})) {
      rings.push_back(known ? std::optional(home_of(question)) : std::nullopt);
    }
    return resume(one, Session::HomesFound{rings});
  }
  if (!one.asked) return;
  const HomeQuestion question = *std::exchange(one.asked, std::nullopt);
  if (known) {
    resume(one, Session::HomeFound{question, {home_of(question)}});
  } else {
    resume(one, Session::HomeUnknown{question, unknown});
  }
}

void SessionPair::pool_answer(int client, bool granted) {
  One& one = ones_[static_cast<std::size_t>(client)];
  SharedServer* const server = granted ? free_server() : nullptr;
  if (!one.waits_for_server || (granted && !server) || one.closed) return;
  one.waits_for_server = false;
  if (!granted) return resume(one, Session::Refused{busy});
  server->owner = client;
  one.server = server;
  resume(one, Session::Granted{server->side.get()});
}

void SessionPair::ends(int client) {
  resume(ones_[static_cast<std::size_t>(client)], Session::Ending{the_end});
}

void SessionPair::leaves(int client) {
  begin(client);
}

// In the order in which Actions says they are done.
void SessionPair::done(One& one, Actions& actions) {
  std::string& told = told_[static_cast<std::size_t>(one.number)];
  if (!actions.to_server.empty() && one.server) {
    one.server->model.hear(std::string(actions.to_server.first()) + std::string(actions.to_server.second()), one.tag);
    must(one.server->lies || one.server->model.wronged().empty(), one.server->model.wronged());
  } else {
    must(actions.to_server.empty(), "something is sent to a server that is not there");
  }
  told += std::string(actions.to_client.first()) + std::string(actions.to_client.second());
  if (actions.release || actions.close_server) {
    must(one.server != nullptr, "a server is given back that is not there");
    SharedServer& server = *std::exchange(one.server, nullptr);
    if (actions.close_server || server.lies) {
      fresh(server);
    } else {
      must(server.model.dirt().empty(), "a server was given back as clean: " + server.model.dirt());
      server.owner = -1;
    }
  }
  if (actions.ask) one.asked = actions.ask;
  if (!actions.ask_here.empty()) one.asked_here = actions.ask_here;
  one.closed = one.closed || actions.close;
  const bool again = actions.read_client || actions.again;
  actions.clear();
  look(one);
  if (one.closed && one.server) fresh(*std::exchange(one.server, nullptr));
  if (again) read_client(one);
}

void SessionPair::look(One& one) {
  std::string_view left = std::string_view(told_[static_cast<std::size_t>(one.number)]).substr(one.looked_at);
  while (!left.empty()) {
    const auto header = wire::read_frame_header(left, wire::Sender::server);
    must(one.lied_to || header, "the client gets what is no message");
    if (!header || !*header || left.size() < wire::frame_header_bytes + (*header)->payload_bytes) return;
    const std::string_view payload = left.substr(wire::frame_header_bytes, (*header)->payload_bytes);
    left.remove_prefix(wire::frame_header_bytes + payload.size());
    one.looked_at += wire::frame_header_bytes + payload.size();
    const char type = (*header)->type;
    one.copied_in = one.copied_in || type == 'G';
    ever_copied_in_ = ever_copied_in_ || type == 'G';
    if (type == 'Z') {
      must(one.lied_to || ++one.got_ready <= one.asked_ready, "a ReadyForQuery that nobody asked for");
    }
    if (one.lied_to) continue;
    if (type == 'E') {
      const auto report = wire::decode<wire::ErrorResponse>(payload);
      must(report && report->sqlstate().size() == 5 && !report->message().empty(), "an error without SQLSTATE");
    }
    if (type == 'd') must(payload == one.tag, "data of another client");
    if (type != 'D') continue;
    const auto row = wire::decode<wire::DataRow>(payload);
    must(row && row->values.size() == 1, "a row that nobody sent");
    const std::string value(row->values[0].value_or(""));
    must(!value.starts_with("of ") || value == one.tag, "a row of another client: " + value);
  }
}

}  // namespace ringfence::gateway::testing
