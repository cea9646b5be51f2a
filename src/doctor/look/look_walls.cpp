// The same comparison as `plan`, `apply` and `drift` make, told apart by whose business each difference is.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/plan.h"
#include "compile/postgres/services.h"
#include "compile/postgres/transfers.h"
#include "doctor/look/parts.h"
#include "pg/quote.h"

namespace ringfence::doctor {

namespace {

Verifier verifier_of(std::string_view word) {
  if (word == "scram") return Verifier::scram;
  if (word == "none") return Verifier::none;
  return word == "other" ? Verifier::other : Verifier::unknown;
}

// As the gateway itself finds it (gateway/control/verifier.cpp): from pg_authid, or by ringfence.verifier().
std::string verifier_sql(const ServerFacts& server, bool from_catalogue) {
  if (from_catalogue) {
    return "(SELECT CASE WHEN a.rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'scram' WHEN a.rolpassword IS NULL THEN 'none'"
           " ELSE 'other' END FROM pg_catalog.pg_authid a WHERE a.oid = r.oid)";
  }
  if (!server.reads_verifiers) return "'unknown'";
  return "CASE WHEN ringfence.verifier(r.rolname) IS NULL THEN 'none' ELSE 'scram' END";
}

Status read_roles(pg::Connection& connection, const ServerFacts& server, std::vector<ServiceFacts>& services) {
  auto catalogue = connection.query("SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')");
  if (!catalogue) return catalogue.error();
  std::vector<std::string> names;
  for (const ServiceFacts& service : services) names.push_back(service.name);
  auto rows = connection.query(
      fmt::format("SELECT r.rolname, {}, COALESCE(r.rolvaliduntil <= pg_catalog.now(), false), r.rolconnlimit"
                  " FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1)",
                  verifier_sql(server, catalogue->boolean(0, 0))),
      {pg::array_literal(names)});
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto service = std::ranges::find(services, rows->string(i, 0), &ServiceFacts::name);
    if (service == services.end()) continue;
    service->exists = true;
    service->verifier = verifier_of(rows->text(i, 1));
    service->expired = rows->boolean(i, 2);
    service->connection_limit = rows->integer(i, 3);
  }
  return {};
}

Result<std::vector<ServiceFacts>> services_of(pg::Connection& connection, const policy::Policy& policy,
                                              const policy::Ring& ring, const compile::RingPlan& plan,
                                              const ServerFacts& server) {
  const bool fits = !plan.placements.findings.has_errors();
  auto today = compile::server_day(connection);
  if (!today) return today.error();
  const auto wanted =
      compile::service_roles(policy, ring, fits ? &plan.catalogue : nullptr, fits ? &plan.placements : nullptr, *today);
  auto found = compile::read_services(connection, wanted);
  if (!found) return found.error();
  std::vector<ServiceFacts> services;
  for (const compile::ServiceRole& role : wanted) {
    ServiceFacts& service = services.emplace_back();
    service.name = role.name;
    service.at_home = role.at_home;
    service.visits = role.visits;
    compile::ServiceChanges changes;
    compile::role_changes({role}, *found, changes);
    if (fits) compile::grant_changes({role}, *found, changes);
    service.changes = std::move(changes.changes);
    service.for_a_person = std::move(changes.for_a_person);
  }
  if (const Status done = read_roles(connection, server, services); !done) return done.error();
  return services;
}

WallFacts walls_of(const compile::RingPlan& plan, const std::vector<ServiceFacts>& services) {
  const auto is_services = [&](const compile::Change& change) {
    return std::ranges::any_of(services, [&](const ServiceFacts& service) {
      return std::ranges::any_of(service.changes, [&](const compile::Change& one) { return one.what == change.what; });
    });
  };
  const auto is_persons = [&](const std::string& line) {
    return std::ranges::any_of(services, [&](const ServiceFacts& service) {
      return std::ranges::find(service.for_a_person, line) != service.for_a_person.end();
    });
  };
  WallFacts walls;
  walls.misfit = plan.placements.findings;
  walls.objects = plan.wanted.size();
  for (const compile::Change& change : plan.changes) {
    if (!is_services(change)) walls.differences.push_back(change);
  }
  for (const compile::Change& change : plan.validations) {
    if (!change.what.starts_with("new ")) walls.differences.push_back(change);
  }
  for (const std::string& line : plan.beyond_repair) {
    if (!is_persons(line)) walls.beyond_repair.push_back(line);
  }
  return walls;
}

}  // namespace

void look_at_walls(pg::Connection& connection, const policy::Policy& policy, const policy::Ring& ring, Facts& facts) {
  compile::RingPlan plan;
  const Status planned = compile::plan_ring(connection, policy, ring, facts.settings.policy_file.string(), plan);
  if (!planned) {
    facts.walls.because = planned.error().message;
    facts.services.because = planned.error().message;
    return;
  }
  auto services = services_of(connection, policy, ring, plan, *facts.server);
  if (!services) {
    facts.services.because = services.error().message;
    facts.walls.because = services.error().message;
    return;
  }
  facts.walls.value = walls_of(plan, *services);
  facts.services.value = std::move(*services);
}

}  // namespace ringfence::doctor
