// From one state of a demand to the next. Pure: no clock, no I/O. Closed: a step that is not listed is refused, with
// what is missing and the way out. SQLSTATEs: 40001 somebody was faster, or a replay; 42501 who asks may not; 55000 not
// in this state; 22023 what is given is not as it should be.
#pragma once

#include "demand/case/event.h"

namespace ringfence::demand {

// By the policy in force. `now` is the machine's clock: an event of later, or from before the last one, is refused.
Result<Demand> step(const Demand& demand, const Event& event, const policy::Policy& policy, std::uint64_t now);

// The same by facts that were established before: what rebuilds a demand from what is kept of it.
Result<Demand> apply(const Demand& demand, const Event& event, const Facts& facts, std::uint64_t now);

// Whether the state allows the event at all.
bool is_legal(State state, EventKind event);
// What may be done next, for people.
std::string next_steps(const Demand& demand);

}  // namespace ringfence::demand
