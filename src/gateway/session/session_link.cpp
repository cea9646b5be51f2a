// The server that a session has for a time: how it gets one, brings it to its settings, and lets it go.
#include "gateway/session/session.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"

namespace ringfence::gateway {

Session::Transaction Session::status() const {
  if (lost_) return Transaction::failed;
  return link_ ? link_->status : Transaction::idle;
}

Session::Verdict Session::link(Error& why, Actions& actions) {
  if (transfers_.wanted.decided || transfers_.away || reader_elsewhere_) {
    if (const auto moved = move(why, actions)) return *moved;
  }
  if (link_) {
    // Its settings may have to be set anew: RESET goes back to what the client began with, not to the server's own.
    if (!under_way() && link_->status == Transaction::idle) bring_settings(actions);
    return Verdict::go;
  }
  if (no_server_) {
    did_not_arrive();
    why = *no_server_;
    return Verdict::refuse;
  }
  auto taken = surroundings_.take(*this, transfers_.away.get());
  if (!taken) {
    did_not_arrive();
    why = taken.error();
    return Verdict::refuse;
  }
  if (!*taken) {
    waits_ = true;
    return Verdict::wait;
  }
  link_ = *taken;
  arrive(actions);
  return Verdict::go;
}

void Session::bring_settings(Actions& actions) {
  if (followed_.same_as(link_->followed)) return;
  const std::string sql = followed_.statements_from(link_->followed);
  if (sql.empty()) {
    followed_.share(link_->followed);
    return;
  }
  actions.to_server.say(wire::Query{sql});
  link_->unnamed = 0;
  expect(Awaits::query, true);
}

// What the client sends next has to wait for replies. Those to a pipeline a server keeps to itself until it is asked.
Session::Done Session::stall(Actions& actions) {
  if (link_ && sent_unsynced_) actions.to_server.say(wire::Flush{});
  stalled_ = true;
  return Done::later;
}

// An answer of our own, when it is its turn.
void Session::say(std::string bytes, Actions& actions) {
  if (replies_.empty()) {
    actions.to_client.made().append(bytes);
    return;
  }
  replies_.push(Awaits::own).text = std::move(bytes);
}

void Session::maybe_release(Actions& actions) {
  if (!link_ || waits_ || under_way() || link_->status != Transaction::idle || copying_in_ || !pinned_.empty()) return;
  portals_.clear();
  if (!transfers_.carried.empty()) end_transfers(TransferEnds::Outcome::left_off, actions);
  link_ = nullptr;
  actions.release = true;
}

}  // namespace ringfence::gateway
