#include "demand/case/step.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "demand/case/steps.h"

namespace ringfence::demand {

namespace {

using S = State;
using E = EventKind;

struct Legal {
  EventKind event;
  std::vector<State> in;
};

const std::vector<Legal>& legal() {
  static const std::vector<Legal> all = {
      {E::file, {S::none}},
      {E::amend, {S::received, S::verified, S::held, S::conflict, S::approved_once, S::approved}},
      {E::verify, {S::received, S::held, S::conflict}},
      {E::hold, {S::received, S::verified, S::conflict, S::approved_once, S::approved}},
      {E::refuse, {S::received, S::verified, S::held, S::conflict, S::approved_once, S::approved}},
      {E::refer, {S::received, S::verified, S::held, S::conflict}},
      {E::preserve, {S::verified, S::held, S::conflict, S::approved_once, S::approved}},
      {E::release,
       {S::verified, S::held, S::conflict, S::approved_once, S::approved, S::refused, S::referred, S::executed,
        S::preserved, S::notified}},
      {E::approve, {S::verified, S::approved_once}},
      {E::execute, {S::approved}},
      {E::notify, {S::executed}},
      {E::review, {S::executed, S::notified}},
      {E::close, {S::refused, S::referred, S::notified}},
      {E::appeal, {S::executed, S::notified, S::closed}},
  };
  return all;
}

const Legal& legal(EventKind event) {
  return *std::ranges::find(legal(), event, &Legal::event);
}

Error not_now(const Demand& demand, EventKind event) {
  std::string in;
  for (const State state : legal(event).in) in += (in.empty() ? "" : ", ") + std::string(to_text(state));
  return {fmt::format("{}: not in this state: the demand is {}", to_text(event), to_text(demand.state)),
          demand.why.empty() ? std::string() : "it is because: " + demand.why,
          fmt::format("it is for demands that are {}; {}", in, next_steps(demand)), "55000"};
}

bool is_id(std::string_view text) {
  constexpr std::size_t digits = 32;
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Replays, losers of a race, clocks.
Status check_order(const Demand& demand, const Event& event, std::uint64_t now) {
  if (!is_id(event.id))
    return Error("an event has no id of its own", {}, "32 hexadecimal digits, new for each", "22023");
  if (demand.events.contains(event.id)) {
    return Error("this has happened already: the event was replayed", "event " + event.id,
                 "see what became of it: ringfence demand show", "40001");
  }
  if (event.version != demand.version) {
    return Error("the demand is not as you saw it: somebody was faster",
                 fmt::format("you saw version {}, it is at version {}", event.version, demand.version),
                 "look again (ringfence demand show), then decide again", "40001");
  }
  if (event.at > now) {
    return Error("the event is of a later time than this machine's clock has", {}, "set the clocks right", "22023");
  }
  if (event.at < demand.changed) {
    return Error("the clock went backwards: the event is older than the last one of this demand",
                 fmt::format("{} ms behind", demand.changed - event.at), "set the clocks right", "22023");
  }
  if (demand.events.size() >= limits::demand_events) {
    return Error(fmt::format("a demand has at most {} events", limits::demand_events), {}, "file a new one", "54000");
  }
  if (event.note.size() > limits::demand_text_bytes || event.contact.size() > limits::demand_text_bytes) {
    return Error(fmt::format("a text is longer than {} bytes", limits::demand_text_bytes), {}, {}, "22023");
  }
  return {};
}

Status check_rights(const Event& event, const Facts& facts) {
  if (facts.actor.person.empty() || facts.actor.key.empty()) {
    return Error(fmt::format("the policy has no officer {}", event.officer), {},
                 fmt::format("register them: [officer.{}] with person, key, may", event.officer), "42501");
  }
  if (!facts.may) {
    return Error(fmt::format("{} may not {}", event.officer, to_text(right_for(event.kind))),
                 fmt::format("{} needs \"{}\"", to_text(event.kind), to_text(right_for(event.kind))),
                 fmt::format("`may` of [officer.{}] in the policy says what they may do", event.officer), "42501");
  }
  return {};
}

Status check_note(const Event& event) {
  switch (event.kind) {
    case E::hold:
    case E::refuse:
    case E::refer:
    case E::review:
    case E::appeal:
    case E::notify:
      if (!event.note.empty()) return {};
      return Error(fmt::format("{}: nothing says why, or to whom", to_text(event.kind)), {}, "--note TEXT", "22023");
    default:
      return {};
  }
}

}  // namespace

bool is_legal(State state, EventKind event) {
  return std::ranges::find(legal(event).in, state) != legal(event).in.end();
}

std::string next_steps(const Demand& demand) {
  std::string steps;
  for (const EventKind event : every_event) {
    const bool idle = (event == E::release && !demand.frozen) || (event == E::preserve && demand.frozen) ||
                      (event == E::review && (!demand.says.emergency || demand.reviewed));
    if (!idle && is_legal(demand.state, event)) steps += (steps.empty() ? "" : ", ") + std::string(to_text(event));
  }
  return steps.empty() ? "nothing more can be done" : "what can be done now: " + steps;
}

Result<Demand> apply(const Demand& demand, const Event& event, const Facts& facts, std::uint64_t now) {
  RINGFENCE_TRY(check_order(demand, event, now));
  RINGFENCE_TRY(check_rights(event, facts));
  if (!is_legal(demand.state, event.kind)) return not_now(demand, event.kind);
  if (!facts.known) {
    return Error("the policy does not have this authority", {}, "register it: [[authority]]", "22023");
  }
  RINGFENCE_TRY(check_note(event));
  auto next = taken(demand, event, facts);
  if (!next) return next;
  next->events.insert(event.id);
  next->version = demand.version + 1;
  next->changed = event.at;
  return next;
}

Result<Demand> step(const Demand& demand, const Event& event, const policy::Policy& policy, std::uint64_t now) {
  if (event.says) RINGFENCE_TRY(check(*event.says, policy));
  return apply(demand, event, facts_of(demand, event, policy), now);
}

}  // namespace ringfence::demand
