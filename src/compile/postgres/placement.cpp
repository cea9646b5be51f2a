#include "compile/postgres/placement.h"

#include <algorithm>

#include "compile/postgres/placement_work.h"

namespace ringfence::compile {

const Placement* Placements::find(const TableName& name) const {
  const auto name_of = [](const Placement& placement) -> const TableName& { return placement.table->name; };
  const auto found = std::ranges::lower_bound(tables, name, {}, name_of);
  return found != tables.end() && found->table->name == name ? &*found : nullptr;
}

Placements place(const policy::Policy& policy, const Catalogue& catalogue, const std::string& policy_file) {
  placing::Work work{policy, catalogue, policy_file, {}, {}, {}};
  placing::assign_rules(work);
  placing::check_names(work);
  placing::place_subjects(work);
  placing::anchor_owned(work);
  placing::settle(work);
  placing::check_owned(work);
  placing::decide_references(work);
  std::erase_if(work.tables, [](const Placement& placement) { return placement.rule == nullptr; });
  return {std::move(work.tables), std::move(work.findings)};
}

}  // namespace ringfence::compile
