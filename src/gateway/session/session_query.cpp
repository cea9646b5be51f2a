// The simple query protocol: PostgreSQL 15, 55.2.2.
#include <fmt/format.h>

#include "gateway/session/session.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"

namespace ringfence::gateway {

namespace {

// Fails on any server: there is no such statement, and no client can make one.
std::string poison() {
  wire::Bind bind;
  bind.statement = "ringfence_refused";
  return wire::encode(bind);
}

std::string error_bytes(const Error& error) {
  return wire::encode(wire::to_response(error, "ERROR"));
}

Error aborted() {
  return {"current transaction is aborted, commands ignored until end of transaction block", {}, {}, "25P02"};
}

bool ends_transaction(const Plan& plan) {
  return plan.statements.size() == 1 && (plan.statements[0].session.step == policy::TransactionStep::rollback ||
                                         plan.statements[0].session.step == policy::TransactionStep::commit);
}

}  // namespace

Session::Done Session::query(std::string_view payload, std::string_view whole, Actions& actions) {
  if (skipping_) return Done::used;
  if (!replies_.empty()) {
    stalled_ = true;
    return Done::later;
  }
  const auto decoded = wire::decode<wire::Query>(payload);
  if (!decoded) {
    refuse_query(decoded.error(), actions);
    return Done::used;
  }
  const auto routed = route(decoded->text);
  if (!routed) {
    refuse_query(routed.error(), actions);
    return Done::used;
  }
  const Plan& plan = *routed->plan;
  if (lost_ && !(lost_error_ == std::nullopt && ends_transaction(plan))) {
    const Error error = lost_error_ ? *lost_error_ : aborted();
    lost_error_.reset();
    refuse_query(error, actions);
    return Done::used;
  }
  if (lost_) {
    lost_ = false;
    transaction_over(false, actions);
    actions.to_client.say(wire::CommandComplete{"ROLLBACK"});
    finish_own_query(actions);
    return Done::used;
  }
  if (plan.statements.empty()) {
    actions.to_client.say(wire::EmptyQueryResponse{});
    finish_own_query(actions);
    return Done::used;
  }
  const std::vector<std::string> literals = literal_texts(*routed, decoded->text);
  Error why;
  const Verdict verdict = judge(plan, routed->declared, {&literals, nullptr, nullptr}, why, actions);
  if (verdict == Verdict::wait) return Done::later;
  if (verdict == Verdict::refuse) {
    refuse_query(why, actions);
    return Done::used;
  }
  if (deallocate_own(plan, actions)) return Done::used;
  return run_query(plan, decoded->text, whole, actions);
}

// Statements of ringfence.* come first in a text; what follows them is the server's.
Session::Done Session::run_query(const Plan& plan, std::string_view text, std::string_view whole, Actions& actions) {
  std::size_t own = 0;
  while (own < plan.statements.size() && plan.statements[own].course == Course::own) ++own;
  if (own < plan.statements.size()) {
    Error why;
    const Verdict linked = link(why, actions);
    if (linked == Verdict::wait) return Done::later;
    if (linked == Verdict::refuse) {
      refuse_query(why, actions);
      return Done::used;
    }
  }
  for (std::size_t i = 0; i < own; ++i) {
    const OwnSetting& setting = plan.statements[i].setting;
    auto answer = run_own(setting);
    if (!answer) {
      refuse_query(answer.error(), actions);
      maybe_release(actions);
      return Done::used;
    }
    say((shows(setting) ? own_description(setting) : std::string()) + *answer, actions);
  }
  prepared_.remove("");
  if (own == plan.statements.size()) {
    finish_own_query(actions);
    return Done::used;
  }
  if (own == 0) {
    actions.to_server.pass(whole);
  } else {
    const std::string rest(text.substr(plan.statements[own].in_text.begin));
    actions.to_server.say(wire::Query{rest});
  }
  link_->unnamed = 0;
  sent_unsynced_ = false;
  replies_.push({Awaits::query});
  for (std::size_t i = own; i < plan.statements.size(); ++i) leaves(plan.statements[i]);
  return Done::used;
}

void Session::finish_own_query(Actions& actions) {
  say(wire::encode(wire::ReadyForQuery{status()}), actions);
}

// DEALLOCATE of what was prepared by the protocol: its name is the client's, not the server's.
bool Session::deallocate_own(const Plan& plan, Actions& actions) {
  if (plan.statements.size() != 1) return false;
  const std::string& name = plan.statements[0].session.deallocates;
  if (name.empty() || !prepared_.find(name)) return false;
  prepared_.remove(name);
  actions.to_client.say(wire::CommandComplete{"DEALLOCATE"});
  finish_own_query(actions);
  return true;
}

// In a transaction the server has to fail as well: its error is replaced by ours.
void Session::refuse_query(const Error& error, Actions& actions) {
  surroundings_.refused(*this, error);
  if (link_ && (link_->status == Transaction::in_transaction || !replies_.empty())) {
    actions.to_server.made().append(poison());
    actions.to_server.say(wire::Sync{});
    link_->unnamed = 0;
    sent_unsynced_ = false;
    replies_.push({Awaits::refusal, false, 0, {}, error_bytes(error)});
    replies_.push({Awaits::sync});
    return;
  }
  actions.to_client.made().append(error_bytes(error));
  actions.to_client.say(wire::ReadyForQuery{status()});
}

void Session::refuse_extended(const Error& error, Actions& actions) {
  surroundings_.refused(*this, error);
  skipping_ = true;
  if (link_ && (under_way() || link_->status == Transaction::in_transaction)) {
    actions.to_server.made().append(poison());
    sent_unsynced_ = true;
    replies_.push({Awaits::refusal, false, 0, {}, error_bytes(error)});
    return;
  }
  say(error_bytes(error), actions);
}

}  // namespace ringfence::gateway
