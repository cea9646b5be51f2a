// What each ring's jurisdictions come to. A jurisdiction has at most one ring.
#include <fmt/format.h>

#include <map>
#include <set>

#include "policy/jurisdictions.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

using Owners = std::map<Code, const Ring*>;

Item item_of(const Ring& ring, const std::string& jurisdiction) {
  return {jurisdiction, place_at(ring.places, "jurisdictions." + jurisdiction, ring.place)};
}

void claim(Work& work, const Ring& ring, const std::string& jurisdiction, Owners& owners) {
  const Item item = item_of(ring, jurisdiction);
  std::map<std::string, std::vector<std::string>> taken;
  for (const Code& code : resolve_jurisdiction(work, "ring " + ring.name, item)) {
    const auto [owner, is_new] = owners.emplace(code, &ring);
    if (!is_new) taken[owner->second->name].push_back(code);
  }
  for (const auto& [owner, codes] : taken) {
    const std::string text = fmt::format("ring {}: \"{}\" takes {}, which ring {} has already", ring.name, jurisdiction,
                                         listed(codes), owner);
    if (owner == ring.name) {
      work.findings.warning(item.place, text, "once is enough");
    } else {
      work.findings.error(item.place, text, "a jurisdiction has one ring: remove it from one of the two");
    }
  }
}

void claim_rest(Work& work, Owners& owners) {
  const Ring* rest = nullptr;
  for (const Ring& ring : work.policy.rings) {
    if (std::ranges::find(ring.jurisdictions, "*") == ring.jurisdictions.end()) continue;
    if (rest != nullptr) {
      work.findings.error(item_of(ring, "*").place,
                          fmt::format("ring {}: \"*\" is taken by ring {} already", ring.name, rest->name),
                          "one ring has everyone not named elsewhere: name the jurisdictions of the other");
      continue;
    }
    rest = &ring;
  }
  if (rest == nullptr) return;
  for (const std::string_view code : all_codes()) owners.emplace(code, rest);
}

// Where some ring names US-CA, the ring that has US has every other subdivision of it.
void claim_subdivisions(Owners& owners) {
  std::set<std::string> countries;
  for (const auto& [code, ring] : owners) {
    if (code.size() > 2) countries.insert(code.substr(0, 2));
  }
  for (const std::string& country : countries) {
    const auto owner = owners.find(country);
    if (owner == owners.end()) continue;
    const Ring* ring = owner->second;
    for (const std::string_view part : subdivisions_of(country)) owners.emplace(part, ring);
  }
}

void warn_of_nobodys(Work& work, const Owners& owners) {
  std::vector<std::string> nobodys;
  for (const std::string_view code : all_codes()) {
    if (!owners.contains(std::string(code))) nobodys.emplace_back(code);
  }
  if (nobodys.empty()) return;
  work.findings.warning({work.file, 0, 0},
                        fmt::format("no ring has {}: rows of people there are astray", listed(nobodys)),
                        "give one ring jurisdictions = [\"*\"], or leave it so: such rows are listed and go nowhere");
}

// Union law holds in these too, but their codes are their own: easily forgotten.
void note_territories(Work& work, const Ring& ring, const Owners& owners) {
  for (const std::string& jurisdiction : ring.jurisdictions) {
    if (!is_group(jurisdiction.substr(0, jurisdiction.find('@')))) continue;
    std::vector<std::string> elsewhere;
    for (const char* code : {"AX", "GF", "GP", "MF", "MQ", "RE", "YT"}) {
      const auto owner = owners.find(code);
      if (owner == owners.end() || owner->second != &ring) elsewhere.emplace_back(code);
    }
    if (!elsewhere.empty()) {
      work.findings.note(item_of(ring, jurisdiction).place,
                         fmt::format("ring {}: {} has states only; {} have codes of their own and are not in this ring",
                                     ring.name, jurisdiction, listed(elsewhere)),
                         "Union law holds there too: name them here if that is what you mean");
    }
    return;
  }
}

}  // namespace

void check_rings(Work& work) {
  const std::size_t errors = work.findings.errors();
  Owners owners;
  for (const Ring& ring : work.policy.rings) {
    for (const std::string& jurisdiction : ring.jurisdictions) {
      if (jurisdiction != "*") claim(work, ring, jurisdiction, owners);
    }
  }
  claim_rest(work, owners);
  claim_subdivisions(owners);
  for (Ring& ring : work.policy.rings) {
    for (const auto& [code, owner] : owners) {
      if (owner == &ring) ring.codes.push_back(code);
    }
  }
  if (work.findings.errors() > errors) work.rings_are_sound = false;
  if (!work.findings.has_errors()) warn_of_nobodys(work, owners);
  std::map<std::string, const Ring*> databases;
  for (const Ring& ring : work.policy.rings) {
    if (work.rings_are_sound) note_territories(work, ring, owners);
    if (ring.database.empty()) continue;
    const auto [before, is_new] = databases.emplace(ring.database, &ring);
    if (!is_new) {
      work.findings.error(ring.places.at("database"),
                          fmt::format("ring {}: the database is that of ring {} too", ring.name, before->second->name),
                          "each ring is a PostgreSQL of its own: the border is the absence of the row");
    }
  }
}

}  // namespace ringfence::policy
