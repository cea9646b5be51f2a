// What each event makes of a demand whose state allows it. For this folder only.
#pragma once

#include "demand/case/event.h"

namespace ringfence::demand {

// All but the version, the time and the event's id, which apply() sets.
Result<Demand> taken(const Demand& demand, const Event& event, const Facts& facts);

}  // namespace ringfence::demand
