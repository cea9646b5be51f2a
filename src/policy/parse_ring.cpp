#include <fmt/format.h>

#include "base/limits.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

void check_name_of_ring(Work& work, const Member& entry) {
  if (!is_ring_name(entry.key)) {
    work.findings.error(entry.place, fmt::format("\"{}\" cannot be the name of a ring", entry.key),
                        "lower-case letters, digits and hyphens, beginning with a letter: [ring.us]");
  } else if (entry.key.size() > limits::ring_name_bytes) {
    work.findings.error(entry.place,
                        fmt::format("the name of ring {} has more than {} bytes", entry.key, limits::ring_name_bytes),
                        "PostgreSQL's names are short, and transfer_<ring>_<purpose> must fit in one");
  }
}

bool has_password(std::string_view uri) {
  if (uri.find("password=") != std::string_view::npos) return true;
  const auto begin = uri.find("://");
  if (begin == std::string_view::npos) return false;
  const std::string_view authority = uri.substr(begin + 3, uri.find_first_of("/?", begin + 3) - (begin + 3));
  const auto at = authority.rfind('@');
  return at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos;
}

void check_database(Work& work, Section& section, const Ring& ring) {
  if (ring.database.empty()) return;
  const Place& place = section.places().at("database");
  const bool from_environment = ring.database.starts_with("env:") && ring.database.size() > 4;
  const bool is_uri = ring.database.starts_with("postgresql://") || ring.database.starts_with("postgres://");
  if (!from_environment && !is_uri) {
    section.error(place, fmt::format("database \"{}\" is neither a libpq URI nor env:NAME", ring.database),
                  "write \"postgresql://host/name\", or \"env:NAME\" to take it from the environment");
  } else if (has_password(ring.database)) {
    work.findings.warning(place, section.what() + ": the policy holds a password, and every ring has the policy",
                          "write database = \"env:NAME\", or keep the password in ~/.pgpass");
  }
}

void check_gateway(Section& section, const Ring& ring) {
  if (ring.gateway.empty()) return;
  const auto colon = ring.gateway.rfind(':');
  const std::string port = colon == std::string::npos ? "" : ring.gateway.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (colon == 0 || !digits || std::stoi(port) < 1 || std::stoi(port) > 65535) {
    section.error(section.places().at("gateway"), fmt::format("gateway \"{}\" is not host:port", ring.gateway),
                  "for example: gateway = \"us.gateway.meridian.example:6432\"");
  }
}

}  // namespace

void parse_rings(Work& work, const Member& member) {
  for (const Member* entry : entries_of(work.findings, member, "us")) {
    check_name_of_ring(work, *entry);
    Section section(work.findings, entry->value, "ring " + entry->key);
    Ring ring;
    ring.name = entry->key;
    ring.place = entry->place;
    ring.jurisdictions = section.names("jurisdictions", "[\"US\", \"PR\"]");
    section.require("jurisdictions", "say whose data this ring keeps: jurisdictions = [\"US\"], or [\"*\"]");
    ring.database = section.text("database", "\"env:RINGFENCE_US_DATABASE\"");
    ring.gateway = section.text("gateway", "\"us.gateway.meridian.example:6432\"");
    ring.operator_name = section.text("operator", "\"Meridian Inc.\"");
    check_database(work, section, ring);
    check_gateway(section, ring);
    section.finish();
    ring.places = section.places();
    work.policy.rings.push_back(std::move(ring));
  }
  if (work.policy.rings.size() > limits::rings) {
    work.findings.error(member.place, fmt::format("the policy has more than {} rings", limits::rings),
                        "unite jurisdictions that may share a residency boundary");
  }
  if (work.policy.rings.empty() && member.value.kind == Kind::table) {
    work.findings.error(member.place, "the policy has no ring", "write [ring.us] and jurisdictions = [\"US\"]");
  }
}

}  // namespace ringfence::policy
