// What must hold of a session, whatever happens around it.
#include "base/ascii.h"
#include "session_rerun.h"

namespace ringfence::gateway::testing {

namespace {

bool ends_transaction(std::string_view text) {
  const std::string lower = lower_ascii(text);
  return lower.starts_with("rollback") || lower.starts_with("commit") || lower.starts_with("end") ||
         lower.starts_with("abort");
}

}  // namespace

void Rerun::observe() {
  if (world_.sent_to_nobody) wrong("something is sent to a server that is not there");
  if (world_.servers != server_number_) {
    server_number_ = world_.servers;
    to_server_seen_ = world_.server_began;
    server_ = ModelServer(script_.dedicated);
  }
  const std::size_t ran = server_.asked_to_run().size();
  server_.hear(std::string_view(world_.seen.to_server).substr(to_server_seen_));
  to_server_seen_ = world_.seen.to_server.size();
  if (!server_.wronged().empty()) wrong("the server was wronged: " + server_.wronged());
  std::string_view asked = std::string_view(from_client_).substr(from_client_seen_);
  while (!asked.empty()) {
    const auto header = wire::read_frame_header(asked, wire::Sender::client);
    if (!header || !*header || asked.size() < wire::frame_header_bytes + (*header)->payload_bytes) break;
    const char type = (*header)->type;
    const std::string_view payload = asked.substr(wire::frame_header_bytes, (*header)->payload_bytes);
    if (type == 'Q' || type == 'S' || type == 'F') ++asked_ready_;
    if (type == 'S' || ((type == 'Q' || type == 'F') && !unsynced_)) ++surely_ready_;
    if (type != 'Q' && type != 'F' && type != 'H') unsynced_ = type != 'S';
    if (type == 'Q' && ends_transaction(payload)) must_fail_ = false;
    if (type == 'P' || type == 'B') {
      wire::Reader in(payload);
      const std::string first(in.text()), second(in.text());
      if (type == 'P') prepared_[first] = second;
      if (ends_transaction(prepared_[type == 'P' ? first : second])) must_fail_ = false;
    }
    asked.remove_prefix(wire::frame_header_bytes + payload.size());
    from_client_seen_ = from_client_.size() - asked.size();
  }
  if (must_fail_ && world_.has_server && (server_.awaited() || server_.asked_to_run().size() > ran)) {
    wrong("a statement runs outside the transaction that was lost");
  }
  std::string_view told = std::string_view(world_.seen.to_client).substr(to_client_seen_);
  while (!told.empty()) {
    const auto header = wire::read_frame_header(told, wire::Sender::server);
    if (!header) return wrong("the client gets what is no message");
    if (!*header || told.size() < wire::frame_header_bytes + (*header)->payload_bytes) break;
    look_at((*header)->type, told.substr(wire::frame_header_bytes, (*header)->payload_bytes));
    told.remove_prefix(wire::frame_header_bytes + (*header)->payload_bytes);
    to_client_seen_ = world_.seen.to_client.size() - told.size();
  }
}

void Rerun::look_at(char type, std::string_view payload) {
  last_was_fatal_ = false;
  if (type == 'E') {
    const auto report = wire::decode<wire::ErrorResponse>(payload);
    if (!report || report->sqlstate().size() != 5 || report->message().empty()) {
      return wrong("an error without SQLSTATE or message");
    }
    last_error_ = std::string(report->sqlstate());
    last_was_fatal_ = report->field('S') == "FATAL";
    owed_error_ = false;
  }
  copied_in_ = copied_in_ || type == 'G';
  if (type != 'Z') return;
  status_ = payload.empty() ? '?' : payload[0];
  if (++got_ready_ > asked_ready_) wrong("a ReadyForQuery that nobody asked for");
  if (owed_error_) wrong("a server was lost, and the client was not told");
  if (must_fail_ && status_ != 'E') wrong("a transaction was lost, and the client is not in it any more");
}

void Rerun::finish() {
  observe();
  if (world_.seen.closed || !world_.from_client.empty()) settle();
  if (left_) {
    if (!world_.seen.closed) wrong("the client has left, and the session goes on");
    return;
  }
  if (!world_.seen.closed) probe();
  if (!world_.seen.closed) return;
  const auto frames = shown(world_.seen.to_client, wire::Sender::server);
  const bool torn = !frames.empty() && frames.back() == "torn";
  if (!torn && !last_was_fatal_) wrong("the client was not told why its connection ended");
  if (draining_ && !broken_off_ && !torn && last_error_ != "57P01" && script_.at_end.closed == false) {
    wrong("a drain ended the session with " + last_error_);
  }
}

// Whatever went wrong, a session that is open can be used.
void Rerun::probe() {
  disturbed_ = true;
  const auto say = [&](const std::string& bytes) {
    if (world_.seen.closed) return;
    from_client_ += bytes;
    world_.client(bytes);
    settle();
    for (int turn = 0; turn < 3; ++turn) {
      server_answers();
      settle();
    }
    observe();
  };
  settle();
  server_answers();
  say(wire::encode(wire::CopyFail{"enough"}));
  say(sync());
  say(query("ROLLBACK"));
  if (draining_ && !world_.seen.closed) wrong("a drain does not end the session");
  // Who began without a purpose may have come to none.
  if (script_.own.purpose.empty() && !script_.dedicated) say(query("SET ringfence.purpose = 'serve'"));
  const std::size_t before = world_.seen.to_client.size();
  say(query("SELECT 1"));
  if (world_.seen.closed) return;
  const auto frames = shown(std::string_view(world_.seen.to_client).substr(before), wire::Sender::server);
  if (frames != std::vector<std::string>{"T", "D row", "C SELECT 1", "Z I"}) {
    wrong(fmt::format("the session is open and of no use: {}", fmt::join(frames, " | ")));
  }
  if (got_ready_ < surely_ready_ && !copied_in_) {
    wrong(fmt::format("{} ReadyForQuery for {} that were asked for", got_ready_, surely_ready_));
  }
  if (world_.has_server && !world_.session->is_pinned()) wrong("a server is kept between transactions");
}

}  // namespace ringfence::gateway::testing
