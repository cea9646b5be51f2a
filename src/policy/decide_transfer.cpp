// What the rules let out of one ring for one reader.
#include <fmt/format.h>

#include <algorithm>

#include "policy/decide.h"
#include "policy/decide_words.h"
#include "policy/transfer_rules.h"

namespace ringfence::policy {
namespace {

struct Ground {
  const Question& question;
  const std::string& purpose;
  const Ring& from;
  const std::string& to;
};

ColumnFate fate_of(const std::vector<const Transfer*>& rules, const Table& table, const std::string& column) {
  ColumnFate fate{column, Fate::null, {}, {}};
  for (const Transfer* rule : rules) {
    if (!admits(*rule, table, column)) continue;
    const auto masked = rule->masks.find(ColumnRef{table.name, column});
    if (masked == rule->masks.end()) return {column, Fate::shown, {}, rule->name};
    if (fate.fate == Fate::null) fate = {column, Fate::masked, masked->second, rule->name};
  }
  return fate;
}

// Columns of `*` that the policy says something about; what it does not name is private, and stays.
std::set<std::string> named_columns(const TableUse& use, const std::vector<const Transfer*>& rules) {
  std::set<std::string> columns = use.columns;
  for (const Transfer* rule : rules) {
    for (const ColumnRef& named : rule->columns) {
      if (named.table != use.rule->name) continue;
      if (!named.column.empty()) columns.insert(named.column);
      if (named.column.empty()) columns.insert(use.rule->public_columns.begin(), use.rule->public_columns.end());
    }
  }
  return columns;
}

TableFate table_fate(const TableUse& use, const std::vector<const Transfer*>& rules, std::set<std::string>& used) {
  TableFate fate{use.name, {}, {}};
  const auto columns = use.all_columns ? named_columns(use, rules) : use.columns;
  for (const std::string& column : columns) {
    fate.columns.push_back(fate_of(rules, *use.rule, column));
    if (!fate.columns.back().rule.empty()) used.insert(fate.columns.back().rule);
  }
  if (use.all_columns) fate.columns.push_back({"*", Fate::null, {}, {}});
  bool every_row = false;
  for (const Transfer* rule : rules) {
    if (!mentions(*rule, use.rule->name)) continue;
    used.insert(rule->name);
    const auto filter = rule->rows.find(use.rule->name);
    if (filter == rule->rows.end()) {
      every_row = true;
    } else {
      fate.rows.push_back(filter->second);
    }
  }
  if (every_row) fate.rows.clear();
  return fate;
}

std::string needed_rule(const Ground& ground, const std::vector<const TableUse*>& uses, bool write) {
  std::vector<std::string> columns;
  for (const TableUse* use : uses) {
    if (use->all_columns || use->columns.empty()) {
      columns.push_back(words::quoted(to_text(use->rule->name) + ":public"));
      continue;
    }
    for (const std::string& column : use->columns) {
      if (words::holds(use->rule->sensitive, column)) continue;
      columns.push_back(words::quoted(to_text(use->rule->name) + "." + column));
    }
  }
  return fmt::format("[[transfer]] from = {} to = {} purpose = [{}] columns = [{}]{}", words::quoted(ground.from.name),
                     words::quoted(ground.to.empty() ? "*" : ground.to), words::quoted(ground.purpose),
                     fmt::join(columns, ", "), write ? " write = true" : "");
}

// Rules that act now. Those that would have, but expired or do not write, are told in `near`.
std::vector<const Transfer*> acting_rules(const Ground& ground, bool write, std::vector<std::string>& near) {
  std::vector<const Transfer*> rules;
  for (const Transfer& rule : ground.question.policy->transfers) {
    if (!is_about(rule, ground.from.name, ground.to, ground.purpose)) continue;
    if (has_expired(rule, ground.question.today)) {
      near.push_back(fmt::format("rule {} expired on {}", rule.name, to_text(*rule.expires)));
    } else if (write && !rule.write) {
      near.push_back(fmt::format("rule {} does not let anyone write", rule.name));
    } else {
      rules.push_back(&rule);
    }
  }
  return rules;
}

void refuse(RingOutcome& outcome, const Ground& ground, const std::vector<const TableUse*>& missing, bool write,
            const std::vector<std::string>& near) {
  std::vector<std::string> tables;
  for (const TableUse* use : missing) tables.push_back(to_text(use->name));
  outcome.tables.clear();
  outcome.rules.clear();
  outcome.reason = fmt::format(
      "no rule permits {} {} of ring {} {} for {}", write ? "writing" : "reading", words::list(tables),
      ground.from.name, ground.to.empty() ? "from a place in no ring" : "from ring " + ground.to, ground.purpose);
  if (!near.empty()) outcome.reason += fmt::format(" ({})", fmt::join(near, "; "));
  outcome.need = needed_rule(ground, missing, write);
}

}  // namespace

RingOutcome transfer_outcome(const Question& question, const std::string& purpose, const Ring& from,
                             const std::string& to) {
  const Ground ground{question, purpose, from, to};
  RingOutcome outcome;
  outcome.ring = from.name;
  outcome.transfer = true;
  const bool write = question.analysis->verb == StatementVerb::write || question.analysis->locks_rows;
  std::vector<std::string> near;
  const auto rules = acting_rules(ground, write, near);
  std::vector<const TableUse*> missing;
  std::set<std::string> used;
  for (const TableUse& use : question.analysis->tables) {
    if (!use.rule || use.role == TableRole::shared) continue;
    if (!write && words::holds(use.rule->never_in, from.name)) continue;  // there are no rows
    outcome.tables.push_back(table_fate(use, rules, used));
    const auto& columns = outcome.tables.back().columns;
    const bool any_shown =
        std::any_of(columns.begin(), columns.end(), [](const ColumnFate& fate) { return fate.fate != Fate::null; });
    const bool named =
        std::any_of(rules.begin(), rules.end(), [&](const Transfer* rule) { return mentions(*rule, use.rule->name); });
    if (!named || (!any_shown && !columns.empty())) missing.push_back(&use);
  }
  if (!missing.empty()) {
    refuse(outcome, ground, missing, write, near);
    return outcome;
  }
  outcome.allowed = true;
  for (const Transfer* rule : rules) {
    if (used.contains(rule->name)) outcome.rules.push_back(rule->name);
  }
  return outcome;
}

}  // namespace ringfence::policy
