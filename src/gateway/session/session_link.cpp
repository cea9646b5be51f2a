// The server that a session has for a time: how it gets one, brings it to its settings, and lets it go.
#include <fmt/format.h>

#include <algorithm>

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
    return bring_viewer(why, actions);
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
  return bring_viewer(why, actions);
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

// A transaction is begun and ended for nobody, so that a viewer said behind BEGIN is not set twice.
void Session::reads_for(const Plan& plan, const Declared& declared) {
  const std::string& viewer = declared.viewer ? *declared.viewer : own_.now().viewer;
  if (transfers_.viewer != viewer) transfers_.viewer = viewer;
  using Step = policy::TransactionStep;
  transfers_.reads = std::ranges::any_of(plan.statements, [&](const StatementPlan& each) {
    return each.session.step == Step::none || (each.session.step == Step::begin && !viewer.empty());
  });
}

// What is withheld from viewers the database itself leaves out (docs/decisions/0021), so it has to know for whom it
// reads before it does. Another gateway is told with the link.
Session::Verdict Session::bring_viewer(Error& why, Actions& actions) {
  if (!transfers_.reads || link_->viewer == transfers_.viewer || transfers_.asks_peer()) return Verdict::go;
  if (dedicated_ || link_->status == Transaction::failed) return Verdict::go;
  if (sent_unsynced_) {
    why = {"refused: another viewer in the middle of a pipeline",
           fmt::format("the messages before were for {}, this one is for {}",
                       link_->viewer.value_or("").empty() ? "nobody" : *link_->viewer,
                       transfers_.viewer.empty() ? "nobody" : transfers_.viewer),
           "send Sync between them", "0A000"};
    return Verdict::refuse;
  }
  // What is under way may leave the transaction failed, in which nothing can be set.
  if (std::ranges::any_of(replies_, [](const Reply& each) { return !each.swallowed; })) {
    stall(actions);
    return Verdict::wait;
  }
  link_->viewer_may_go_back = link_->viewer_may_go_back || link_->status != Transaction::idle || transfers_.resuming;
  actions.to_server.say(wire::Query{fmt::format("SET ringfence.viewer TO '{}'", transfers_.viewer)});
  link_->unnamed = 0;
  expect(Awaits::query, true);
  link_->viewer = transfers_.viewer;
  return Verdict::go;
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

bool Session::may_go_on() const {
  return std::ranges::all_of(replies_, [](const Reply& one) { return one.swallowed && one.awaits == Awaits::query; });
}

}  // namespace ringfence::gateway
