// Refusals in words.
#include <fmt/format.h>

#include "gateway/route/planner.h"
#include "policy/transfer_rules.h"

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
  Error error{fmt::format("refused: the rows are at home in ring {}", outcome.ring),
              {},
              fmt::format("connect to the gateway of ring {}", outcome.ring),
              not_permitted};
  if (!outcome.allowed) {
    error.detail = outcome.reason;
    error.hint = need_of(outcome, error.hint);
  } else {
    error.detail = fmt::format("service {} is {}, and this is the gateway of ring {}", ground.asker.service->name,
                               place_of_reader(decision), ground.knowledge.here->name);
  }
  return error;
}

Error not_permitted_here(const Ground& ground, const policy::Decision& decision, const policy::RingOutcome& outcome) {
  std::string detail;
  if (outcome.transfer) {
    detail = fmt::format("the rows are in ring {}, and service {} is {}", outcome.ring, ground.asker.service->name,
                         place_of_reader(decision));
  }
  return {"refused: " + outcome.reason, std::move(detail), need_of(outcome, {}), not_permitted};
}

// A ring's gateway asks others for its own services alone: it could not prove that anybody else is asking.
Error by_another_gateway(const Ground& ground, const policy::Decision& decision, const policy::RingOutcome& outcome) {
  return {fmt::format("refused: the rows are at home in ring {}, and the gateway of ring {} asks for them only for "
                      "readers of its own ring",
                      outcome.ring, ground.knowledge.here->name),
          fmt::format("service {} is {}; {} would permit it", ground.asker.service->name, place_of_reader(decision),
                      rules_of(outcome)),
          fmt::format("connect to the gateway of ring {}", outcome.ring), not_permitted};
}

Error no_ledger(const Ground& ground, const policy::RingOutcome& outcome) {
  return {fmt::format("refused: the gateway of ring {} keeps no ledger, and carries no transfer from ring {} without",
                      ground.knowledge.here->name, outcome.ring),
          fmt::format("{} would permit it", rules_of(outcome)), "give the gateway a `ledger`", not_permitted};
}

// What a transfer's role could not do, or nobody could put on record.
std::optional<Error> not_carried(const policy::Analysis& analysis, const policy::RingOutcome& outcome) {
  const auto refused = [&](std::string_view what, std::string hint) {
    return Error(fmt::format("refused: {} is not carried over the border of ring {}", what, outcome.ring),
                 fmt::format("{} would permit the rows", rules_of(outcome)), std::move(hint), "0A000");
  };
  if (analysis.explains) return refused("EXPLAIN", "a plan tells of rows that no rule admits");
  if (analysis.session.copies_in) return refused("COPY FROM", "INSERT them");
  if (!analysis.session.pins.empty()) return refused(analysis.session.pins, "leave it out");
  if (!analysis.session.makes_temporary.empty()) return refused("a temporary table", "leave it out");
  if (!analysis.home_only.empty()) return refused(analysis.home_only[0].reason, "leave it out");
  for (const policy::TableUse& use : analysis.tables) {
    if (analysis.through_views || !use.qualified || use.role == policy::TableRole::system) continue;
    return refused(policy::to_text(use.name) + " with its schema", fmt::format("write {} alone", use.name.name));
  }
  return std::nullopt;
}

TransferPlan transfer_of(const Ground& ground, const policy::Decision& decision, const policy::RingOutcome& outcome) {
  TransferPlan plan;
  plan.from = outcome.ring;
  plan.to = decision.readers_ring;
  plan.purpose = policy::purpose_of(*ground.asker.service, ground.asker.purpose);
  plan.rules = outcome.rules;
  for (const policy::TableFate& table : outcome.tables) {
    TransferPlan::Table named{policy::to_text(table.table), {}};
    for (const policy::ColumnFate& column : table.columns) {
      if (column.fate != policy::Fate::null) named.columns.push_back(column.column);
    }
    plan.tables.push_back(std::move(named));
  }
  plan.role = policy::transfer_name(plan.to, plan.purpose);
  return plan;
}

}  // namespace

Error refusal_of(const policy::Decision& decision) {
  return {as_message(decision.sentence), decision.detail, decision.hint, not_permitted};
}

InRing in_ring(const Ground& ground, const policy::Analysis& analysis, const policy::Decision& decision,
               const policy::RingOutcome& outcome) {
  const bool here = outcome.ring == ground.knowledge.here->name;
  if (here && !outcome.allowed) return {not_permitted_here(ground, decision, outcome), nullptr};
  if (!outcome.transfer || !outcome.allowed) {
    if (here) return {};
    return {in_another_ring(ground, decision, outcome), nullptr};
  }
  if (!here && decision.readers_ring != ground.knowledge.here->name) {
    return {by_another_gateway(ground, decision, outcome), nullptr};
  }
  if (!ground.knowledge.keeps_ledger) return {no_ledger(ground, outcome), nullptr};
  if (auto why = not_carried(analysis, outcome)) return {std::move(why), nullptr};
  return {std::nullopt, std::make_shared<const TransferPlan>(transfer_of(ground, decision, outcome))};
}

std::optional<Error> no_world_views(const Ground& ground, const policy::Analysis& analysis,
                                    const policy::Decision& decision) {
  const policy::Ring& here = *ground.knowledge.here;
  if (decision.readers_ring != here.name) {
    return Error(fmt::format("refused: service {} is {}, and the world views of ring {} are for its own readers",
                             ground.asker.service->name, place_of_reader(decision), here.name),
                 "no one subject is proven for this read",
                 decision.readers_ring.empty() ? "say whose rows it is about"
                                               : "connect to the gateway of ring " + decision.readers_ring,
                 not_permitted);
  }
  if (!ground.knowledge.keeps_ledger) {
    return Error(
        fmt::format("refused: the gateway of ring {} keeps no ledger, and reads no other ring without", here.name), {},
        "give the gateway a `ledger`", not_permitted);
  }
  for (const policy::TableUse& use : analysis.tables) {
    if (!use.qualified || use.role == policy::TableRole::system) continue;
    return Error(fmt::format("refused: {} with its schema is the table of this ring alone, and no one subject is "
                             "proven for this read",
                             policy::to_text(use.name)),
                 fmt::format("service {} reads all rings: the views of schema {} have the tables' names",
                             ground.asker.service->name,
                             policy::world_name(policy::purpose_of(*ground.asker.service, ground.asker.purpose))),
                 fmt::format("leave the schema out: {} is then its world view", use.name.name), not_permitted);
  }
  if (analysis.locks_rows || !analysis.session.pins.empty()) {
    return Error(
        fmt::format("refused: {} is not for world views", analysis.locks_rows ? "locking rows" : analysis.session.pins),
        {}, "leave it out, or say whose rows it is about", "0A000");
  }
  return std::nullopt;
}

}  // namespace ringfence::gateway::planning
