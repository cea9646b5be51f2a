// Describe, Execute, Close, Flush and Sync: PostgreSQL 15, 55.2.3.
#include <fmt/format.h>

#include "gateway/session/session.h"
#include "gateway/session/session_errors.h"
#include "gateway/wire/query.h"

namespace ringfence::gateway {

Session::Done Session::describe_own(const Plan& plan, wire::Target target, Actions& actions) {
  std::string bytes;
  if (target == wire::Target::statement) wire::encode(wire::ParameterDescription{}, bytes);
  say(bytes + own_description(plan.statements[0].setting), actions);
  return Done::used;
}

Session::Done Session::describe(std::string_view payload, std::string_view whole, Actions& actions) {
  const auto decoded = wire::decode<wire::Describe>(payload);
  if (!decoded) return refused(decoded.error(), actions);
  if (decoded->target == wire::Target::portal) {
    const Plan* plan = plan_of_portal(decoded->of);
    if (own_of(plan)) return describe_own(*plan, decoded->target, actions);
    if (!link_) return refused(no_portal(decoded->of), actions);
    actions.to_server.pass(whole);
    expect(Awaits::describe_portal);
    sent_unsynced_ = true;
    return Done::used;
  }
  const Prepared* prepared = prepared_.find(decoded->of);
  if (!prepared) return refused(no_statement(decoded->of), actions);
  if (own_of(prepared->plan.get())) return describe_own(*prepared->plan, decoded->target, actions);
  prepares(*prepared->plan, prepared->declared);
  Error& why = actions.why;
  const Verdict linked = link(why, actions);
  if (linked == Verdict::wait) return Done::later;
  if (linked == Verdict::refuse) return refused(why, actions);
  if (transfers_.asks_peer()) {
    return refused(
        {"refused: Describe of a statement is not carried over the border, since its text would cross unrecorded",
         {},
         "describe the portal, or prepare the statement outside this transaction",
         "0A000"},
        actions);
  }
  const Done brought = decoded->of.empty() ? bring_unnamed(*prepared, actions) : bring(*prepared->statement, actions);
  if (brought == Done::later) return Done::later;
  if (decoded->of.empty()) {
    actions.to_server.pass(whole);
  } else {
    actions.to_server.say(wire::Describe{wire::Target::statement, prepared->statement->name});
  }
  expect(Awaits::describe_statement);
  sent_unsynced_ = true;
  return Done::used;
}

Session::Done Session::execute(std::string_view payload, std::string_view whole, Actions& actions) {
  const auto decoded = wire::decode<wire::Execute>(payload);
  if (!decoded) return refused(decoded.error(), actions);
  const Portal* const portal = find_portal(decoded->portal);
  const Plan* const plan = portal ? portal->plan.get() : nullptr;
  if (const OwnSetting* own = own_of(plan); own) {
    auto answer = run_own(*own, false);
    if (!answer) return refused(answer.error(), actions);
    say(std::move(*answer), actions);
    return Done::used;
  }
  if (!link_) return refused(no_portal(decoded->portal), actions);
  if (plan && !plan->plain && plan->statements.size() == 1) {
    const std::string& name = plan->statements[0].session.deallocates;
    if (!name.empty() && prepared_.find(name)) {
      prepared_.remove(name);
      say(wire::encode(wire::CommandComplete{"DEALLOCATE"}), actions);
      return Done::used;
    }
  }
  // What more is done would be thrown away with what is held, and be done all the same.
  const bool acts = !plan || !only_reads(*plan);
  if (acts && holds_server()) return stall(actions);
  acted_unsynced_ = acted_unsynced_ || acts;
  actions.to_server.pass(whole);
  Reply& reply = expect(Awaits::execute);
  const bool begins = portal && portal->begin && link_->status == Transaction::idle && !executed_unsynced_;
  if (!transfers_.fresh_begin.empty() || begins) transfers_.fresh_begin = begins ? portal->begin->text : std::string();
  if (portal && portal->carried) reply.carried = portal->carried;
  if (portal && portal->countable) reply.countable = portal->countable;
  sent_unsynced_ = executed_unsynced_ = true;
  if (!plan || plan->plain) return Done::used;
  reply.copies = copies_of(portal->plan, portal->declared);
  reply.temporary = temporary_of(portal->plan);
  if (!plan->statements.empty()) leaves(plan->statements[0]);
  return Done::used;
}

Session::Done Session::close(std::string_view payload, std::string_view whole, Actions& actions) {
  const auto decoded = wire::decode<wire::Close>(payload);
  if (!decoded) return refused(decoded.error(), actions);
  if (decoded->target == wire::Target::portal && link_ && !own_of(plan_of_portal(decoded->what))) {
    actions.to_server.pass(whole);
    Reply& reply = expect(Awaits::close);
    if (const Portal* const portal = find_portal(decoded->what); portal && !decoded->what.empty()) {
      reply.text = decoded->what;
      reply.statement = portal->number;
    }
    sent_unsynced_ = true;
    return Done::used;
  }
  if (decoded->target == wire::Target::portal) portals_.erase(std::string(decoded->what));
  // Servers keep the statement, for whoever prepares the same text.
  if (decoded->target == wire::Target::statement) prepared_.remove(decoded->what);
  say(wire::encode(wire::CloseComplete{}), actions);
  return Done::used;
}

// Only once the server says so: a Close that it passed over, behind an error, has closed nothing.
void Session::portal_closed(std::string_view name, std::uint64_t number, Actions& actions) {
  const auto found = portals_.find(name);
  if (found == portals_.end() || found->second.number != number) return;
  if (is_forgotten(found->second.carried)) {
    end_transfer(found->second.carried, TransferEnds::Outcome::left_off, actions);
  }
  portals_.erase(found);
}

Session::Done Session::flush(std::string_view whole, Actions& actions) {
  if (link_ && sent_unsynced_) actions.to_server.pass(whole);
  return Done::used;
}

Session::Done Session::sync(std::string_view whole, Actions& actions) {
  skipping_ = false;
  if (link_ && under_way()) {
    actions.to_server.pass(whole);
    sent_unsynced_ = executed_unsynced_ = acted_unsynced_ = false;
    expect(Awaits::sync);
    return Done::used;
  }
  if (!link_) unnamed_portal_ = {};
  say(wire::encode(wire::ReadyForQuery{status()}), actions);
  maybe_release(actions);
  return Done::used;
}

}  // namespace ringfence::gateway
