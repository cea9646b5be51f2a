// Who may log in, and what they may do then: the gateway's own role, and each service's.
#include <fmt/format.h>

#include <algorithm>

#include "doctor/judge.h"
#include "pg/quote.h"

namespace ringfence::doctor {

namespace {

constexpr std::size_t shown = 5;

std::string rights_sql(const ServerFacts& server) {
  return fmt::format(
      "GRANT USAGE ON SCHEMA ringfence TO {0};\nGRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
      "ringfence TO {0};",
      pg::quote_identifier(server.role));
}

Check judge_existence(const Facts& facts, const ServiceFacts& service) {
  if (service.exists) return ok("service-role", service.name, "is there");
  return wrong("service-role", service.name, "there is no role of its name", "nobody can log in as this service",
               apply_command(facts));
}

Check judge_password(const Facts& facts, const ServiceFacts& service) {
  const std::string mend = password_command(facts, service.name);
  if (service.expired) {
    return wrong("service-password", service.name, "its password is no longer valid (VALID UNTIL)",
                 "clients that log in as this service are refused",
                 fmt::format("{}\nALTER ROLE {} VALID UNTIL 'infinity';", mend, pg::quote_identifier(service.name)));
  }
  switch (service.verifier) {
    case Verifier::scram:
      return ok("service-password", service.name, "is kept as SCRAM-SHA-256");
    case Verifier::none:
      return wrong("service-password", service.name, "it has no password",
                   "clients that log in as this service are refused, unless they show a certificate", mend);
    case Verifier::other:
      return wrong("service-password", service.name, "its password is not kept as SCRAM-SHA-256 but as MD5",
                   "the gateway cannot check it, and its hash is as good as the password", mend);
    case Verifier::unknown:
      break;
  }
  return not_looked("service-password", service.name, "the gateway's role may not read it");
}

Check judge_rights(const Facts& facts, const ServiceFacts& service) {
  std::vector<std::string> what;
  std::string mend;
  for (const compile::Change& change : service.changes) {
    if (change.what.starts_with("missing role")) continue;
    what.push_back(change.what);
    mend += change.sql + ";\n";
  }
  what.insert(what.end(), service.for_a_person.begin(), service.for_a_person.end());
  if (what.empty()) {
    return ok("service-rights", service.name,
              service.at_home  ? "what the policy gives it, and nothing else"
              : service.visits ? "it may connect, and nothing else: rules let it read, and it is at home elsewhere"
                               : "none here: it is at home elsewhere");
  }
  const std::size_t all = what.size();
  if (all > shown) what.resize(shown);
  std::string message = fmt::format("{}", fmt::join(what, "; "));
  if (all > shown) message += fmt::format("; and {} more", all - shown);
  mend = service.changes.empty() ? "what can be done about it is said above"
                                 : fmt::format("{}, or in the ring's database:\n{}", apply_command(facts), mend);
  return wrong("service-rights", service.name, std::move(message),
               "the database would let this service do what the policy does not, or not what it does", std::move(mend));
}

void judge_connection_limit(const Facts& facts, const ServiceFacts& service, Checks& checks) {
  const auto wanted = static_cast<std::int64_t>(facts.settings.pool.servers);
  if (service.connection_limit < 0 || service.connection_limit >= wanted) return;
  checks.push_back(
      warning("service-limit", service.name,
              fmt::format("CONNECTION LIMIT {} is less than pool.servers, {}", service.connection_limit, wanted),
              "its pool never gets that many connections, and its sessions wait",
              fmt::format("ALTER ROLE {} CONNECTION LIMIT {};", pg::quote_identifier(service.name), wanted)));
}

}  // namespace

void judge_gateway_role(const Facts& facts, Checks& checks) {
  if (!facts.server) {
    checks.push_back(not_looked("gateway-role", {}, facts.server.because));
    return;
  }
  const ServerFacts& server = *facts.server;
  if (!server.reads_verifiers) {
    checks.push_back(wrong("gateway-role", {},
                           fmt::format("{} may read neither pg_authid nor call ringfence.verifier(name)", server.role),
                           "the gateway cannot check anybody's password: nobody logs in",
                           "as a superuser, make the function that docs/peer-protocol.md shows under \"The role that a "
                           "gateway connects as\""));
  }
  if (!server.tables_forbidden.empty()) {
    checks.push_back(wrong("gateway-role", {},
                           fmt::format("{} may not read and write {} of schema ringfence", server.role,
                                       fmt::join(server.tables_forbidden, ", ")),
                           "the gateway cannot find out whose home is where", rights_sql(server)));
  }
  if (server.reads_verifiers && server.tables_forbidden.empty()) {
    checks.push_back(ok("gateway-role", {}, fmt::format("{} may read and write what the gateway needs", server.role)));
  }
}

void judge_services(const Facts& facts, Checks& checks) {
  if (!facts.services) {
    checks.push_back(not_looked("services", {}, facts.services.because));
    return;
  }
  for (const ServiceFacts& service : *facts.services) {
    const bool clean = service.changes.empty() && service.for_a_person.empty();
    const bool logs_in = service.at_home || service.visits;
    if (!logs_in && clean) continue;
    if (logs_in) checks.push_back(judge_existence(facts, service));
    if (logs_in && service.exists) {
      checks.push_back(judge_password(facts, service));
      judge_connection_limit(facts, service, checks);
    }
    if (service.exists) checks.push_back(judge_rights(facts, service));
  }
  if (std::ranges::none_of(*facts.services, [](const auto& one) { return one.at_home || one.visits; })) {
    checks.push_back(warning("services", {}, "no service of the policy is at home in this ring, or may visit it",
                             "nobody can log in at this gateway but other rings' gateways",
                             fmt::format("add one to {}: [service.NAME], its location in this ring's jurisdictions",
                                         facts.settings.policy_file.string())));
  }
}

}  // namespace ringfence::doctor
