// What happens to a demand, and what of the policy decided it. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "demand/case/demand.h"

namespace ringfence::demand {

enum class EventKind {
  file,
  amend,   // other words: verified and approved anew
  verify,  // genuine, and within the law: by standing and reach
  hold,
  refuse,
  refer,
  preserve,  // meanwhile: its accounts' rows are frozen
  release,   // they no longer are
  approve,
  execute,
  notify,
  review,  // of an emergency, afterwards
  close,
  appeal,  // the subject's or author's: opens it again
};
inline constexpr std::array every_event = {
    EventKind::file,   EventKind::amend,    EventKind::verify,  EventKind::hold,    EventKind::refuse,
    EventKind::refer,  EventKind::preserve, EventKind::release, EventKind::approve, EventKind::execute,
    EventKind::notify, EventKind::review,   EventKind::close,   EventKind::appeal};
std::string_view to_text(EventKind kind);
// What an officer must be allowed for it.
policy::OfficerMay right_for(EventKind kind);

// Where an account is at home, as the directory of the demand's ring and its row say.
struct Found {
  std::string ring;   // empty: nobody of that key is known
  policy::Code code;  // empty: not in this ring
  bool operator==(const Found&) const = default;
};

struct Event {
  std::string id;  // 32 hexadecimal digits, new for each: a repeated one is a replay
  EventKind kind = EventKind::file;
  std::uint64_t version = 0;  // of the demand, as who asks has seen it
  std::uint64_t at = 0;       // milliseconds since 1970, by who asks
  std::string officer;
  std::optional<Says> says;  // file, amend
  std::vector<Found> found;  // verify, approve, execute: one an account
  std::string note;          // why, to whom, what came of it
  std::string contact;       // verify of an emergency: where the authority was called back
  std::string signature;     // approve: base64
};

// What the policy in force said when it happened. Kept with the event, so that the past stays as it was judged.
struct Facts {
  std::string policy;  // its hash
  Actor actor;
  bool may = false;
  bool known = false;  // the authority
  policy::StandingIs standing = policy::StandingIs::refuse;
  std::string standing_text;  // "pause since 2020-07-06: review of the law"
  std::string contact;        // of the authority
  std::string foreign;        // what is outside its reach; empty: nothing
  std::string approvers;      // who approved and may no longer; empty: all may
  bool operator==(const Facts&) const = default;
};

Facts facts_of(const Demand& demand, const Event& event, const policy::Policy& policy);

// One canonical text for both, and back; `parse` takes nothing that `to_text` would not write.
struct Recorded {
  Event event;
  Facts facts;
};
Result<std::string> to_text(const Recorded& recorded);
Result<Recorded> parse_recorded(std::string_view text);

}  // namespace ringfence::demand
