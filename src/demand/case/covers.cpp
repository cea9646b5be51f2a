#include "demand/case/covers.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

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

bool names(const Says& says, const Named& item) {
  return std::ranges::find(says.items, item) != says.items.end();
}

}  // namespace

std::optional<std::string> beyond(const Says& says, const Named& item, const std::vector<policy::Code>& jurisdictions) {
  if (!names(says, item)) return fmt::format("{} {}", item.table, item.key);
  for (const policy::Code& code : jurisdictions) {
    if (!is_viewer(says, code)) return "viewers in " + code;
  }
  return std::nullopt;
}

std::vector<policy::Code> asked_from(const Says& says, const Named& item,
                                     const std::vector<policy::Code>& jurisdictions) {
  std::vector<policy::Code> asked;
  if (!names(says, item)) return asked;
  std::ranges::copy_if(jurisdictions, std::back_inserter(asked),
                       [&](const policy::Code& code) { return is_viewer(says, code); });
  return asked;
}

}  // namespace ringfence::demand
