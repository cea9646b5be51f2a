#include "demand/case/steps.h"

#include <fmt/format.h>

#include "demand/case/approval.h"

namespace ringfence::demand {

namespace {

Error missing(std::string message, std::string hint) {
  return {std::move(message), {}, std::move(hint), "22023"};
}

Error not_now(std::string message, std::string detail, std::string hint) {
  return {std::move(message), std::move(detail), std::move(hint), "55000"};
}

Demand in_state(Demand demand, State state, std::string why = {}) {
  demand.state = state;
  demand.why = std::move(why);
  return demand;
}

// Whoever approved has to look again.
Demand without_approvals(Demand demand) {
  demand.approvals.clear();
  return demand;
}

Result<Demand> say(Demand next, const Event& event, const Facts& facts) {
  if (!event.says) return missing("nothing says what the demand asks", "give what it says");
  if (event.kind == EventKind::amend && event.says->document_sha256 != next.says.document_sha256) {
    return missing("the document of a demand is the one that it was filed with", "another document is another demand");
  }
  const auto digest = digest_of(*event.says);
  if (!digest) return digest.error();
  if (next.frozen && (event.says->accounts != next.says.accounts || event.says->ring != next.says.ring)) {
    return not_now("its accounts' rows are preserved: other accounts need a demand of their own", {},
                   "release them first, or file another demand");
  }
  next.says = *event.says;
  next.digest = *digest;
  next.filers.push_back(facts.actor);
  next.called_back = false;
  return in_state(without_approvals(std::move(next)), State::received);
}

// Every account has to be found: who approves is told whose rows they are.
Status check_found(const Demand& demand, const Event& event) {
  if (demand.says.kind == Kind::withhold && event.found.empty()) return {};
  if (event.found.size() != demand.says.accounts.size()) {
    return missing("it was not looked up where the accounts are at home", "the ring's directory says so");
  }
  for (std::size_t i = 0; i < event.found.size(); ++i) {
    if (!event.found[i].ring.empty()) continue;
    const Named& account = demand.says.accounts[i];
    return missing(fmt::format("nobody is known as {}={}", account.table, account.key),
                   "amend the demand to those that are known, or refuse it: there is nothing to disclose");
  }
  return {};
}

// Where standing and reach, as they are now, leave a demand; nothing: they stop it nowhere.
std::optional<Demand> stopped(const Demand& demand, const Facts& facts) {
  if (facts.standing == policy::StandingIs::refuse) {
    return in_state(without_approvals(demand), State::refused, "the authority's standing: " + facts.standing_text);
  }
  if (facts.standing == policy::StandingIs::pause) {
    return in_state(without_approvals(demand), State::held, "the authority's standing: " + facts.standing_text);
  }
  if (!facts.foreign.empty()) {
    return in_state(without_approvals(demand), State::conflict, "outside the authority's reach: " + facts.foreign);
  }
  return std::nullopt;
}

Result<Demand> verify(const Demand& demand, const Event& event, const Facts& facts) {
  RINGFENCE_TRY(check_found(demand, event));
  Demand next = demand;
  if (demand.says.emergency) {
    if (facts.contact.empty()) {
      return missing("the policy has no verified contact of this authority to call back",
                     "`contact` of its [[authority]]; who calls here says nothing about who they are");
    }
    if (event.contact != facts.contact) {
      return missing("an emergency is verified by calling back, at the contact in the policy: " + facts.contact,
                     fmt::format("--called-back \"{}\" once that is done", facts.contact));
    }
    next.called_back = true;
  }
  if (auto stop = stopped(next, facts)) return *stop;
  return in_state(without_approvals(std::move(next)), State::verified);
}

Result<Demand> approve(const Demand& demand, const Event& event, const Facts& facts) {
  if (demand.says.realtime) {
    return not_now("what is asked for as it happens cannot be given", "only stored rows are disclosed",
                   "refuse the demand, or amend it to what is stored");
  }
  RINGFENCE_TRY(check_found(demand, event));
  if (auto stop = stopped(demand, facts)) return *stop;
  auto approval = check_approval(demand, event, facts);
  if (!approval) return approval.error();
  Demand next = in_state(demand, demand.state == State::verified ? State::approved_once : State::approved);
  next.approvals.push_back(std::move(*approval));
  return next;
}

Result<Demand> execute(const Demand& demand, const Event& event, const Facts& facts) {
  RINGFENCE_TRY(check_found(demand, event));
  if (auto stop = stopped(demand, facts)) return *stop;
  if (!facts.approvers.empty()) {
    return not_now("who approved may no longer approve: " + facts.approvers, "by the policy in force",
                   "amend the demand, or hold and verify it again: then two others approve");
  }
  const bool freezes = demand.says.kind == Kind::preserve;
  Demand next = in_state(demand, freezes ? State::preserved : State::executed);
  next.frozen = demand.frozen || freezes;
  next.executors.push_back(facts.actor);
  return next;
}

Result<Demand> preserve(const Demand& demand) {
  if (demand.frozen) return not_now("its accounts' rows are preserved already", {}, "`release` ends it");
  if (demand.says.accounts.empty()) return missing("the demand names no account to preserve", "amend it");
  Demand next = demand;
  next.frozen = true;
  return next;
}

Result<Demand> release(const Demand& demand) {
  if (!demand.frozen) return not_now("none of its accounts' rows are preserved", {}, {});
  Demand next = demand;
  next.frozen = false;
  if (next.state == State::preserved) next.state = State::executed;
  return next;
}

Result<Demand> notify(const Demand& demand, const Event& event) {
  if (demand.says.sealed_until && date_of(event.at) < *demand.says.sealed_until) {
    return not_now("the demand is sealed until " + policy::to_text(*demand.says.sealed_until), {},
                   "who it is about is told on that day");
  }
  return in_state(demand, State::notified);
}

Result<Demand> review(const Demand& demand, const Facts& facts) {
  if (!demand.says.emergency) return not_now("only emergencies are reviewed afterwards", {}, {});
  if (demand.reviewed) return not_now("the emergency was reviewed already", {}, {});
  std::vector<Actor> involved = demand.filers;
  for (const Approval& each : demand.approvals) involved.push_back(each.by);
  involved.insert(involved.end(), demand.executors.begin(), demand.executors.end());
  for (const Actor& actor : involved) {
    if (!actor.is(facts.actor)) continue;
    return Error(fmt::format("{} took part in this emergency, and may not review it", facts.actor.officer), {},
                 "somebody else with \"review\" does", "42501");
  }
  Demand next = demand;
  next.reviewed = true;
  return next;
}

Result<Demand> close(const Demand& demand) {
  if (demand.says.emergency && demand.state == State::notified && !demand.reviewed) {
    return not_now("an emergency is reviewed before it is closed", {}, "ringfence demand review");
  }
  if (demand.frozen) return not_now("its accounts' rows are still preserved", {}, "ringfence demand release");
  return in_state(demand, State::closed, demand.why);
}

Demand appeal(const Demand& demand, const Event& event) {
  Demand next = without_approvals(demand);
  next.executors.clear();
  next.called_back = false;
  next.reviewed = false;
  ++next.appeals;
  return in_state(std::move(next), State::received, "appeal: " + event.note);
}

}  // namespace

Result<Demand> taken(const Demand& demand, const Event& event, const Facts& facts) {
  switch (event.kind) {
    case EventKind::file:
    case EventKind::amend:
      return say(demand, event, facts);
    case EventKind::verify:
      return verify(demand, event, facts);
    case EventKind::hold:
      return in_state(without_approvals(demand), State::held, event.note);
    case EventKind::refuse:
      return in_state(without_approvals(demand), State::refused, event.note);
    case EventKind::refer:
      return in_state(without_approvals(demand), State::referred, event.note);
    case EventKind::preserve:
      return preserve(demand);
    case EventKind::release:
      return release(demand);
    case EventKind::approve:
      return approve(demand, event, facts);
    case EventKind::execute:
      return execute(demand, event, facts);
    case EventKind::notify:
      return notify(demand, event);
    case EventKind::review:
      return review(demand, facts);
    case EventKind::close:
      return close(demand);
    case EventKind::appeal:
      return appeal(demand, event);
  }
  return fail("there is no such event");
}

}  // namespace ringfence::demand
