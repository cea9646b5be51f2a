#include <algorithm>

#include "compile/postgres/placement_work.h"

namespace ringfence::compile::placing {

namespace {

// Whether the key says, for each pair, left = right: the one column of a row equals the other of the row it refers to.
bool ties(const ForeignKey& key, const std::vector<std::string>& left, const std::vector<std::string>& right) {
  if (left.empty() || left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    bool tied = false;
    for (std::size_t j = 0; j < key.columns.size(); ++j) {
      tied = tied || (key.columns[j] == left[i] && key.to_columns[j] == right[i]);
    }
    if (!tied) return false;
  }
  return true;
}

bool is_anchor(const Placement& from, const ForeignKey& key) {
  return from.anchor && from.anchor->to == key.to && from.anchor->columns == key.columns &&
         from.anchor->to_columns == key.to_columns;
}

bool same_person(const ForeignKey& key, const Placement& from, const Placement& to) {
  return from.root && from.root == to.root && ties(key, from.subject_columns, to.subject_columns);
}

// Both are anchored to the same table, and the key makes them refer to the same row of it.
bool same_anchor(const ForeignKey& key, const Placement& from, const Placement& to) {
  if (!from.anchor || !to.anchor || from.anchor->to != to.anchor->to) return false;
  std::vector<std::string> right;
  for (const std::string& target : from.anchor->to_columns) {
    const auto found = std::ranges::find(to.anchor->to_columns, target);
    if (found == to.anchor->to_columns.end()) return false;
    right.push_back(to.anchor->columns[static_cast<std::size_t>(found - to.anchor->to_columns.begin())]);
  }
  return ties(key, from.anchor->columns, right);
}

bool is_local(const Placement& from, const ForeignKey& key) {
  return std::ranges::any_of(from.rule->local, [&](const std::string& name) {
    const std::vector<const ForeignKey*> keys = keys_named(*from.table, name);
    return std::ranges::any_of(keys, [&](const ForeignKey* each) { return each->name == key.name; });
  });
}

Reference to_subject(const ForeignKey& key, const Placement& to) {
  const std::string name = readable(to.table->name);
  if (same_columns(key.to_columns, to.subject_columns)) {
    return {key, ReferenceFate::directory, "the " + name + " may be at home in another ring"};
  }
  return {key, ReferenceFate::drop,
          "the " + name + " may be at home in another ring, and the directory knows only its " +
              listed(to.subject_columns)};
}

Reference of_personal(const ForeignKey& key, const Placement& from, const Placement& to) {
  const std::string to_name = readable(to.table->name);
  if (same_person(key, from, to)) return {key, ReferenceFate::keep, "both rows belong to the same person"};
  if (same_anchor(key, from, to)) {
    return {key, ReferenceFate::keep, "both rows rest with the same row of " + readable(from.anchor->to)};
  }
  if (is_local(from, key)) return {key, ReferenceFate::keep, "local: a row that would cross is refused"};
  if (to.rest == Rest::subject) return to_subject(key, to);
  return {key, ReferenceFate::drop,
          from.table == to.table ? "two rows of " + to_name + " may rest in different rings"
                                 : readable(from.table->name) + " and " + to_name + " may rest in different rings"};
}

Reference decide(const ForeignKey& key, const Placement& from, const Placement& to) {
  const std::string from_name = readable(from.table->name);
  const std::string to_name = readable(to.table->name);
  if (is_anchor(from, key))
    return {key, ReferenceFate::keep, "its wall: the row rests where the row of " + to_name + " does"};
  if (to.rest == Rest::shared) return {key, ReferenceFate::keep, to_name + " is the same in every ring"};
  if (from.is_personal() && to.is_personal()) return of_personal(key, from, to);
  if (to.rest == Rest::subject) return to_subject(key, to);
  if (from.rest == Rest::bound && to.rest == Rest::bound && from.bound_ring == to.bound_ring) {
    return {key, ReferenceFate::keep, "both rest in ring " + to.bound_ring};
  }
  const std::string whose = from.rest == Rest::shared  ? from_name + " is in every ring"
                            : from.rest == Rest::bound ? from_name + " rests in ring " + from.bound_ring
                                                       : from_name + " rests with its person";
  return {key, ReferenceFate::drop,
          whose + ", " + to_name + (to.rest == Rest::bound ? " in ring " + to.bound_ring : " with its person")};
}

void check_local(Work& work, const Placement& from) {
  for (const std::string& name : from.rule->local) {
    const std::vector<const ForeignKey*> keys = keys_named(*from.table, name);
    if (keys.empty()) {
      std::string help = did_you_mean(name, key_names(*from.table));
      if (help.empty()) help = "name the single column of a foreign key, or a constraint";
      work.findings.error(place_of(*from.rule, "local", name),
                          readable(from.table->name) + " has no foreign key " + listed({name}), std::move(help));
    }
    for (const ForeignKey* key : keys) {
      const Placement* to = work.find(key->to);
      if (to == nullptr || to->rule == nullptr || (from.is_personal() && to->is_personal())) continue;
      work.findings.error(place_of(*from.rule, "local", name),
                          "local foreign key " + listed({name}) + ": rows of " + readable(from.table->name) + " and " +
                              readable(key->to) + " rest by different rules",
                          "only a reference from somebody's row to somebody's row can be local: remove it");
    }
  }
}

}  // namespace

void decide_references(Work& work) {
  for (Placement& placement : work.tables) {
    if (placement.rule == nullptr) continue;
    if (!follows_parent(placement)) check_local(work, placement);
    for (const ForeignKey& key : placement.table->foreign_keys) {
      if (key.inherited) continue;
      const Placement* to = work.find(key.to);
      if (to != nullptr && to->rule != nullptr) placement.references.push_back(decide(key, placement, *to));
    }
  }
}

}  // namespace ringfence::compile::placing
