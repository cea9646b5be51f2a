// Reads that prove nobody: of every ring, through world views, and each ring's part of them.
#include <fmt/format.h>

#include <algorithm>

#include "policy/decide_judge.h"
#include "policy/decide_words.h"

namespace ringfence::policy {

// (4) a read that proves nobody, of a service whose scope is the world.
bool Judge::world() {
  if (question_.service->scope != Scope::world || analysis_.verb != StatementVerb::read || !analysis_.opaque.empty()) {
    return false;
  }
  std::vector<const Ring*> rings;
  for (const Ring& ring : question_.policy->rings) rings.push_back(&ring);
  out_.route = Route::world;
  out_.target = fmt::format("the world views of {}", purpose_);
  go(rings);
  const auto refused = std::find_if(out_.rings.begin(), out_.rings.end(), [](const auto& one) { return !one.allowed; });
  if (refused != out_.rings.end() && (!question_.service->partial || !out_.allowed)) {
    return refuse(
        fmt::format("Refused: it would read every ring's {}, but {}.", words::list(personal()), refused->reason),
        !refused->need.empty() ? "it would need " + refused->need
        : analysis_.explains   ? "run it, or explain it for one subject who is at home in this ring"
                               : std::string());
  }
  if (tells_others()) return true;
  const std::string transfers = words::transfers(out_.rings);
  out_.sentence =
      fmt::format("Goes to {}, since no one subject is proven and the scope of {} is the world: {}.", out_.target,
                  question_.service->name, transfers.empty() ? "no row crosses a border" : transfers);
  if (refused != out_.rings.end()) out_.sentence.insert(out_.sentence.size() - 1, "; what is refused is left out");
  return true;
}

// What a world view's foreign table asks of its ring: all that the rules let out of it, and no one's in particular.
void Judge::part(const Ring& from) {
  out_.target = "ring " + from.name;
  if (analysis_.verb != StatementVerb::read || analysis_.locks_rows) {
    refuse("Refused: world views are read, and nothing else.", "say whose rows are to be written");
    return;
  }
  if (!analysis_.opaque.empty()) {
    refuse(fmt::format("Refused: {}.", analysis_.opaque[0].reason), analysis_.opaque[0].hint);
    return;
  }
  out_.route = Route::world;
  go({&from});
  const RingOutcome& one = out_.rings[0];
  if (!one.allowed) {
    refuse(fmt::format("Refused: {}.", one.reason), one.need.empty() ? std::string() : "it would need " + one.need);
    return;
  }
  out_.sentence = fmt::format("Goes to {}, for a world view: {}.", out_.target, words::transfers(out_.rings));
}

}  // namespace ringfence::policy
