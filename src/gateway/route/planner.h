// From what statements do to their plans: where each goes in this gateway's ring, or why not. Pure. Used by router.cpp
// only.
#pragma once

#include <optional>
#include <vector>

#include "gateway/route/router.h"
#include "policy/decide.h"

namespace ringfence::gateway::planning {

// What the statements are judged on.
struct Ground {
  const Knowledge& knowledge;
  const Asker& asker;
  policy::Date today;
  // Parameters above it stand for the text's literals, in order. Nothing: the text itself was analysed.
  std::optional<unsigned> highest_parameter;
};

// Plan::reads_as.
std::string reads_as(const Ground& ground);

// One plan for each.
std::vector<StatementPlan> plans_of(const Ground& ground, const std::vector<policy::Analysis>& analyses);

// SET, RESET and SHOW of ringfence.*: the gateway's own. Unknown names are refused (42704), and SET of what only tells
// (55P02).
bool is_own(const policy::Analysis& analysis);
StatementPlan own_plan(const policy::Analysis& analysis);

// A decision that refuses, as an error.
Error refusal_of(const policy::Decision& decision);
// What becomes of a statement where the rows are in the outcome's ring.
InRing in_ring(const Ground& ground, const policy::Analysis& analysis, const policy::Decision& decision,
               const policy::RingOutcome& outcome);
// Why this ring's world views cannot be read; nothing: they can.
std::optional<Error> no_world_views(const Ground& ground, const policy::Analysis& analysis,
                                    const policy::Decision& decision);

}  // namespace ringfence::gateway::planning
