#include <algorithm>
#include <set>

#include "compile/postgres/placement_work.h"

namespace ringfence::compile::placing {

namespace {

using Rules = std::set<const policy::Table*>;

// The entries that a table not named itself could go by: those of its nearest named ancestors.
void collect_rules(const Work& work, const Table& table, Rules& rules) {
  for (const TableName& parent : table.parents) {
    if (const policy::Table* rule = work.policy.find_table(parent)) {
      rules.insert(rule);
    } else if (const Table* next = work.catalogue.find(parent)) {
      collect_rules(work, *next, rules);
    }
  }
}

const policy::Table* rule_of(Work& work, const Table& table) {
  const policy::Table* own = work.policy.find_table(table.name);
  if (own != nullptr && !table.is_partition) return own;
  Rules rules;
  collect_rules(work, table, rules);
  if (own != nullptr) {
    work.findings.error(
        own->place,
        readable(table.name) + " is a partition: it rests where " + readable(table.parents.front()) + " does",
        "remove this entry; what it says belongs to " + heading(table.parents.front()));
  }
  if (rules.size() > 1) {
    work.findings.error(work.whole_file(), readable(table.name) + " inherits from several tables of the policy",
                        "give it an entry of its own: " + heading(table.name));
  }
  return rules.empty() ? nullptr : *rules.begin();
}

Rest rest_of(const policy::Table* rule) {
  if (rule == nullptr) return Rest::owned;
  if (rule->home) return Rest::subject;
  if (rule->shared) return Rest::shared;
  return rule->ring ? Rest::bound : Rest::owned;
}

void check_contradictions(Work& work, const policy::Table& rule) {
  const Rest rest = rest_of(&rule);
  const std::string name = readable(rule.name);
  if (rest != Rest::owned && rule.unowned) {
    work.findings.error(place_of(rule, "unowned"), name + " has no subject column that could be NULL",
                        "`unowned` belongs to tables whose rows are somebody else's: remove it");
  }
  if (rest == Rest::subject && !rule.never_in.empty()) {
    work.findings.error(place_of(rule, "never_in"), "people of " + name + " live in every ring: never_in cannot hold",
                        "say never_in of the tables of the feature that is not offered there");
  }
  if (rest == Rest::shared && !rule.never_in.empty()) {
    work.findings.error(place_of(rule, "never_in"),
                        name + " is shared, the same in every ring: never_in contradicts it", "remove one of the two");
  }
  if (rest == Rest::bound && std::ranges::find(rule.never_in, *rule.ring) != rule.never_in.end()) {
    work.findings.error(place_of(rule, "never_in"), name + " rests in ring " + *rule.ring + " and never in it",
                        "remove one of the two");
  }
}

}  // namespace

Placement* Work::find(const TableName& name) {
  return const_cast<Placement*>(static_cast<const Work*>(this)->find(name));
}

const Placement* Work::find(const TableName& name) const {
  const auto name_of = [](const Placement& placement) -> const TableName& { return placement.table->name; };
  const auto found = std::ranges::lower_bound(tables, name, {}, name_of);
  return found != tables.end() && found->table->name == name ? &*found : nullptr;
}

const TableName& rule_name(const Placement& placement) {
  return placement.rule == nullptr ? placement.table->name : placement.rule->name;
}

void assign_rules(Work& work) {
  for (const policy::Table& rule : work.policy.tables) check_contradictions(work, rule);
  for (const Table& table : work.catalogue.tables) {
    if (table.kind == TableKind::foreign) {
      const policy::Table* rule = work.policy.find_table(table.name);
      work.findings.warning(rule == nullptr ? work.whole_file() : rule->place,
                            "foreign table " + readable(table.name) + ": its rows are elsewhere",
                            "Ringfence does not carry it; make it again in the rings that may read that server");
      continue;
    }
    Placement placement;
    placement.table = &table;
    placement.rule = rule_of(work, table);
    placement.rest = rest_of(placement.rule);
    if (placement.rule != nullptr) {
      placement.never_in = placement.rule->never_in;
      if (placement.rest == Rest::owned) placement.unowned_ring = placement.rule->unowned;
      if (placement.rest == Rest::bound) placement.bound_ring = *placement.rule->ring;
    }
    work.tables.push_back(std::move(placement));
  }
}

}  // namespace ringfence::compile::placing
