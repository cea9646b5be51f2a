// What is refused before anyone asks whose rows they are.
#include <fmt/format.h>

#include <algorithm>

#include "policy/decide_judge.h"
#include "policy/decide_words.h"

namespace ringfence::policy {

static constexpr std::string_view migrate = "migrate";

static bool is_content(const TableUse& use) {
  return use.rule && use.rule->content;
}

// Who asks, for what, on whose behalf: closed before the statement is looked at.
bool Judge::reader() {
  const Service& service = *question_.service;
  purpose_ = purpose_of(service, question_.purpose);
  if (purpose_.empty() && touches_no_rows()) return false;  // BEGIN may come before the purpose is set
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
    if (is_content(use) && !question_.viewer && purpose_ != migrate) {
      return refuse(fmt::format("Refused: {} can be withheld, and no viewer is said.", to_text(use.name)),
                    "say for whom the service acts: SET ringfence.viewer, or --viewer");
    }
  }
  return false;
}

bool Judge::touches_no_rows() const {
  return analysis_.verb == StatementVerb::transaction ||
         (analysis_.verb == StatementVerb::session && analysis_.opaque.empty());
}

// What is the same for whatever purpose: it touches no rows, or would undo what every decision rests on.
bool Judge::no_rows() {
  if (analysis_.forbidden) {
    return refuse(fmt::format("Refused: {}.", analysis_.forbidden->reason), analysis_.forbidden->hint);
  }
  if (analysis_.renames && purpose_ != migrate) {
    return refuse(fmt::format("Refused: {}.", analysis_.renames->reason), analysis_.renames->hint);
  }
  if (analysis_.verb == StatementVerb::transaction) {
    return stay("the ring of the transaction", "Goes to the ring that the transaction is in: it touches no rows.");
  }
  if (touches_no_rows()) {
    return stay("this ring", "Goes to this ring: it touches no rows.");
  }
  return false;
}

// A migration may do anything in the ring it is in: there are only that ring's own people's rows, and PostgreSQL's own
// constraints keep it so. Never anything in another.
bool Judge::migration() {
  if (purpose_ != migrate) return false;
  const std::string& service = question_.service->name;
  if (out_.readers_ring.empty()) {
    return refuse(
        fmt::format("Refused: service {} is located in no ring, so there is none that it may migrate.", service),
        "run the migration as a service located in the ring");
  }
  if (question_.here && question_.here->name != out_.readers_ring) {
    return refuse(fmt::format("Refused: service {} is in ring {}, and may not migrate ring {}.", service,
                              out_.readers_ring, question_.here->name),
                  "run the migration in each ring, as a service located there");
  }
  if (question_.declared) out_.notes.emplace_back("the declared subject does not decide where a migration goes");
  return stay("ring " + out_.readers_ring,
              fmt::format("Goes to ring {}, where the service is: a migration may do anything there, to that ring's "
                          "own rows.",
                          out_.readers_ring));
}

bool Judge::whole_statement() {
  for (const TableUse& use : analysis_.tables) {
    if (use.role == TableRole::unknown) {
      return refuse(fmt::format("Refused: table {} is not in the policy.", to_text(use.name)),
                    fmt::format("write what it is: [table.{}], with subject, shared or ring", to_text(use.name)));
    }
  }
  if (analysis_.verb == StatementVerb::other || analysis_.verb == StatementVerb::session) {
    const Doubt why = analysis_.opaque.empty() ? Doubt{"this is no statement on rows", 0, {}} : analysis_.opaque[0];
    return refuse(
        fmt::format("Refused: {}.", why.reason),
        why.hint.empty() ? "schema changes and blocks of code need the purpose migrate, in each ring" : why.hint);
  }
  return false;
}

// "Rows Removed by Filter" has what is withheld in it, by sealed orders too.
bool Judge::counts_withheld() {
  if (!analysis_.measures) return false;
  const auto content = std::ranges::find_if(analysis_.tables, is_content);
  const bool named = content != analysis_.tables.end();
  const bool maybe = !analysis_.opaque.empty() && std::ranges::any_of(question_.policy->tables, &Table::content);
  if (!named && !maybe) return false;
  return refuse(fmt::format("Refused: {} can be withheld, and EXPLAIN (ANALYZE) tells how many rows are.",
                            named ? to_text(content->name) : "what it reads"),
                "leave ANALYZE out, or run it as a service with the purpose migrate");
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
