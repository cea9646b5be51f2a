#include "compile/postgres/services.h"

#include <algorithm>

#include "compile/postgres/search.h"
#include "compile/postgres/shown_views.h"
#include "policy/transfer_rules.h"

namespace ringfence::compile {

namespace {

const Privileges reading = {"SELECT"};
const Privileges writing = {"SELECT", "INSERT", "UPDATE", "DELETE"};

bool migrates(const policy::Service& service) {
  return std::ranges::find(service.purposes, migrate_purpose) != service.purposes.end();
}

// Rows of nobody are in one ring; in the others the table is there, and stays empty.
Privileges rights_on(const Placement& table, const policy::Ring& ring, bool migrating) {
  if (table.rest == Rest::bound && table.bound_ring != ring.name) return {};
  return table.rest == Rest::shared && !migrating ? reading : writing;
}

void grant_tables(ServiceRole& role, const policy::Ring& ring, const Placements& placements) {
  for (const Placement& table : placements.tables) {
    const Privileges rights = rights_on(table, ring, role.migrates);
    if (rights.empty()) continue;
    const TableName& name = table.table->name;
    role.grants[{Securable::table, name.schema, name.name}] = rights;
    Privileges& schema = role.grants[{Securable::schema, name.schema, ""}];
    schema.insert("USAGE");
    if (role.migrates) {
      schema.insert("CREATE");
      role.owners.insert(table.table->owner);
    }
  }
}

// A sequence that no column owns may be any table's default.
void grant_sequences(ServiceRole& role, const Catalogue& catalogue) {
  for (const Sequence& sequence : catalogue.sequences) {
    const bool in_use = role.grants.contains({Securable::schema, sequence.name.schema, ""});
    if (!in_use) continue;
    if (sequence.owner_table) {
      const auto table = role.grants.find({Securable::table, sequence.owner_table->schema, sequence.owner_table->name});
      if (table == role.grants.end() || !table->second.contains("INSERT")) continue;
    }
    role.grants[{Securable::sequence, sequence.name.schema, sequence.name.name}] = {"SELECT", "USAGE"};
  }
}

void grant_home(ServiceRole& role, const policy::Ring& ring, const Catalogue& catalogue, const Placements& placements) {
  role.grants[{Securable::database, "", catalogue.database}] = {"CONNECT", "TEMPORARY"};
  grant_tables(role, ring, placements);
  grant_sequences(role, catalogue);
  if (!searched_tables(placements).empty()) grant_search(role);
  grant_shown(role, catalogue, placements);
  role.owners.erase(role.name);
  role.owners.erase("");
}

}  // namespace

void grant_search(ServiceRole& role) {
  role.grants[{Securable::schema, "ringfence", ""}] = {"USAGE"};
}

bool visits(const policy::Policy& policy, const policy::Ring& ring, const policy::Service& service,
            const policy::Date& today) {
  const policy::Ring* home = policy.home_of(service.location);
  if (home == nullptr || home->name == ring.name || migrates(service)) return false;
  return std::ranges::any_of(service.purposes, [&](const std::string& purpose) {
    return !policy::rules_in_force(policy, ring.name, home->name, purpose, today).empty();
  });
}

std::vector<ServiceRole> service_roles(const policy::Policy& policy, const policy::Ring& ring,
                                       const Catalogue* catalogue, const Placements* placements,
                                       const policy::Date& today) {
  std::vector<ServiceRole> roles;
  for (const policy::Service& service : policy.services) {
    ServiceRole role;
    role.name = service.name;
    role.migrates = migrates(service);
    const policy::Ring* home = policy.home_of(service.location);
    role.at_home = home != nullptr && home->name == ring.name;
    role.visits = visits(policy, ring, service, today);
    if (role.is_wanted()) role.attributes.insert("LOGIN");
    if (role.at_home && role.migrates) role.attributes.insert("INHERIT");
    if (catalogue != nullptr && placements != nullptr) {
      if (role.at_home) grant_home(role, ring, *catalogue, *placements);
      if (role.visits) role.grants[{Securable::database, "", catalogue->database}] = {"CONNECT"};
    }
    roles.push_back(std::move(role));
  }
  return roles;
}

}  // namespace ringfence::compile
