#include "demand/case/covers.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/jurisdictions.h"

namespace ringfence::demand {

namespace {

bool is_viewer(const Says& says, const policy::Code& code) {
  return std::ranges::any_of(says.viewers, [&](const policy::Code& viewer) {
    if (viewer == code) return true;
    if (!policy::is_group(viewer)) return false;
    const auto members = policy::group_members(viewer, policy::group_changed_last(viewer));
    return members && std::ranges::find(*members, code) != members->end();
  });
}

}  // namespace

std::optional<std::string> beyond(const Says& says, const Named& item, const std::vector<policy::Code>& jurisdictions) {
  if (std::ranges::find(says.items, item) == says.items.end()) return fmt::format("{} {}", item.table, item.key);
  for (const policy::Code& code : jurisdictions) {
    if (!is_viewer(says, code)) return "viewers in " + code;
  }
  return std::nullopt;
}

}  // namespace ringfence::demand
