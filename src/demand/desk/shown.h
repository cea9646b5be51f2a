// A demand for people and programs. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "demand/store/store.h"

namespace ringfence::demand {

// All of it. `says_canonical` is the text whose SHA-256 is `digest`: whoever signs the digest can see that it is of
// this.
json::object as_json(const Kept& kept, std::uint64_t now);
json::array names_json(const std::vector<Named>& names);
// "3 d 2 h left", "5 h 0 min overdue", "done".
std::string clock_text(const Demand& demand, std::uint64_t now);
bool is_overdue(const Demand& demand, std::uint64_t now);
std::string time_text(std::uint64_t milliseconds);  // 2026-01-01 12:00 UTC

// Whether the step led where it was to lead, rather than to hold, refusal or conflict.
bool was_meant(EventKind kind, State state);

}  // namespace ringfence::demand
