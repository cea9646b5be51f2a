#include "policy/explain.h"

#include <fmt/format.h>

#include <set>

#include "policy/decide_words.h"

namespace ringfence::policy {
namespace {

std::string column_line(const TableFate& table, const ColumnFate& column) {
  const std::string name =
      column.column == "*" ? to_text(table.table) + ", every other column" : to_text(table.table) + "." + column.column;
  switch (column.fate) {
    case Fate::shown:
      return fmt::format("{}: as it is, by {}", name, column.rule);
    case Fate::masked:
      return fmt::format("{}: masked ({}), by {}", name, words::mask(column.mask), column.rule);
    case Fate::null:
      return fmt::format("{}: NULL, no rule names it", name);
  }
  return name;
}

std::string rule_line(const Transfer& rule) {
  std::string line = fmt::format("rule {}: {}", rule.name, rule.basis.empty() ? "no basis given" : rule.basis);
  line += rule.expires ? fmt::format("; until {}", to_text(*rule.expires)) : "; no expiry";
  if (rule.rows_per_day) line += fmt::format("; at most {} rows a day", *rule.rows_per_day);
  return line;
}

bool same_tables(const RingOutcome& a, const RingOutcome& b) {
  if (a.tables.size() != b.tables.size()) return false;
  for (std::size_t i = 0; i < a.tables.size(); ++i) {
    if (a.tables[i].rows != b.tables[i].rows || a.tables[i].columns.size() != b.tables[i].columns.size()) return false;
    for (std::size_t j = 0; j < a.tables[i].columns.size(); ++j) {
      if (column_line(a.tables[i], a.tables[i].columns[j]) != column_line(b.tables[i], b.tables[i].columns[j])) {
        return false;
      }
    }
  }
  return true;
}

// Rings that get the same answer stand in one line.
void add_transfers(const Decision& decision, std::string& text) {
  std::set<std::size_t> told;
  for (std::size_t i = 0; i < decision.rings.size(); ++i) {
    const RingOutcome& outcome = decision.rings[i];
    if (!outcome.transfer || !outcome.allowed || told.contains(i)) continue;
    std::vector<std::string> alike;
    for (std::size_t j = i; j < decision.rings.size(); ++j) {
      const RingOutcome& other = decision.rings[j];
      if (!other.transfer || !other.allowed || !same_tables(outcome, other)) continue;
      told.insert(j);
      alike.push_back(other.ring);
    }
    text += fmt::format("  from ring {}:\n", words::list(alike));
    for (const TableFate& table : outcome.tables) {
      for (const ColumnFate& column : table.columns) text += fmt::format("    {}\n", column_line(table, column));
      if (!table.rows.empty()) {
        text += fmt::format("    {}: only rows where {}\n", to_text(table.table), fmt::join(table.rows, " or "));
      }
    }
  }
}

void add_refusals(const Decision& decision, std::string& text) {
  if (!decision.allowed) return;
  for (const RingOutcome& outcome : decision.rings) {
    if (outcome.allowed) continue;
    text += fmt::format("  from ring {}: refused, {}\n", outcome.ring, outcome.reason);
    if (!outcome.need.empty()) text += fmt::format("    it would need {}\n", outcome.need);
  }
}

std::vector<const Transfer*> rules_used(const Question& question, const Decision& decision) {
  std::set<std::string> names;
  for (const RingOutcome& outcome : decision.rings) names.insert(outcome.rules.begin(), outcome.rules.end());
  std::vector<const Transfer*> rules;
  for (const Transfer& rule : question.policy->transfers) {
    if (names.contains(rule.name)) rules.push_back(&rule);
  }
  return rules;
}

json::array tables_as_json(const RingOutcome& outcome) {
  json::array tables;
  for (const TableFate& table : outcome.tables) {
    json::array columns;
    for (const ColumnFate& column : table.columns) {
      json::object one{{"column", column.column},
                       {"fate", column.fate == Fate::shown    ? "shown"
                                : column.fate == Fate::masked ? "masked"
                                                              : "null"}};
      if (column.fate == Fate::masked) one["mask"] = words::mask(column.mask);
      if (!column.rule.empty()) one["rule"] = column.rule;
      columns.emplace_back(std::move(one));
    }
    tables.emplace_back(json::object{
        {"table", to_text(table.table)}, {"columns", std::move(columns)}, {"rows", json::value_from(table.rows)}});
  }
  return tables;
}

std::string_view route_name(Route route) {
  switch (route) {
    case Route::refused:
      return "refused";
    case Route::subject_home:
      return "subject_home";
    case Route::arrivals:
      return "arrivals";
    case Route::this_ring:
      return "this_ring";
    case Route::bound_ring:
      return "bound_ring";
    case Route::world:
      return "world";
  }
  return "refused";
}

json::array doubts_as_json(const Analysis& analysis) {
  json::array doubts;
  for (const auto* list : {&analysis.opaque, &analysis.doubts}) {
    for (const Doubt& doubt : *list) {
      doubts.emplace_back(json::object{{"reason", doubt.reason}, {"position", doubt.position}});
    }
  }
  return doubts;
}

}  // namespace

std::string explain(const Question& question, const Decision& decision) {
  std::string text = decision.sentence + "\n";
  if (!decision.detail.empty() && decision.position) text += fmt::format("  at character {}: ", decision.position);
  if (!decision.detail.empty()) text += fmt::format("{}{}\n", decision.position ? "" : "  ", decision.detail);
  if (decision.allowed) add_transfers(decision, text);
  add_refusals(decision, text);
  for (const Transfer* rule : decision.allowed ? rules_used(question, decision) : std::vector<const Transfer*>()) {
    text += fmt::format("  {}\n", rule_line(*rule));
  }
  if (!question.analysis->subject && !decision.allowed) {
    for (const auto* list : {&question.analysis->opaque, &question.analysis->doubts}) {
      for (const Doubt& doubt : *list) {
        text += doubt.position ? fmt::format("  at character {}: {}\n", doubt.position, doubt.reason)
                               : fmt::format("  {}\n", doubt.reason);
      }
    }
  }
  for (const std::string& note : decision.notes) text += fmt::format("  {}\n", note);
  if (!decision.hint.empty()) text += fmt::format("hint: {}\n", decision.hint);
  return text;
}

json::object explain_as_json(const Question& question, const Decision& decision) {
  json::array rings;
  for (const RingOutcome& outcome : decision.rings) {
    json::object one{{"ring", outcome.ring},
                     {"allowed", outcome.allowed},
                     {"transfer", outcome.transfer},
                     {"rules", json::value_from(outcome.rules)},
                     {"tables", tables_as_json(outcome)}};
    if (!outcome.reason.empty()) one["reason"] = outcome.reason;
    if (!outcome.need.empty()) one["need"] = outcome.need;
    rings.emplace_back(std::move(one));
  }
  json::object told{{"allowed", decision.allowed},
                    {"route", route_name(decision.route)},
                    {"target", decision.target},
                    {"readers_ring", decision.readers_ring},
                    {"sentence", decision.sentence},
                    {"hint", decision.hint},
                    {"rings", std::move(rings)},
                    {"doubts", doubts_as_json(*question.analysis)},
                    {"notes", json::value_from(decision.notes)}};
  if (!decision.detail.empty()) told["detail"] = decision.detail;
  return told;
}

}  // namespace ringfence::policy
