// A client's connection and login, and what its session wants done.
#include "gateway/serve/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/ascii.h"
#include "base/crypto.h"
#include "gateway/serve/gateway.h"
#include "gateway/serve/log.h"
#include "gateway/wire/report.h"
#include "gateway/wire/session.h"
#include "ledger/entry.h"

namespace ringfence::gateway {

Client::Client(Gateway& gateway, SessionId id, int descriptor, bool unix_socket)
    : gateway_(gateway), id_(id), stream_(std::make_unique<Stream>(gateway.loop(), descriptor, unix_socket)) {}

Client::~Client() {
  if (patience_ != 0) gateway_.loop().cancel(patience_);
  if (idle_timer_ != 0) gateway_.loop().cancel(idle_timer_);
}

void Client::start() {
  login_ = std::make_unique<Login>(gateway_.login_rules(), about(), to_base64(random_bytes(18)));
  patience_ = gateway_.loop().after(gateway_.settings().login_patience, [this] {
    patience_ = 0;
    if (!login_) return finish();
    fail({"the login took too long", {}, {}, "08P01"});
  });
  stream_->start(*this);
}

Connection Client::about() const {
  return {stream_->is_unix(), stream_->has_tls(), stream_->channel_binding(), stream_->certificate_name()};
}

std::size_t Client::received(std::string_view bytes) {
  gateway_.figures().bytes_from_clients += bytes.size();
  if (session_) {
    ActionsRoom::Lent actions(gateway_.actions_room());
    idle_since_.reset();
    const std::size_t used = session_->resume(Session::ClientBytes{bytes}, *actions);
    perform(*actions);
    return used;
  }
  if (!peer_.empty()) return peer_bytes(bytes);
  if (fdw_) return world_bytes(bytes);
  if (login_) return login_bytes(bytes);
  return 0;
}

std::size_t Client::server_bytes(std::string_view bytes) {
  ActionsRoom::Lent actions(gateway_.actions_room());
  const std::size_t used = session_->resume(Session::ServerBytes{bytes}, *actions);
  perform(*actions);
  return used;
}

void Client::perform(Actions& actions) {
  if (server_ && !actions.to_server.empty()) {
    Stream& stream = server_->stream();
    stream.send(actions.to_server.first(), actions.to_server.second());
    if (stream.blocked()) stream_->pause();
  }
  if (!to_record_.empty()) write_records();
  if (!actions.to_client.empty()) {
    gateway_.figures().bytes_to_clients += actions.to_client.first().size() + actions.to_client.second().size();
    stream_->send(actions.to_client.first(), actions.to_client.second());
    if (server_ && stream_->blocked()) server_->stream().pause();
  }
  if (server_ && (actions.close_server || actions.release)) {
    Server* const server = let_go();
    server->stream().resume();
    if (actions.close_server) {
      server->pool().discard(*server);
    } else {
      server->pool().give_back(*server);
    }
  }
  if (server_ && session_->holds_server()) {
    server_->stream().pause();
  } else if (server_ && actions.read_server && !stream_->blocked()) {
    server_->stream().pause();
    server_->stream().resume();
  }
  for (const TransferEnds& ended : actions.ended) gateway_.recorder()->end(ended);
  if (actions.ask) ask(*actions.ask);
  if (!actions.ask_here.empty()) ask_here(std::move(actions.ask_here));
  if (actions.schema_changed) gateway_.schema_changed();
  if (actions.left) {
    leave();
  } else if (actions.close) {
    finish();
  } else if (session_->waits()) {
    stream_->pause();
  } else if (actions.again) {
    stream_->pause();
    stream_->resume();
  } else if (actions.read_client && !(server_ && server_->stream().blocked())) {
    stream_->resume();
  }
  watch_idle();
  gateway_.settle();
}

// One timer for as long as the session goes in and out of transactions: it looks anew when it is time.
void Client::watch_idle() {
  const auto most = gateway_.settings().idle_in_transaction;
  if (most.count() == 0 || finished_) return;
  if (!session_->is_idle_in_transaction()) {
    idle_since_.reset();
    return;
  }
  if (!idle_since_) idle_since_ = gateway_.loop().now();
  if (idle_timer_ == 0) idle_timer_ = gateway_.loop().after(most, [this] { idle_since_too_long(); });
}

void Client::idle_since_too_long() {
  idle_timer_ = 0;
  const auto most = gateway_.settings().idle_in_transaction;
  if (!idle_since_ || most.count() == 0) return;
  const auto idle = std::chrono::duration_cast<std::chrono::milliseconds>(gateway_.loop().now() - *idle_since_);
  if (idle < most) {
    idle_timer_ = gateway_.loop().after(most - idle, [this] { idle_since_too_long(); });
    return;
  }
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->resume(Session::IdleTooLong{}, *actions);
  if (actions->close) log("idle in transaction for too long", {{"service", session_->service()}});
  perform(*actions);
}

void Client::granted(Server& server) {
  if (!session_) {
    const auto parameters = server.parameters;
    if (dedicated_) {
      has(server);
    } else {
      pool_->give_back(server);  // it was for its greeting alone
    }
    begin_session(parameters, server_);
    gateway_.settle();
    return;
  }
  has(server);
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->resume(Session::Granted{&server}, *actions);
  perform(*actions);
}

void Client::refused(const Error& error) {
  if (!session_) {
    fail(error);
    return;
  }
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->resume(Session::Refused{error}, *actions);
  perform(*actions);
}

void Client::server_lost(const Error& error) {
  let_go();
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->resume(Session::ServerLost{error}, *actions);
  perform(*actions);
}

void Client::ending(const Error& error) {
  if (fdw_) return ending_world(error);
  if (!session_) {
    fail(error);
    return;
  }
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->resume(Session::Ending{error}, *actions);
  perform(*actions);
}

void Client::cancelled() {
  finish();
}

void Client::server_drained() {
  if (session_ && !session_->waits()) stream_->resume();
}

void Client::drained() {
  if (server_) server_->stream().resume();
}

void Client::turn_away(const Error& error) {
  stream_->start(*this);
  fail(error);
}

void Client::fail(const Error& error) {
  stream_->send(wire::encode(wire::to_response(error, "FATAL")));
  finish();
}

// False: that was done before.
bool Client::give_up_server() {
  if (std::exchange(finished_, true)) return false;
  fdw_.reset();
  if (session_) {
    ActionsRoom::Lent actions(gateway_.actions_room());
    session_->abandon(*actions);
    if (server_ && actions->cancel_server) gateway_.cancel(*server_, 0);
    for (const TransferEnds& ended : actions->ended) gateway_.recorder()->end(ended);
  }
  if (server_) {
    Server* const server = let_go();
    server->pool().discard(*server);
  }
  if (pool_) pool_->forget(id_);
  if (away_pool_) away_pool_->forget(id_);
  return true;
}

// Says no more and hears no more; what was said still goes out.
void Client::finish() {
  if (give_up_server()) stream_->close_sent();
}

// The client has said so: it waits for nothing, and need not be waited for.
void Client::leave() {
  if (stream_->blocked()) return finish();
  if (!give_up_server()) return;
  stream_->leave();
  gateway_.gone(id_, process_);
}

void Client::lost(const Error&) {
  finish();
  stream_->close();
  gateway_.gone(id_, process_);
  gateway_.settle();
}

Router& Client::router() {
  return gateway_.router();
}
HomeCache& Client::homes() {
  return gateway_.homes();
}
Statements& Client::statements() {
  return gateway_.statements();
}

Result<ServerSide*> Client::take(Session&, const Destination* away) {
  ServerPool* pool = pool_;
  if (away) {
    auto found = gateway_.pool(session_->service(), *away);
    if (!found) return found.error();
    pool = away_pool_ = *found;
  }
  auto taken = pool->take(id_);
  if (!taken) return taken.error();
  if (*taken) has(**taken);
  return static_cast<ServerSide*>(server_);
}

std::string Client::new_transfer_id() {
  return ledger::new_transfer_id();
}

OwnRows Client::report(std::string_view name) {
  return gateway_.report(name);
}

void Client::refused(const Session& session, const Error& error) {
  gateway_.figures().refused(session.service(), error);
}

}  // namespace ringfence::gateway
