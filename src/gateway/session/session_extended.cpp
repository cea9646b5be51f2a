// Parse and Bind, and how the extended query protocol is told apart: PostgreSQL 15, 55.2.3.
#include <fmt/format.h>

#include "base/limits.h"
#include "gateway/session/session.h"
#include "gateway/session/session_errors.h"
#include "gateway/wire/query.h"

namespace ringfence::gateway {

namespace {

// The unnamed statement is often prepared again as it was.
Statements::Held intern(Statements& statements, const wire::Parse& parse, const Prepared* unnamed) {
  if (parse.statement.empty() && unnamed && unnamed->statement->text == parse.text &&
      unnamed->statement->types == parse.parameter_types) {
    return unnamed->statement;
  }
  return statements.intern(parse.text, parse.parameter_types);
}

}  // namespace

Session::Done Session::extended(char type, std::string_view payload, std::string_view whole, Actions& actions) {
  if (type == wire::Sync::type) return sync(whole, actions);
  if (skipping_) return Done::used;
  if (replies_.size() >= limits::replies_waiting) return stall(actions);
  if (replies_.alone() && type != wire::Flush::type) return stall(actions);
  if (lost_) return extended_after_loss(type, payload, actions);
  switch (type) {
    case wire::Parse::type:
      return parse(payload, whole, actions);
    case wire::Bind::type:
      return bind(payload, whole, actions);
    case wire::Describe::type:
      return describe(payload, whole, actions);
    case wire::Execute::type:
      return execute(payload, whole, actions);
    case wire::Close::type:
      return close(payload, whole, actions);
    default:
      return flush(whole, actions);
  }
}

Session::Done Session::refused(const Error& error, Actions& actions) {
  refuse_extended(error, actions);
  return Done::used;
}

const OwnSetting* Session::own_of(const Plan* plan) {
  if (!plan || plan->statements.size() != 1 || plan->statements[0].course != Course::own) return nullptr;
  return &plan->statements[0].setting;
}

Status Session::prepare(const wire::Parse& parse, Prepared& prepared) {
  auto routed = route(parse.text);
  if (!routed) return routed.error();
  const auto& statements = routed->plan->statements;
  if (statements.size() > 1) {
    return Error{"cannot insert multiple commands into a prepared statement", {}, {}, "42601"};
  }
  if (!statements.empty() && statements[0].course == Course::refuse) {
    position_ = statements[0].position;
    return statements[0].refusal;
  }
  prepared.statement = intern(surroundings_.statements(), parse, prepared_.find(""));
  prepared.literals = literal_texts(*routed, parse.text);
  prepared.says_only_whose = says_only_whose(*routed->plan, parse.text, routed->literals);
  prepared.plan = std::move(routed->plan);
  prepared.declared = std::move(routed->declared);
  prepared.decided = standing_;
  say_anew(prepared);
  if (parse.statement.empty()) prepared.number = surroundings_.statements().number();
  return {};
}

Session::Done Session::parse(std::string_view payload, std::string_view whole, Actions& actions) {
  const auto decoded = wire::decode<wire::Parse>(payload);
  if (!decoded) return refused(decoded.error(), actions);
  const std::string_view name = decoded->statement;
  if (!name.empty() && prepared_.find(name)) {
    return refused({fmt::format("prepared statement \"{}\" already exists", name), {}, {}, "42P05"}, actions);
  }
  Prepared prepared;
  if (const Status done = prepare(*decoded, prepared); !done) return refused(done.error(), actions);
  const bool own = own_of(prepared.plan.get());
  if (!own) {
    prepares(*prepared.plan, prepared.declared);
    Error& why = actions.why;
    const Verdict linked = link(why, actions);
    if (linked == Verdict::wait) return Done::later;
    if (linked == Verdict::refuse) return refused(why, actions);
  }
  const std::uint64_t statement = prepared.statement->id;
  const std::uint64_t number = prepared.number;
  if (!own && !name.empty() && replies_.unsure_of(statement)) return stall(actions);
  const std::string server_name = name.empty() ? std::string() : prepared.statement->name;
  if (auto added = prepared_.add(name, std::move(prepared)); !added) return refused(added.error(), actions);
  // Over a border goes nothing that no entry speaks of: the text follows with its Bind.
  const bool held_back = !own && transfers_.asks_peer();
  if (own || held_back || (!name.empty() && link_->prepared.has(statement))) {
    say(wire::encode(wire::ParseComplete{}), actions);
    return Done::used;
  }
  if (name.empty()) {
    actions.to_server.pass(whole);
    link_->unnamed = number;
    expect(Awaits::parse);
  } else {
    send_parse({server_name, decoded->text, decoded->parameter_types}, statement, actions);
    expect(Awaits::parse, false, statement).text = name;
  }
  sent_unsynced_ = true;
  return Done::used;
}

// Under its name on servers; the one that has to make room for it is closed first.
void Session::send_parse(const wire::Parse& parse, std::uint64_t statement, Actions& actions) {
  if (const auto oldest = link_->prepared.add(statement)) {
    const std::string name = Statement::name_of(*oldest);
    actions.to_server.say(wire::Close{wire::Target::statement, name});
    expect(Awaits::close, true);
  }
  actions.to_server.say(parse);
}

// Sees to it that the session's server has the statement.
Session::Done Session::bring(const Statement& statement, Actions& actions) {
  if (replies_.unsure_of(statement.id)) return stall(actions);
  if (link_->prepared.has(statement.id)) return Done::used;
  send_parse({statement.name, statement.text, statement.types}, statement.id, actions);
  expect(Awaits::parse, true, statement.id);
  sent_unsynced_ = true;
  return Done::used;
}

Session::Done Session::bring_unnamed(const Prepared& prepared, Actions& actions) {
  if (replies_.unsure_of(0)) return stall(actions);
  if (link_->unnamed == prepared.number) return Done::used;
  actions.to_server.say(wire::Parse{{}, prepared.statement->text, prepared.statement->types});
  link_->unnamed = prepared.number;
  expect(Awaits::parse, true);
  sent_unsynced_ = true;
  return Done::used;
}

void Session::say_anew(Prepared& prepared) {
  const Statement& given = *prepared.statement;
  const std::string* const anew = said_anew(*prepared.plan, given.text, given.types);
  prepared.anew = anew ? surroundings_.statements().intern(*anew, given.types) : nullptr;
}

// Decided anew where what the decision rested on has changed since.
Result<void> Session::decide_again(std::string_view name, Prepared& prepared) {
  if (!refresh()) return Error{"the service is no longer in the policy", {}, {}, "42501"};
  if (prepared.decided == standing_) return {};
  auto routed = route(prepared.statement->text);
  if (!routed) return routed.error();
  prepared.plan = routed->plan;
  prepared.literals = literal_texts(*routed, prepared.statement->text);
  prepared.says_only_whose = says_only_whose(*routed->plan, prepared.statement->text, routed->literals);
  prepared.declared = std::move(routed->declared);
  prepared.decided = standing_;
  say_anew(prepared);
  prepared_.count_again(prepared, name);
  return {};
}

Session::Done Session::bind(std::string_view payload, std::string_view whole, Actions& actions) {
  const auto decoded = wire::decode<wire::Bind>(payload);
  if (!decoded) return refused(decoded.error(), actions);
  Prepared* prepared = prepared_.find(decoded->statement);
  if (!prepared) return refused(no_statement(decoded->statement), actions);
  if (auto decided = decide_again(decoded->statement, *prepared); !decided) return refused(decided.error(), actions);
  if (portals_.size() >= limits::portals) {
    return refused({"too many portals in this transaction", {}, "close those that are no longer used", "54000"},
                   actions);
  }
  if (const OwnSetting* own = own_of(prepared->plan.get()); own) {
    portal_for(decoded->portal).plan = prepared->plan;
    say(wire::encode(wire::BindComplete{}), actions);
    return Done::used;
  }
  Error& why = actions.why;
  Verdict verdict = judge(*prepared->plan, prepared->declared,
                          {{}, {}, prepared->literals, &*decoded, &prepared->statement->types}, why, actions);
  if (verdict == Verdict::go) verdict = link(why, actions);
  if (verdict == Verdict::go && !transfers_.parts.empty()) {
    const bool only_whose = prepared->says_only_whose && says_only_whose(*prepared->plan, *decoded);
    verdict = put_on_record(*prepared->plan, only_whose, why, actions);
  }
  if (verdict == Verdict::wait) return Done::later;
  if (verdict == Verdict::refuse) return refused(why, actions);
  const bool anew = prepared->anew && is_said_anew();
  const Statement& sent = anew ? *prepared->anew : *prepared->statement;
  const bool unnamed = decoded->statement.empty() && !anew;
  const Done brought = unnamed ? bring_unnamed(*prepared, actions) : bring(sent, actions);
  if (brought == Done::later) return Done::later;
  if (unnamed) {
    actions.to_server.pass(whole);
  } else {
    // The same with the statement's name on servers: everything behind the two names is as the client sent it.
    const std::size_t names = decoded->portal.size() + decoded->statement.size() + 2;
    wire::encode_bind(actions.to_server.made(), decoded->portal, sent.name, payload.substr(names));
  }
  Portal& portal = portal_for(decoded->portal);
  portal.plan = prepared->plan;
  portal.number = ++portals_bound_;
  portal.countable = countable(*prepared->plan, prepared->statement->text, prepared->statement->types, payload);
  if (portal.carried || !transfers_.parts.empty()) {
    if (is_forgotten(portal.carried)) end_transfer(portal.carried, TransferEnds::Outcome::left_off, actions);
    portal.carried = carry(*prepared->plan);
  }
  const bool begins = !prepared->plan->plain && prepared->plan->statements.size() == 1 &&
                      prepared->plan->statements[0].session.step == policy::TransactionStep::begin;
  portal.begin = begins ? prepared->statement : nullptr;
  if (!prepared->plan->plain && copies_in(*prepared->plan)) portal.declared = subject_of(prepared->declared);
  expect(Awaits::bind, false, sent.id);
  sent_unsynced_ = true;
  return Done::used;
}

Portal& Session::portal_for(std::string_view name) {
  if (name.empty()) return unnamed_portal_;
  return portals_[std::string(name)];
}

const Portal* Session::find_portal(std::string_view name) const {
  if (name.empty()) return &unnamed_portal_;
  const auto found = portals_.find(name);
  return found == portals_.end() ? nullptr : &found->second;
}

}  // namespace ringfence::gateway
