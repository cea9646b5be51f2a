// A demand as it stands: what it says, how far it is, and who did what. A value; only step() makes the next one. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "demand/case/says.h"

namespace ringfence::demand {

enum class State {
  none,  // not filed yet
  received,
  verified,
  held,      // the authority's standing is pause, or an officer holds it
  refused,   // the standing is refuse, or an officer refuses it
  referred,  // to whoever it belongs to
  conflict,  // it reaches further than the authority's law
  approved_once,
  approved,  // by two
  executed,
  preserved,  // rows are frozen: what a demand to preserve comes to
  notified,
  closed,
};
inline constexpr std::size_t states = 13;
std::string_view to_text(State state);

// Who acted: two are one where the person or the key is the same.
struct Actor {
  std::string officer;
  std::string person;
  std::string key;
  [[nodiscard]] bool is(const Actor& other) const { return person == other.person || key == other.key; }
  bool operator==(const Actor&) const = default;
};

struct Approval {
  Actor by;
  std::uint64_t at = 0;
  std::string text;       // that was signed
  std::string signature;  // base64
  bool operator==(const Approval&) const = default;
};

struct Demand {
  std::string id;  // 32 hexadecimal digits
  State state = State::none;
  std::uint64_t version = 0;  // events so far
  std::uint64_t changed = 0;  // when the last one was
  Says says;
  std::string digest;               // of what it says
  std::set<std::string> events;     // their ids
  std::vector<Actor> filers;        // who filed or changed it: they may not approve
  std::vector<Approval> approvals;  // none, or those since it was verified
  std::vector<Actor> executors;
  std::string why;      // of the last hold, refusal, referral or conflict
  bool frozen = false;  // its accounts' rows may not be erased
  bool called_back = false;
  bool reviewed = false;
  unsigned appeals = 0;
};

}  // namespace ringfence::demand
