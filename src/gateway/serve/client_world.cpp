// World views, from both sides: a client that reads them, and this ring's PostgreSQL, which reads other rings for it.
#include <fmt/format.h>

#include <charconv>
#include <map>

#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"
#include "gateway/serve/worlds.h"
#include "gateway/wire/report.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway {

namespace {

// "rf-4711": as the foreign servers say it (compile/postgres/worlds.cpp).
std::optional<std::uint32_t> backend_of(std::string_view application_name) {
  constexpr std::string_view prefix = "rf-";
  if (!application_name.starts_with(prefix)) return std::nullopt;
  std::uint32_t backend = 0;
  const char* const end = application_name.data() + application_name.size();
  const auto read = std::from_chars(application_name.data() + prefix.size(), end, backend);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return backend;
}

}  // namespace

void Client::has(Server& server) {
  server_ = &server;
  server.holder = this;
  if (server.pool().reads_world()) gateway_.worlds().lent(server.process, *this);
}

Server* Client::let_go() {
  Server* const server = std::exchange(server_, nullptr);
  if (server && server->pool().reads_world()) gateway_.worlds().over(server->process);
  return server;
}

std::optional<WorldReader> Client::world_reader() const {
  return session_ ? session_->world_reader() : std::nullopt;
}

void Client::tell(const Error& notice) {
  if (!session_) return;
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->notice(notice, *actions);
  perform(*actions);
}

void Client::tell_withheld(const std::string& table) {
  if (!session_) return;
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->withheld_elsewhere(table, *actions);
  perform(*actions);
}

void Client::tell_counted(const std::string& ring, const Result<std::int64_t>& rows) {
  if (session_) session_->counted_by(ring, rows);
}

void Client::greet() {
  std::string bytes;
  for (const auto& [name, value] : std::map<std::string_view, std::string_view>{{"client_encoding", "UTF8"},
                                                                                {"server_encoding", "UTF8"},
                                                                                {"server_version", "15.0"},
                                                                                {"standard_conforming_strings", "on"},
                                                                                {"integer_datetimes", "on"}}) {
    wire::encode(wire::ParameterStatus{name, value}, bytes);
  }
  const std::string key = gateway_.new_key(id_, process_);
  wire::encode(wire::BackendKeyData{process_, key}, bytes);
  wire::encode(wire::ReadyForQuery{}, bytes);
  stream_->send(bytes);
}

// This ring's PostgreSQL, by its certificate or as the role that it is mapped to.
void Client::begin_world(const LoggedIn& in) {
  const policy::Policy& policy = gateway_.router().knowledge().policy;
  const auto backend = backend_of(in.setting("application_name"));
  if (!backend) {
    return fail({"refused: it is not said which backend reads world views",
                 "a foreign server of Ringfence's says so by its option application_name 'rf-%p'",
                 "run ringfence drift", "08P01"});
  }
  if (!policy.find_ring(in.database) || in.database == gateway_.settings().ring) {
    return fail({fmt::format("database \"{}\" does not exist", in.database),
                 "a world view asks for another ring by its name",
                 {},
                 "3D000"});
  }
  fdw_ = std::make_unique<FdwClient>(gateway_, id_, *backend, in.database);
  greet();
}

std::size_t Client::world_bytes(std::string_view bytes) {
  FdwClient::Answer answer;
  const std::size_t used = fdw_->received(bytes, answer);
  answer_world(answer);
  return used;
}

void Client::fetched(const RingReader::Rows& rows) {
  if (!fdw_) return;
  FdwClient::Answer answer;
  fdw_->fetched(rows, answer);
  answer_world(answer);
}

void Client::answer_world(const FdwClient::Answer& answer) {
  if (!answer.bytes.empty()) stream_->send(answer.bytes);
  if (answer.close || (ends_ && !fdw_->in_transaction())) {
    finish();
  } else if (fdw_->waits()) {
    stream_->pause();
  } else {
    stream_->resume();
  }
  gateway_.settle();
}

bool Client::cancel_world() {
  if (!fdw_) return false;
  fdw_->cancel();
  return true;
}

void Client::ending_world(const Error& error) {
  ends_ = true;
  if (!fdw_->in_transaction()) fail(error);
}

}  // namespace ringfence::gateway
