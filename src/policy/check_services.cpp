#include <fmt/format.h>

#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

void check_location(Work& work, const Service& service, const std::string& what) {
  if (service.location.empty()) return;
  const Place& place = place_at(service.places, "location", service.place);
  if (!check_code(work, what, "location", {service.location, place})) return;
  if (work.policy.home_of(service.location) != nullptr || work.policy.rings.empty()) return;
  work.findings.error(place, fmt::format("{}: no ring has its location {}", what, service.location),
                      "no rule could permit what it asks for: give the jurisdiction to a ring, or one ring \"*\"");
}

void check_authority(Work& work, const Authority& authority) {
  const auto is_ours = [&](const Code& code) { return work.policy.home_of(code) != nullptr; };
  if (authority.reach.empty() || work.policy.rings.empty() || std::ranges::any_of(authority.reach, is_ours)) return;
  work.findings.warning(place_at(authority.places, "reach", authority.place),
                        fmt::format("authority \"{}\": no ring is inside its reach", authority.name),
                        "its demands can reach nobody's data");
}

}  // namespace

void check_services(Work& work) {
  for (const Service& service : work.policy.services) {
    const std::string what = "service " + service.name;
    check_location(work, service, what);
    for (const std::string& viewer : service.viewers) {
      if (viewer == "*") continue;
      const Place& place = place_at(service.places, "viewers." + viewer, service.place);
      resolve_jurisdiction(work, what + ": viewers", {viewer, place});
    }
    if (service.partial && service.scope == Scope::home) {
      work.findings.error(place_at(service.places, "partial", service.place),
                          what + ": partial without scope = \"world\"",
                          "partial answers are those of world views with a ring out of reach: add scope, or remove it");
    }
  }
  for (const Authority& authority : work.policy.authorities) check_authority(work, authority);
}

}  // namespace ringfence::policy
