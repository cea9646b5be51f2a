#include <algorithm>
#include <set>

#include "compile/postgres/placement_work.h"

namespace ringfence::compile::placing {

namespace {

// The table's own columns that hold the key of `to`'s subject, in that key's order; none where the anchor does not.
std::vector<std::string> subject_columns_through(const Anchor& anchor, const Placement& to) {
  std::vector<std::string> columns;
  for (const std::string& key : to.subject_columns) {
    const auto found = std::ranges::find(anchor.to_columns, key);
    if (found == anchor.to_columns.end()) return {};
    columns.push_back(anchor.columns[static_cast<std::size_t>(found - anchor.to_columns.begin())]);
  }
  return columns;
}

// The table's own constraint over the anchor's columns: children by INHERITS have theirs, partitions a copy.
std::optional<std::string> own_constraint(const Table& table, const Anchor& anchor) {
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.to == anchor.to && key.columns == anchor.columns && key.to_columns == anchor.to_columns) return key.name;
  }
  return std::nullopt;
}

class Settling {
 public:
  explicit Settling(Work& work) : work_(work) {}

  void settle(Placement& placement) {
    if (!done_.insert(placement.table->name).second) return;
    if (follows_parent(placement)) {
      if (Placement* parent = work_.find(rule_name(placement))) follow(placement, *parent);
    } else if (placement.anchor) {
      if (Placement* to = work_.find(placement.anchor->to)) derive(placement, *to);
    }
  }

 private:
  void follow(Placement& placement, Placement& parent) {
    settle(parent);
    const Table* table = placement.table;
    placement = parent;
    placement.table = table;
    if (placement.anchor) placement.anchor->constraint = own_constraint(*table, *placement.anchor);
  }

  // Distances fall along anchors, so this ends.
  void derive(Placement& placement, Placement& to) {
    settle(to);
    placement.root = to.root;
    placement.subject_columns = subject_columns_through(*placement.anchor, to);
    placement.steps_to_root = {{placement.anchor->columns, placement.anchor->to, placement.anchor->to_columns}};
    placement.steps_to_root.insert(placement.steps_to_root.end(), to.steps_to_root.begin(), to.steps_to_root.end());
  }

  Work& work_;
  std::set<TableName> done_;
};

// A child's rows are among the rows of its parents, and the parents' checks hold for them.
void inherit_never_in(Work& work, Placement& placement, const Table& table) {
  for (const TableName& name : table.parents) {
    const Placement* parent = work.find(name);
    if (parent == nullptr) continue;
    for (const std::string& ring : parent->never_in) {
      if (std::ranges::find(placement.never_in, ring) == placement.never_in.end()) placement.never_in.push_back(ring);
    }
    inherit_never_in(work, placement, *parent->table);
  }
}

}  // namespace

void settle(Work& work) {
  Settling settling(work);
  for (Placement& placement : work.tables) settling.settle(placement);
  for (Placement& placement : work.tables) inherit_never_in(work, placement, *placement.table);
}

}  // namespace ringfence::compile::placing
