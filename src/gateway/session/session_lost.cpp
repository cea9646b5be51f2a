// A server that was lost, and a transaction that was lost with it: until the client has ended it, it is as one that has
// failed (state E), and nothing of it may run anywhere. docs/decisions/0007.
#include <fmt/format.h>

#include "gateway/session/session.h"
#include "gateway/session/session_errors.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"

namespace ringfence::gateway {

namespace {

// COMMIT or ROLLBACK; with AND CHAIN another transaction would begin, for which there is no server.
bool ends_transaction(const Plan* plan) {
  if (!plan || plan->statements.size() != 1) return false;
  const policy::SessionEffect& effect = plan->statements[0].session;
  return !effect.chains &&
         (effect.step == policy::TransactionStep::rollback || effect.step == policy::TransactionStep::commit);
}

bool commits(const Plan& plan) {
  return plan.statements[0].session.step == policy::TransactionStep::commit;
}

}  // namespace

void Session::resume(const ServerLost& event, Actions& actions) {
  Error error = event.error;
  if (fatal_) {
    error.detail = fmt::format("{}: {}", fatal_->sqlstate, fatal_->message);
    fatal_.reset();
  }
  const bool in_transaction =
      link_ && (link_->status != Transaction::idle || std::exchange(transfers_.resuming, false));
  const bool broken_off = server_left_ > 0 && !server_left_swallowed_;
  const bool had_state = !pinned_.empty() || copying_in_;
  end_transfers(TransferEnds::Outcome::lost, actions);
  link_ = nullptr;
  transfers_.fresh_begin.clear();
  transfers_.resumed_begin.clear();
  executed_unsynced_ = acted_unsynced_ = false;
  copy_.reset();
  made_subjects_.clear();
  temporary_.clear();
  withheld_told_ = false;
  second_looks_.reset();
  server_left_ = 0;
  stalled_ = false;
  if (broken_off || had_state || client_left_ > 0) {
    // In the middle of a message nothing can be said any more, and what a pinned session had is gone with its server.
    if (!broken_off) actions.to_client.say(wire::to_response(error, "FATAL"));
    closing_ = actions.close = true;
    return;
  }
  lost_ = in_transaction;
  own_.end(false);
  resets_ = 0;
  portals_.clear();
  const bool told = under_way() && tell_lost(error, actions);
  if (lost_ && !told) lost_error_ = error;
  actions.read_client = true;
  end_if_due(actions);
}

// An error in place of each answer that will not come, up to its ReadyForQuery. False: the client awaits none.
bool Session::tell_lost(const Error& error, Actions& actions) {
  bool told = false, ever_told = false;
  while (!replies_.empty()) {
    const Reply& reply = replies_.front();
    const bool ends = !reply.swallowed && (reply.awaits == Awaits::sync || reply.awaits == Awaits::query ||
                                           reply.awaits == Awaits::second_look);
    // What the client asked was done; whoever counted beside it is nobody's loss.
    if (!told && !reply.swallowed && reply.awaits != Awaits::second_look) {
      actions.to_client.say(wire::to_response(error, "ERROR"));
      told = ever_told = true;
    }
    if (reply.awaits == Awaits::parse && !reply.swallowed) prepared_.remove(reply.text);
    if (ends) {
      actions.to_client.say(wire::ReadyForQuery{status()});
      told = false;
    }
    replies_.pop();
  }
  if (sent_unsynced_) {
    if (!told) actions.to_client.say(wire::to_response(error, "ERROR"));
    skipping_ = ever_told = true;
  }
  sent_unsynced_ = false;
  return ever_told;
}

// What the client has to hear first, and then as often as it goes on.
Error Session::loss() {
  if (!lost_error_) {
    return {"current transaction is aborted, commands ignored until end of transaction block", {}, {}, "25P02"};
  }
  Error error = std::move(*lost_error_);
  lost_error_.reset();
  return error;
}

// Who does not know yet that it is lost is told so by COMMIT; ROLLBACK is what has happened.
Session::Done Session::query_after_loss(const Plan& plan, Actions& actions) {
  if (!ends_transaction(&plan)) return refused_query(loss(), actions);
  const bool failed = lost_error_ && commits(plan);
  const Error error = loss();
  lost_ = false;
  transaction_over(false, actions);
  if (failed) return refused_query(error, actions);
  actions.to_client.say(wire::CommandComplete{"ROLLBACK"});
  finish_own_query(actions);
  return Done::used;
}

Session::Done Session::extended_after_loss(char type, std::string_view payload, Actions& actions) {
  if (type == wire::Flush::type) return Done::used;
  if (type == wire::Close::type) return close(payload, {}, actions);
  if (type == wire::Parse::type) {
    const auto parse = wire::decode<wire::Parse>(payload);
    if (!parse) return refused(parse.error(), actions);
    Prepared prepared;
    if (!prepare(*parse, prepared) || !ends_transaction(prepared.plan.get())) return refused(loss(), actions);
    if (auto added = prepared_.add(parse->statement, std::move(prepared)); !added) {
      return refused(added.error(), actions);
    }
    say(wire::encode(wire::ParseComplete{}), actions);
    return Done::used;
  }
  if (type == wire::Bind::type) {
    const auto bind = wire::decode<wire::Bind>(payload);
    if (!bind) return refused(bind.error(), actions);
    const Prepared* const prepared = prepared_.find(bind->statement);
    if (!prepared || !ends_transaction(prepared->plan.get())) return refused(loss(), actions);
    portal_for(bind->portal).plan = prepared->plan;
    say(wire::encode(wire::BindComplete{}), actions);
    return Done::used;
  }
  if (type == wire::Describe::type) {
    const auto describe = wire::decode<wire::Describe>(payload);
    if (!describe) return refused(describe.error(), actions);
    const bool statement = describe->target == wire::Target::statement;
    const Prepared* const prepared = statement ? prepared_.find(describe->of) : nullptr;
    const Plan* const plan = statement ? (prepared ? prepared->plan.get() : nullptr) : plan_of_portal(describe->of);
    if (!ends_transaction(plan)) return refused(loss(), actions);
    say((statement ? wire::encode(wire::ParameterDescription{}) : std::string()) + wire::encode(wire::NoData{}),
        actions);
    return Done::used;
  }
  const auto execute = wire::decode<wire::Execute>(payload);
  if (!execute) return refused(execute.error(), actions);
  return execute_after_loss(execute->portal, actions);
}

Session::Done Session::execute_after_loss(std::string_view portal, Actions& actions) {
  const Plan* const plan = plan_of_portal(portal);
  if (!ends_transaction(plan)) return refused(loss(), actions);
  const bool failed = lost_error_ && commits(*plan);
  const Error error = loss();
  lost_ = false;
  transaction_over(false, actions);
  if (failed) return refused(error, actions);
  say(wire::encode(wire::CommandComplete{"ROLLBACK"}), actions);
  return Done::used;
}

}  // namespace ringfence::gateway
