// What is refused before anyone asks whose rows they are.
#include <fmt/format.h>

#include "policy/decide_judge.h"
#include "policy/decide_words.h"

namespace ringfence::policy {

// Who asks, for what, on whose behalf: closed before the statement is looked at.
bool Judge::reader() {
  const Service& service = *question_.service;
  purpose_ = question_.purpose;
  if (purpose_.empty() && service.purposes.size() == 1) purpose_ = service.purposes[0];
  if (purpose_.empty()) {
    return refuse(fmt::format("Refused: service {} has several purposes and none is said.", service.name),
                  fmt::format("say one of: {}", fmt::join(service.purposes, ", ")));
  }
  if (!words::holds(service.purposes, purpose_)) {
    return refuse(fmt::format("Refused: service {} may not act for {}.", service.name, purpose_),
                  fmt::format("its purposes are: {}", fmt::join(service.purposes, ", ")));
  }
  if (const Ring* ring = question_.policy->home_of(service.location)) out_.readers_ring = ring->name;
  const auto& viewers = service.viewers;
  if (question_.viewer && !viewers.empty() && !words::holds(viewers, "*") &&
      !words::holds(viewers, *question_.viewer)) {
    return refuse(fmt::format("Refused: service {} does not act for viewers in {}.", service.name, *question_.viewer),
                  fmt::format("its viewers are: {}", fmt::join(viewers, ", ")));
  }
  for (const TableUse& use : analysis_.tables) {
    if (use.rule && use.rule->content && !question_.viewer) {
      return refuse(fmt::format("Refused: {} can be withheld, and no viewer is said.", to_text(use.name)),
                    "say for whom the service acts: SET ringfence.viewer, or --viewer");
    }
  }
  return false;
}

bool Judge::whole_statement() {
  if (analysis_.verb == StatementVerb::transaction) {
    out_.route = Route::this_ring;
    out_.allowed = true;
    out_.target = "the ring of the transaction";
    out_.sentence = "Goes to the ring that the transaction is in: it touches no rows.";
    return true;
  }
  for (const TableUse& use : analysis_.tables) {
    if (use.role == TableRole::unknown) {
      return refuse(fmt::format("Refused: table {} is not in the policy.", to_text(use.name)),
                    fmt::format("write what it is: [table.{}], with subject, shared or ring", to_text(use.name)));
    }
  }
  if (analysis_.verb == StatementVerb::other) {
    return refuse(fmt::format("Refused: {}.",
                              analysis_.opaque.empty() ? "this is no statement on rows" : analysis_.opaque[0].reason),
                  "schema changes and blocks of code go to each ring's database directly");
  }
  return false;
}

bool Judge::write_to_shared() {
  for (const TableUse& use : analysis_.tables) {
    if (!use.written || (use.role != TableRole::shared && use.role != TableRole::system)) continue;
    return refuse(fmt::format("Refused: {} is shared, and a write through one ring would make the rings differ.",
                              to_text(use.name)),
                  "write it in every ring, with the migration that all of them run");
  }
  return false;
}

}  // namespace ringfence::policy
