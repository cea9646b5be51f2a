#include <fmt/format.h>

#include "policy/jurisdictions.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

constexpr std::string_view forms =
    "codes are ISO 3166-1 alpha-2 (\"DE\") or ISO 3166-2 (\"US-CA\"); groups are \"EU\" and \"EEA\", of a date "
    "\"EU@2019-12-31\"";

std::string help_for(const std::string& text) {
  if (const auto own = own_code_of(text)) {
    return fmt::format("it has a code of its own in ISO 3166-1: write \"{}\"", *own);
  }
  const auto meant = meant_jurisdiction(text);
  return meant ? fmt::format("did you mean \"{}\"?", *meant) : std::string(forms);
}

std::vector<Code> as_codes(const std::vector<std::string_view>& members) {
  return {members.begin(), members.end()};
}

std::vector<Code> resolve_dated(Work& work, const std::string& what, const Item& item, std::size_t at) {
  const std::string group = item.text.substr(0, at);
  const std::string date = item.text.substr(at + 1);
  if (!is_group(group)) {
    work.findings.error(item.place, fmt::format("{}: \"{}\" is not a group", what, group),
                        "the groups are EU and EEA; only they have a date: \"EU@2019-12-31\"");
    return {};
  }
  if (!read_date(date)) {
    work.findings.error(item.place, fmt::format("{}: \"{}\" is not a date", what, date),
                        fmt::format("write year, month and day: \"{}@2019-12-31\"", group));
    return {};
  }
  const auto members = group_members(group, date);
  if (members) return as_codes(*members);
  work.findings.error(item.place, fmt::format("{}: {} has no members on {}", what, group, date),
                      fmt::format("its first were on {}", group_begins(group)));
  return {};
}

}  // namespace

std::vector<Code> resolve_jurisdiction(Work& work, const std::string& what, const Item& item) {
  if (is_code(item.text)) return {item.text};
  if (const auto at = item.text.find('@'); at != std::string::npos) return resolve_dated(work, what, item, at);
  if (is_group(item.text)) return as_codes(*group_members(item.text, group_changed_last(item.text)));
  work.findings.error(item.place, fmt::format("{}: \"{}\" is not a jurisdiction", what, item.text),
                      help_for(item.text));
  return {};
}

bool check_code(Work& work, const std::string& what, std::string_view key, const Item& item) {
  if (is_code(item.text)) return true;
  if (is_group(item.text.substr(0, item.text.find('@'))) || item.text == "*") {
    work.findings.error(item.place, fmt::format("{}: {} must be one code, not the group \"{}\"", what, key, item.text),
                        "a person or a reader is in one jurisdiction: \"DE\"");
  } else {
    work.findings.error(item.place, fmt::format("{}: {} \"{}\" is not a code of ISO 3166", what, key, item.text),
                        help_for(item.text));
  }
  return false;
}

bool check_ring_name(Work& work, const Place& place, const std::string& what, std::string_view key,
                     const std::string& ring) {
  if (work.policy.find_ring(ring) != nullptr) return true;
  const std::vector<std::string> rings = work.ring_names();
  work.findings.error(place, fmt::format("{}: {} names ring \"{}\", which the policy has not", what, key, ring),
                      did_you_mean(ring, rings, rings.empty() ? "" : "the rings are " + listed(rings)));
  return false;
}

std::vector<std::string> spell_out(const Work& work, const std::vector<std::string>& rings) {
  if (std::ranges::find(rings, "*") != rings.end()) return work.ring_names();
  std::vector<std::string> known;
  for (const std::string& ring : rings) {
    if (work.policy.find_ring(ring) != nullptr) known.push_back(ring);
  }
  return known;
}

}  // namespace ringfence::policy
