#include "policy/decide.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/decide_judge.h"
#include "policy/decide_words.h"
#include "policy/transfer_rules.h"

namespace ringfence::policy {

std::vector<std::string> Judge::personal() const {
  std::vector<std::string> names;
  for (const TableUse& use : analysis_.tables) {
    if (use.is_personal()) names.push_back(to_text(use.name));
  }
  return names;
}

RingOutcome Judge::in_ring(const Ring& ring) {
  RingOutcome outcome;
  outcome.ring = ring.name;
  for (const TableUse& use : analysis_.tables) {
    if (use.written && use.rule && words::holds(use.rule->never_in, ring.name)) {
      outcome.reason = fmt::format("{} is never in ring {}", to_text(use.name), ring.name);
      return outcome;
    }
  }
  for (const TableUse& use : analysis_.tables) {
    if (use.role == TableRole::bound && use.rule->ring != ring.name) {
      outcome.reason = fmt::format("{} is kept in ring {} only", to_text(use.name), *use.rule->ring);
      return outcome;
    }
  }
  if (ring.name == out_.readers_ring) {
    outcome.allowed = true;
    return outcome;
  }
  outcome.transfer = true;
  if (analysis_.explains) {
    outcome.reason = "EXPLAIN tells of rows that no rule names";
    return outcome;
  }
  if (!analysis_.opaque.empty()) {
    outcome.reason = analysis_.opaque[0].reason + ", and a transfer gives only what rules name";
    return outcome;
  }
  outcome.reason = home_only(false);
  if (!outcome.reason.empty()) return outcome;
  if (analysis_.session.setting) {
    outcome.reason = "it changes a setting, and a transfer gives only what rules name";
    return outcome;
  }
  return transfer_outcome(question_, purpose_, ring, out_.readers_ring);
}

// The rings that the subject may be at home in. False: the question was settled instead.
bool Judge::homes(std::vector<const Ring*>& rings) {
  std::optional<Code> code = question_.subject_home;
  if (analysis_.subject && analysis_.subject->home && !analysis_.subject->values[0].parameter && !code) {
    code = analysis_.subject->values[0].text;
    for (const Table& table : question_.policy->tables) {
      if (table.name != analysis_.subject->root || !table.home) continue;
      const auto mapped = table.home->codes.find(*code);
      if (mapped != table.home->codes.end()) code = mapped->second;
      if (mapped == table.home->codes.end() && !table.home->codes.empty()) code = table.home->otherwise.value_or("");
    }
  }
  if (!code) {
    for (const Ring& ring : question_.policy->rings) rings.push_back(&ring);
    return true;
  }
  const Ring* home = question_.policy->home_of(*code);
  if (!home) {
    refuse(fmt::format("Refused: {} is the home of no ring.", code->empty() ? "the value given" : *code),
           "homes are ISO 3166 codes, and each ring says which are its own");
    return false;
  }
  rings.push_back(home);
  return true;
}

void Judge::go(const std::vector<const Ring*>& rings) {
  for (const Ring* ring : rings) out_.rings.push_back(in_ring(*ring));
  out_.allowed = std::any_of(out_.rings.begin(), out_.rings.end(), [](const RingOutcome& one) { return one.allowed; });
}

void Judge::word_subject(const std::string& why) {
  const bool one = out_.rings.size() == 1;
  const RingOutcome* first = &out_.rings[0];
  if (!out_.allowed) {
    const std::string reason = one ? first->reason : first->reason + ", and of no other ring either";
    refuse(fmt::format("Refused: it would go to {}, {}, but {}.", out_.target, why, reason),
           first->need.empty() ? std::string() : "it would need " + first->need);
    return;
  }
  std::string what;
  if (one) {
    what = first->transfer ? fmt::format("a transfer to {} under rule {}",
                                         out_.readers_ring.empty() ? "a place in no ring" : "ring " + out_.readers_ring,
                                         words::list(first->rules))
                           : "no transfer: the reader is in that ring";
  } else {
    what = out_.readers_ring.empty() ? "" : fmt::format("no transfer where that is ring {}", out_.readers_ring);
    const bool refused =
        std::any_of(out_.rings.begin(), out_.rings.end(), [](const RingOutcome& ring) { return !ring.allowed; });
    const std::string transfers = words::transfers(out_.rings);
    if (!transfers.empty()) what += (what.empty() ? "" : "; ") + transfers;
    if (refused) what += "; refused elsewhere";
  }
  out_.sentence = fmt::format("Goes to {}, {}: {}.", out_.target, why, what);
}

bool Judge::subject() {
  std::string why;
  std::string who;
  if (question_.declared) {
    const auto& proof = analysis_.subject;
    if (proof && !question_.declared->empty() && !proof->home && proof->lookup.empty() && proof->values.size() == 1 &&
        !proof->values[0].parameter && proof->values[0].text != *question_.declared) {
      return refuse(fmt::format("Refused: the declared subject {} contradicts {}, which the statement proves.",
                                *question_.declared, words::subject(*proof)),
                    "declare the one it is about, or none");
    }
    who = "the declared subject";
    if (!question_.declared->empty()) who += " " + *question_.declared;
    why = "as every statement under a declared subject does";
  } else if (analysis_.subject) {
    who = words::subject(*analysis_.subject);
    why = analysis_.subject->home ? fmt::format("as {} says", analysis_.subject->column)
                                  : fmt::format("which {} proves", analysis_.subject->column);
  } else {
    return false;
  }
  std::vector<const Ring*> rings;
  if (!homes(rings)) return true;
  out_.route = Route::subject_home;
  out_.target = rings.size() == 1 ? fmt::format("ring {}, the home of {}", rings[0]->name, who) : "the home of " + who;
  go(rings);
  word_subject(why);
  return true;
}

std::string Judge::shared_table() const {
  const auto use = std::ranges::find(analysis_.tables, TableRole::shared, &TableUse::role);
  return use == analysis_.tables.end() ? std::string() : to_text(use->name);
}

bool Judge::lets_nothing_out(const Ring& ring) const {
  return rules_in_force(*question_.policy, ring.name, out_.readers_ring, purpose_, question_.today).empty();
}

// (3) only shared tables, or rows of nobody that are kept in one ring.
bool Judge::nobodys() {
  if (!personal().empty() || !analysis_.opaque.empty()) return false;
  const Ring* bound = nullptr;
  for (const TableUse& use : analysis_.tables) {
    if (use.role != TableRole::bound) continue;
    const Ring* ring = question_.policy->find_ring(*use.rule->ring);
    if (bound && ring != bound) {
      return refuse(fmt::format("Refused: it joins rows kept in ring {} with rows kept in ring {}.", bound->name,
                                ring ? ring->name : *use.rule->ring),
                    "ask each ring on its own");
    }
    bound = ring;
    if (!ring) return refuse(fmt::format("Refused: ring {} is in no policy.", *use.rule->ring), {});
  }
  if (bound) {
    out_.route = Route::bound_ring;
    out_.target = "ring " + bound->name;
    go({bound});
    word_subject("where rows of nobody are kept");
    return true;
  }
  if (const Ring* here = question_.here; here && here->name != out_.readers_ring) {
    const std::string reason = home_only(true);
    if (!reason.empty()) {
      return refuse(
          fmt::format("Refused: service {} is not in ring {}, and {}.", question_.service->name, here->name, reason),
          "ask the ring that the service is in");
    }
    if (const std::string shared = shared_table(); !shared.empty() && lets_nothing_out(*here)) {
      return refuse(
          fmt::format("Refused: service {} is not in ring {}, no rule lets it read there for {}, and {} is shown "
                      "to those whom one lets read.",
                      question_.service->name, here->name, purpose_, shared),
          "ask the ring that the service is in: shared tables are the same in every ring");
    }
    const auto named = std::ranges::find_if(
        analysis_.tables, [](const TableUse& use) { return use.qualified && use.role == TableRole::shared; });
    if (named != analysis_.tables.end()) {
      return refuse(fmt::format("Refused: service {} is not in ring {}, where it sees {} only without its schema.",
                                question_.service->name, here->name, to_text(named->name)),
                    fmt::format("leave the schema out: write {} alone", named->name.name));
    }
  }
  return stay("this ring", fmt::format("Goes to this ring: {}.", words::nobodys(analysis_)));
}

// COPY FROM STDIN: whose rows come is known only when they do. Each says it itself, or the ring's own constraints
// refuse those that are at home elsewhere.
bool Judge::arrivals() {
  if (!analysis_.session.copies_in || !analysis_.opaque.empty() || out_.readers_ring.empty()) return false;
  if (question_.here && question_.here->name != out_.readers_ring) return false;
  for (const TableUse& use : analysis_.tables) {
    if (use.rule && words::holds(use.rule->never_in, out_.readers_ring)) {
      return refuse(fmt::format("Refused: {} is never in ring {}.", to_text(use.name), out_.readers_ring), {});
    }
  }
  if (!analysis_.copy) {
    return stay("ring " + out_.readers_ring,
                fmt::format("Goes to ring {}, where the service is: its constraints refuse each row that is at home "
                            "elsewhere.",
                            out_.readers_ring));
  }
  out_.route = Route::arrivals;
  out_.target = "ring " + out_.readers_ring;
  std::vector<const Ring*> rings;
  for (const Ring& ring : question_.policy->rings) rings.push_back(&ring);
  go(rings);
  std::vector<std::string> columns;
  for (const CopyIn::Field& field : analysis_.copy->subject) columns.push_back(field.column);
  out_.sentence = fmt::format(
      "Goes to ring {}, where the service is, row by row: {} says whose each is, and the first that "
      "is at home elsewhere ends it.",
      out_.readers_ring, words::list(columns));
  return true;
}

// What tells of rows that no rule names, or of a session of this ring: nothing for a reader elsewhere. `types_too`:
// drivers look types up wherever they are. Empty: there is none.
std::string Judge::home_only(bool types_too) const {
  for (const TableUse& use : analysis_.tables) {
    if (use.role == TableRole::temporary) return to_text(use.name) + " is a temporary table of the session";
    if (use.role == TableRole::system && !(types_too && words::tells_types_only(use.name))) {
      return to_text(use.name) + " tells of rows that no rule names";
    }
  }
  return analysis_.home_only.empty() ? std::string() : analysis_.home_only[0].reason;
}

void Judge::unproven() {
  const bool write = analysis_.verb == StatementVerb::write;
  const auto& doubts = analysis_.opaque.empty() ? analysis_.doubts : analysis_.opaque;
  const std::string reason = doubts.empty() ? "no subject is proven" : doubts[0].reason;
  const std::string column = [&] {
    for (const TableUse& use : analysis_.tables) {
      if (use.is_personal() && use.rule->subject && !use.rule->subject->columns.empty()) {
        return to_text(use.name) + "." + use.rule->subject->columns[0];
      }
    }
    return std::string();
  }();
  std::string hint = "SET ringfence.subject to the one it is about";
  if (!column.empty()) hint += fmt::format(", or add {} = …", column);
  if (!write && question_.service->scope == Scope::home) hint += ", or give the service scope = \"world\"";
  if (!doubts.empty() && !doubts[0].hint.empty()) hint = doubts[0].hint;
  refuse(fmt::format("Refused: no one subject is proven for this {}: {}.", write ? "write" : "read", reason),
         std::move(hint));
}

Decision Judge::run() {
  if (question_.from) {
    if (!reader() && !no_rows()) part(*question_.from);
    return std::move(out_);
  }
  const bool settled = reader() || no_rows() || migration() || whole_statement() || counts_withheld() ||
                       write_to_shared() || subject() || nobodys() || arrivals() || world();
  if (!settled) unproven();
  if (out_.allowed && !analysis_.session.pins.empty()) {
    out_.notes.push_back("the session keeps its server connection from then on, for " + analysis_.session.pins);
  }
  if (analysis_.locks_rows) out_.notes.emplace_back("locks rows, which counts as writing where it is a transfer");
  return std::move(out_);
}

Decision decide(const Question& question) {
  return Judge(question).run();
}

}  // namespace ringfence::policy
