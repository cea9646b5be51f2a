// Refusals in words.
#include <fmt/format.h>

#include "gateway/route/planner.h"

namespace ringfence::gateway::planning {

namespace {

constexpr const char* not_permitted = "42501";

// "Refused: no one …." -> "refused: no one …", as PostgreSQL's messages begin and end.
std::string as_message(std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  if (!sentence.empty() && sentence[0] >= 'A' && sentence[0] <= 'Z')
    sentence[0] = static_cast<char>(sentence[0] | 0x20);
  return sentence;
}

std::string place_of_reader(const policy::Decision& decision) {
  return decision.readers_ring.empty() ? "in no ring" : "in ring " + decision.readers_ring;
}

std::string rules_of(const policy::RingOutcome& outcome) {
  return fmt::format("{} {}", outcome.rules.size() == 1 ? "rule" : "rules", fmt::join(outcome.rules, ", "));
}

std::string need_of(const policy::RingOutcome& outcome, std::string otherwise) {
  return outcome.need.empty() ? std::move(otherwise) : "it would need " + outcome.need;
}

Error in_another_ring(const Ground& ground, const policy::Decision& decision, const policy::RingOutcome& outcome) {
  Error error{fmt::format("refused: the rows are in ring {}, and this gateway runs statements in ring {} only",
                          outcome.ring, ground.knowledge.here->name),
              {},
              fmt::format("ask the gateway of ring {}, as a service located there", outcome.ring),
              not_permitted};
  if (!outcome.allowed) {
    error.detail = outcome.reason;
    error.hint = need_of(outcome, error.hint);
  } else if (outcome.transfer) {
    error.detail = fmt::format("{} would permit the transfer from ring {}, but this gateway carries none",
                               rules_of(outcome), outcome.ring);
  } else {
    error.detail = fmt::format("service {} is {}", ground.asker.service->name, place_of_reader(decision));
    error.hint = fmt::format("connect to the gateway of ring {}", outcome.ring);
  }
  return error;
}

}  // namespace

Error refusal_of(const policy::Decision& decision) {
  return {as_message(decision.sentence), {}, decision.hint, not_permitted};
}

std::optional<Error> against(const Ground& ground, const policy::Decision& decision,
                             const policy::RingOutcome& outcome) {
  if (outcome.ring != ground.knowledge.here->name) return in_another_ring(ground, decision, outcome);
  const std::string& service = ground.asker.service->name;
  if (!outcome.allowed) {
    std::string detail;
    if (outcome.transfer) {
      detail = fmt::format("the rows are in ring {}, and service {} is {}", outcome.ring, service,
                           place_of_reader(decision));
    }
    return Error("refused: " + outcome.reason, std::move(detail), need_of(outcome, {}), not_permitted);
  }
  if (!outcome.transfer) return std::nullopt;
  return Error(fmt::format("refused: service {} is {}, so that reading rows of ring {} is a transfer, and this gateway "
                           "carries none",
                           service, place_of_reader(decision), outcome.ring),
               fmt::format("{} would permit it", rules_of(outcome)),
               fmt::format("ask as a service located in ring {}", outcome.ring), not_permitted);
}

Error no_world_views(const policy::Analysis& analysis) {
  std::string hint = "SET ringfence.subject to the one it is about";
  for (const policy::TableUse& use : analysis.tables) {
    if (!use.is_personal() || !use.rule->subject || use.rule->subject->columns.empty()) continue;
    hint += fmt::format(", or add {}.{} = …", policy::to_text(use.name), use.rule->subject->columns[0]);
    break;
  }
  return {"refused: no one subject is proven for this read, and this gateway has no world views",
          analysis.doubts.empty() ? std::string() : analysis.doubts[0].reason, std::move(hint), not_permitted};
}

}  // namespace ringfence::gateway::planning
