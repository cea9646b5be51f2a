// What place() works on and the steps it takes, each a file of its own. For this folder only.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compile/postgres/placement.h"

namespace ringfence::compile::placing {

struct Work {
  const policy::Policy& policy;
  const Catalogue& catalogue;
  const std::string& file;
  std::vector<Placement> tables;           // in the catalogue's order: sorted by name
  std::map<TableName, unsigned> distance;  // of each homed table, by rule_name(): foreign keys to its subject table
  Diagnostics findings;

  Placement* find(const TableName& name);
  [[nodiscard]] const Placement* find(const TableName& name) const;
  [[nodiscard]] Place whole_file() const { return {file, 0, 0}; }
};

// Partitions and INHERITS children that the policy does not name rest as the parent that it does name.
inline bool follows_parent(const Placement& placement) {
  return placement.rule != nullptr && placement.rule->name != placement.table->name;
}
// The table whose entry decides: the parent's name for followers.
const TableName& rule_name(const Placement& placement);

// In this order.
void assign_rules(Work& work);       // which entry of the policy each table goes by
void check_names(Work& work);        // every column and table that the policy names exists
void place_subjects(Work& work);     // subject tables: key, home, what they may not be
void anchor_owned(Work& work);       // owned tables: the one foreign key that ties their rows
void settle(Work& work);             // partitions, children, roots and joins from the anchors
void check_owned(Work& work);        // what can be said only once every table is settled
void decide_references(Work& work);  // the fate of every foreign key

// Single columns as they are, several as (a, b).
std::string listed(const std::vector<std::string>& columns);
std::string readable(const TableName& name);
// As the policy writes a table's heading: [table.person], [table."app.person"].
std::string heading(const TableName& name);
// As the policy writes the value of `subject`: "id", ["tenant", "id"].
std::string as_toml(const std::vector<std::string>& columns);
std::string as_toml(std::string_view text);
// "did you mean X?" for the closest of `known`, or nothing where none is close.
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known);
std::vector<std::string> column_names(const Table& table);
// Where the policy says `key` of a table, or one name in it; where the table begins if that is not known.
Place place_of(const policy::Table& rule, const std::string& key, const std::string& name = {});

// The foreign keys that a path step or an entry of `local` names: the constraint of that name, or where there is none
// those of that single column.
std::vector<const ForeignKey*> keys_named(const Table& table, const std::string& step);
std::vector<std::string> key_names(const Table& table);
bool same_columns(const std::vector<std::string>& left, const std::vector<std::string>& right);
// Whether PostgreSQL has one index-able equality for a foreign key between the two.
bool comparable(const Column& left, const Column& right);

}  // namespace ringfence::compile::placing
