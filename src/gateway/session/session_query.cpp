// The simple query protocol: PostgreSQL 15, 55.2.2.
#include <fmt/format.h>

#include <algorithm>

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

// Empty: it does more than to begin a transaction.
std::string begin_of(const Plan& plan, std::string_view text) {
  if (plan.statements.size() != 1 || plan.statements[0].session.step != policy::TransactionStep::begin) return {};
  return std::string(text);
}

std::size_t own_in_front(const Plan& plan) {
  if (plan.plain) return 0;
  const auto first = std::ranges::find_if(plan.statements, [](const auto& one) { return one.course != Course::own; });
  return static_cast<std::size_t>(first - plan.statements.begin());
}

}  // namespace

Session::Done Session::query(std::string_view payload, std::string_view whole, Actions& actions) {
  if (skipping_) {
    query_done_ = 0;
    return Done::used;
  }
  if (!may_go_on()) return stall(actions);
  const auto decoded = wire::decode<wire::Query>(payload);
  if (!decoded) return refused_query(decoded.error(), actions);
  // What was carried out of it already, before it had to wait.
  const std::string_view text = decoded->text.substr(std::min(query_done_, decoded->text.size()));
  const auto routed = route(text);
  if (!routed) return refused_query(routed.error(), actions);
  const Plan& plan = *routed->plan;
  if (lost_) return query_after_loss(plan, actions);
  if (plan.statements.empty()) {
    actions.to_client.say(wire::EmptyQueryResponse{});
    finish_own_query(actions);
    return Done::used;
  }
  if (const std::size_t own = own_in_front(plan); own > 0) return own_statements(plan, own, payload, whole, actions);
  Error& why = actions.why;
  Verdict verdict = judge(plan, routed->declared, {text, routed->literals, {}}, why, actions);
  if (verdict == Verdict::go && deallocate_own(plan, actions)) return Done::used;
  if (verdict == Verdict::go) verdict = link(why, actions);
  if (verdict == Verdict::go && !transfers_.parts.empty()) {
    verdict = put_on_record(plan, says_only_whose(plan, text, routed->literals), why, actions);
  }
  if (verdict == Verdict::wait) return Done::later;
  if (verdict == Verdict::refuse) return refused_query(why, actions);
  if (const std::string* const anew = is_said_anew() ? said_anew(plan, text, {}) : nullptr) {
    actions.to_server.say(wire::Query{*anew});
  } else if (query_done_ == 0) {
    actions.to_server.pass(whole);
  } else {
    actions.to_server.say(wire::Query{text});
  }
  prepared_.remove("");
  link_->unnamed = 0;
  sent_unsynced_ = withheld_told_ = withheld_ahead_ = false;
  query_done_ = 0;
  Reply& reply = expect(Awaits::query);
  reply.countable = countable(plan, text, {}, {});
  if (!transfers_.parts.empty()) reply.carried = carry(plan);
  const bool idle = link_->status == Transaction::idle;
  if (!transfers_.fresh_begin.empty() || !plan.plain) transfers_.fresh_begin = idle ? begin_of(plan, text) : "";
  if (plan.plain) return Done::used;
  reply.copies = copies_of(routed->plan, subject_of(routed->declared));
  reply.temporary = temporary_of(routed->plan);
  for (const StatementPlan& statement : plan.statements) leaves(statement);
  return Done::used;
}

Session::Done Session::refused_query(const Error& error, Actions& actions) {
  refuse_query(error, actions);
  return Done::used;
}

// Those of ringfence.* come first in a text. What follows them is decided under what they have set, and undoes them if
// it fails, as in any batch.
Session::Done Session::own_statements(const Plan& plan, std::size_t count, std::string_view payload,
                                      std::string_view whole, Actions& actions) {
  const bool all = count == plan.statements.size();
  for (std::size_t i = 0; i < count; ++i) {
    const OwnSetting& setting = plan.statements[i].setting;
    auto answer = run_own(setting, !all);
    if (!answer) return refused_query(answer.error(), actions);
    say((shows(setting) ? own_description(setting) : std::string()) + *answer, actions);
  }
  if (all) {
    prepared_.remove("");
    finish_own_query(actions);
    return Done::used;
  }
  query_done_ += plan.statements[count].in_text.begin;
  return query(payload, whole, actions);
}

void Session::finish_own_query(Actions& actions) {
  query_done_ = 0;
  say(wire::encode(wire::ReadyForQuery{status()}), actions);
}

// DEALLOCATE of what was prepared by the protocol: its name is the client's, not the server's.
bool Session::deallocate_own(const Plan& plan, Actions& actions) {
  if (plan.plain || plan.statements.size() != 1) return false;
  const std::string& name = plan.statements[0].session.deallocates;
  if (name.empty() || !prepared_.find(name)) return false;
  prepared_.remove(name);
  actions.to_client.say(wire::CommandComplete{"DEALLOCATE"});
  finish_own_query(actions);
  return true;
}

std::string Session::error_bytes(const Error& error) {
  wire::ErrorResponse response = wire::to_response(error, "ERROR");
  const std::string position = std::to_string(position_);
  if (position_ != 0) response.fields.emplace_back('P', position);
  position_ = 0;
  return wire::encode(response);
}

// In a transaction the server has to fail as well: its error is replaced by ours.
void Session::refuse_query(const Error& error, Actions& actions) {
  surroundings_.refused(*this, error);
  query_done_ = 0;
  if (link_ && (link_->status == Transaction::in_transaction || !replies_.empty())) {
    actions.to_server.made().append(poison());
    actions.to_server.say(wire::Sync{});
    link_->unnamed = 0;
    sent_unsynced_ = false;
    expect(Awaits::refusal).text = error_bytes(error);
    expect(Awaits::sync);
    return;
  }
  if (!link_) own_.end(false);
  actions.to_client.made().append(error_bytes(error));
  actions.to_client.say(wire::ReadyForQuery{status()});
}

void Session::refuse_extended(const Error& error, Actions& actions) {
  surroundings_.refused(*this, error);
  skipping_ = true;
  if (link_ && (under_way() || link_->status == Transaction::in_transaction)) {
    actions.to_server.made().append(poison());
    sent_unsynced_ = true;
    expect(Awaits::refusal).text = error_bytes(error);
    return;
  }
  say(error_bytes(error), actions);
}

}  // namespace ringfence::gateway
