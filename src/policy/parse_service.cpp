#include <fmt/format.h>

#include "base/limits.h"
#include "policy/names.h"
#include "policy/parse_parts.h"
#include "policy/transfer_rules.h"

namespace ringfence::policy {

namespace {

void check_name_of_service(Work& work, const Member& entry) {
  if (entry.key == "public" || entry.key == "none" || entry.key.starts_with("pg_")) {
    work.findings.error(entry.place,
                        fmt::format("\"{}\" cannot be the name of a service: PostgreSQL keeps it", entry.key),
                        "it becomes a login role: any other name, such as [service.web-us]");
  }
  if (is_reserved_name(entry.key) && !entry.key.starts_with("pg_")) {
    work.findings.error(entry.place,
                        fmt::format("\"{}\" cannot be the name of a service: Ringfence keeps it", entry.key),
                        "its own roles begin with transfer_, world_ and ringfence: any other name will do");
  }
  if (is_plain_name(entry.key) && entry.key.size() <= limits::name_bytes) return;
  work.findings.error(entry.place, fmt::format("\"{}\" cannot be the name of a service", entry.key),
                      "it is the user that connects: letters, digits and . _ @ -, at most 63 bytes: [service.web-us]");
}

}  // namespace

void check_purposes(Section& section, const std::vector<std::string>& purposes, const std::string& key) {
  for (const std::string& purpose : purposes) {
    const Place& place = place_at(section.places(), key + '.' + purpose, section.places().at(key));
    if (!is_purpose_name(purpose)) {
      section.error(place, fmt::format("\"{}\" cannot be the name of a purpose", purpose),
                    "lower-case letters, digits, hyphens and underscores, beginning with a letter: \"support\"");
    } else if (purpose.size() > limits::purpose_bytes) {
      section.error(place, fmt::format("the purpose {} has more than {} bytes", purpose, limits::purpose_bytes),
                    "PostgreSQL's names are short, and transfer_<ring>_<purpose> must fit in one");
    }
  }
}

void parse_services(Work& work, const Member& member) {
  for (const Member* entry : entries_of(work.findings, member, "web-us")) {
    check_name_of_service(work, *entry);
    Section section(work.findings, entry->value, "service " + entry->key);
    Service service;
    service.name = entry->key;
    service.place = entry->place;
    service.location = section.text("location", "\"US\"");
    section.require("location", "the reader's place counts: location = \"US\"");
    service.purposes = section.names("purposes", "[\"serve\", \"feed\"]");
    section.require("purposes", "what it may ask for: purposes = [\"serve\"]");
    check_purposes(section, service.purposes, "purposes");
    service.viewers = section.names("viewers", "[\"US\", \"EU\"]");
    const std::string scope = section.text("scope", "\"world\"");
    if (scope == "world") {
      service.scope = Scope::world;
    } else if (!scope.empty() && scope != "home") {
      section.error(section.places().at("scope"), fmt::format("scope \"{}\" is neither home nor world", scope),
                    "\"home\" refuses reads whose subject is not proven; \"world\" sends them to the world views");
    }
    service.partial = section.flag("partial");
    section.finish();
    service.places = section.places();
    work.policy.services.push_back(std::move(service));
  }
}

}  // namespace ringfence::policy
