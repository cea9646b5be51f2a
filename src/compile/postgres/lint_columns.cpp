#include <algorithm>
#include <set>

#include "compile/postgres/lint_work.h"
#include "compile/postgres/placement_work.h"

namespace ringfence::compile::linting {

namespace {

using placing::listed;
using placing::place_of;
using placing::readable;

void insert_all(std::set<std::string>& into, const std::vector<std::string>& names) {
  into.insert(names.begin(), names.end());
}

// Columns that the policy speaks of anywhere: in the table's entry, or in a transfer.
std::set<std::string> columns_spoken_of(const Lint& lint, const Placement& placement) {
  const policy::Table& rule = *placement.rule;
  std::set<std::string> names;
  insert_all(names, rule.public_columns);
  insert_all(names, rule.sensitive);
  insert_all(names, rule.lookup);
  insert_all(names, placement.subject_columns);
  if (rule.home && !rule.home->path.empty()) names.insert(rule.home->path.front());
  for (const policy::Transfer& transfer : lint.policy.transfers) {
    for (const policy::ColumnRef& ref : transfer.columns) {
      if (ref.table == rule.name) names.insert(ref.column);
    }
  }
  return names;
}

void tell_unclassified(Lint& lint, const Placement& placement) {
  if (!placement.is_personal()) return;
  const std::set<std::string> known = columns_spoken_of(lint, placement);
  std::vector<std::string> silent;
  for (const Column& column : placement.table->columns) {
    if (!known.contains(column.name)) silent.push_back(column.name);
  }
  if (silent.empty()) return;
  const std::string many = silent.size() == 1 ? " column that nobody classified stays private: "
                                              : " columns that nobody classified stay private: ";
  lint.findings.note(placement.rule->place,
                     readable(placement.table->name) + ": " + std::to_string(silent.size()) + many + listed(silent),
                     "name those that others may read in `public`, special categories in `sensitive`");
}

void tell_public(Lint& lint, const Placement& placement) {
  const policy::Table& rule = *placement.rule;
  if (!placement.is_personal()) return;
  for (const std::string& name : rule.public_columns) {
    const Column* column = placement.table->find_column(name);
    if (column == nullptr) continue;
    const auto refers = [&](const ForeignKey& key) {
      return std::ranges::find(key.columns, name) != key.columns.end();
    };
    if (std::ranges::any_of(placement.table->foreign_keys, refers)) continue;
    const std::optional<std::string> why = looks_personal(*column);
    if (!why) continue;
    lint.findings.warning(
        place_of(rule, "public", name),
        readable(placement.table->name) + "." + listed({name}) + " is public and looks personal: " + *why,
        "remove it from `public`, or leave it where it is meant to be read everywhere");
  }
}

void tell_nullable(Lint& lint, const Placement& placement) {
  const Table& table = *placement.table;
  const auto tell = [&](const std::vector<std::string>& columns, const std::string& what, const std::string& help) {
    for (const std::string& name : columns) {
      const Column* column = table.find_column(name);
      if (column == nullptr || column->not_null) continue;
      lint.findings.note(placement.rule->place,
                         readable(table.name) + "." + listed({name}) + " may be NULL and no longer will be: " + what,
                         help);
    }
  };
  if (placement.rest == Rest::subject && placement.rule->home->is_plain()) {
    tell({placement.home_column}, "a row without a home is nowhere at home",
         "say where such rows belong: home = { column = " + placing::as_toml(placement.home_column) +
             ", otherwise = \"…\" }, or place them when `split` lists them");
  }
  if (placement.anchor && !placement.unowned_ring) {
    tell(placement.anchor->columns, "a row without a subject is nowhere at home",
         "say where such rows rest: unowned = \"RING\", or place them when `split` lists them");
  }
}

}  // namespace

void lint_columns(Lint& lint, const Placement& placement) {
  tell_unclassified(lint, placement);
  tell_public(lint, placement);
  tell_nullable(lint, placement);
}

}  // namespace ringfence::compile::linting
