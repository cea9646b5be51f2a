#include <algorithm>
#include <array>

#include "compile/postgres/placement_work.h"

namespace ringfence::compile::placing {

namespace {

void check_key(Work& work, const Placement& placement) {
  const Table& table = *placement.table;
  const std::vector<std::string>& key = placement.subject_columns;
  const auto exists = [&](const std::string& column) { return table.find_column(column) != nullptr; };
  if (!std::ranges::all_of(key, exists) || table.is_unique(key)) return;
  const bool partitioned = table.kind == TableKind::partitioned;
  work.findings.error(placement.rule->subject->place,
                      listed(key) + " is not a key of " + readable(table.name) +
                          ": foreign keys to it, which are the wall of every other table, cannot be made",
                      partitioned
                          ? "a partitioned table's key holds its partition columns: name the columns of such a key"
                          : "name the columns of its primary key or of a UNIQUE constraint, or add one");
}

// Foreign keys to a table do not see the rows of its INHERITS children, so nothing could refer to these people.
void check_children(Work& work, const Placement& placement) {
  for (const Table* child : work.catalogue.children_of(placement.table->name)) {
    if (child->is_partition) continue;
    work.findings.error(placement.rule->place,
                        readable(child->name) + " inherits from the subject table " + readable(placement.table->name) +
                            ": foreign keys do not see its rows, so what belongs to those people has no wall",
                        "make it a partition, or a table of its own (ALTER TABLE … NO INHERIT) with its own home");
  }
}

enum class HomeType { refused, text, needs_codes };

HomeType home_type(const Column& column) {
  const std::string_view type = column.base_type;
  const auto is_one_of = [&](auto names) { return std::ranges::find(names, type) != names.end(); };
  if (column.type_kind == 'e' || type == "citext" || type.ends_with(".citext")) return HomeType::text;
  if (column.type_kind != 'b' || type.ends_with("[]")) return HomeType::refused;
  if (is_one_of(std::to_array<std::string_view>({"text", "character varying", "character", "name", "\"char\""}))) {
    return HomeType::text;
  }
  if (type.starts_with("character(") || type.starts_with("character varying(")) return HomeType::text;
  const auto coded =
      std::to_array<std::string_view>({"smallint", "integer", "bigint", "numeric", "uuid", "boolean", "oid"});
  return is_one_of(coded) ? HomeType::needs_codes : HomeType::refused;
}

void check_home_type(Work& work, const Placement& placement, const Table& holder) {
  const policy::Home& home = *placement.rule->home;
  const Column* column = holder.find_column(placement.home_column);
  if (column == nullptr) {
    if (home.path.size() == 1) return;  // told by check_names()
    work.findings.error(home.place, readable(holder.name) + " has no column " + listed({placement.home_column}),
                        did_you_mean(placement.home_column, column_names(holder)));
    return;
  }
  const std::string what = readable(holder.name) + "." + listed({column->name});
  switch (home_type(*column)) {
    case HomeType::text:
      return;
    case HomeType::needs_codes:
      if (!home.codes.empty()) return;
      work.findings.error(home.place, what + " is of type " + column->type + ": none of its values is an ISO code",
                          "say what they mean: home = { column = …, codes = \"FILE.csv\" }");
      return;
    case HomeType::refused:
      work.findings.error(home.place, what + " is of type " + column->type + ", which cannot name a jurisdiction",
                          "a home is a text, an enum, or with `codes` a number: add such a column");
  }
}

// The foreign key of one step; nothing, and a finding, where there is none or more than one.
const ForeignKey* home_step(Work& work, const policy::Table& rule, const Table& at, const std::string& step) {
  const std::vector<const ForeignKey*> keys = keys_named(at, step);
  if (keys.size() == 1) return keys.front();
  std::string help = keys.empty() ? did_you_mean(step, key_names(at)) : "name the constraint instead of its column";
  if (help.empty()) help = "a step is the single column of a foreign key, or the name of one";
  work.findings.error(rule.home->place,
                      readable(at.name) + (keys.empty() ? " has no foreign key " : " has several foreign keys on ") +
                          listed({step}) + ", a step of the home of " + readable(rule.name),
                      std::move(help));
  return nullptr;
}

void resolve_home(Work& work, Placement& placement) {
  const policy::Home& home = *placement.rule->home;
  if (home.path.empty()) return;
  const Table* at = placement.table;
  for (std::size_t i = 0; i + 1 < home.path.size(); ++i) {
    const ForeignKey* key = home_step(work, *placement.rule, *at, home.path[i]);
    if (key == nullptr) return;
    const Placement* next = work.find(key->to);
    if (next == nullptr) return;
    if (next->rule != nullptr && next->rest != Rest::shared) {
      work.findings.error(home.place,
                          "the home of " + readable(placement.table->name) + " is looked up in " + readable(key->to) +
                              ", which is not shared",
                          "a home must read the same in every ring: say shared = true of " + readable(key->to));
      return;
    }
    placement.home_steps.push_back({key->columns, key->to, key->to_columns});
    at = next->table;
  }
  placement.home_column = home.path.back();
  check_home_type(work, placement, *at);
}

}  // namespace

void place_subjects(Work& work) {
  for (Placement& placement : work.tables) {
    if (placement.rest != Rest::subject || follows_parent(placement)) continue;
    const policy::Table& rule = *placement.rule;
    placement.root = rule.name;
    work.distance[rule.name] = 0;
    check_children(work, placement);
    resolve_home(work, placement);
    if (!rule.subject || rule.subject->columns.empty()) {
      work.findings.error(rule.place, readable(rule.name) + " has a home but no subject column",
                          "say which column names the person: subject = \"id\"");
      continue;
    }
    placement.subject_columns = rule.subject->columns;
    check_key(work, placement);
  }
}

}  // namespace ringfence::compile::placing
