// Whether there is room for what the settings allow.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "doctor/judge.h"

namespace ringfence::doctor {

namespace {

// Of the gateway itself: a connection for each of its threads, and one for what peers ask (serve/controls.h).
constexpr std::int64_t own_connections = 5;
// Files of the gateway's own: listeners, log, epoll, a connection to each peer.
constexpr std::uint64_t own_descriptors = 64;

std::int64_t number(const ServerFacts& server, const std::string& name) {
  const auto found = server.parameters.find(name);
  std::int64_t value = 0;
  if (found != server.parameters.end()) {
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  }
  return value;
}

void judge_connections(const Facts& facts, Checks& checks) {
  if (!facts.server || !facts.policy) {
    checks.push_back(not_looked("connections", {}, facts.server ? facts.policy.because : facts.server.because));
    return;
  }
  const ServerFacts& server = *facts.server;
  const std::int64_t most = number(server, "max_connections");
  const std::int64_t reserved =
      number(server, "superuser_reserved_connections") + number(server, "reserved_connections");
  std::int64_t room = most - reserved;
  if (server.database_limit >= 0) room = std::min(room, server.database_limit);
  const auto services = static_cast<std::int64_t>(facts.policy->services.size());
  const auto pool = static_cast<std::int64_t>(facts.settings.pool.servers);
  const std::int64_t wanted = services * pool + (server.role_is_superuser ? 0 : own_connections);
  const std::string sum = fmt::format("{} service{} of {} connections each", services, services == 1 ? "" : "s", pool);
  if (room >= wanted) {
    checks.push_back(ok("connections", {}, fmt::format("{} for {}", room, sum)));
    return;
  }
  const std::string limit = server.database_limit >= 0 && server.database_limit < most - reserved
                                ? fmt::format("the database's CONNECTION LIMIT leaves {}", room)
                                : fmt::format("max_connections = {} leaves {}", most, room);
  checks.push_back(
      wrong("connections", {}, fmt::format("{}, and the settings allow {}", limit, sum),
            "under load PostgreSQL refuses the gateway (53300), and with it every other program",
            fmt::format("ALTER SYSTEM SET max_connections = {}; then restart PostgreSQL\nor in {}: [pool] servers = {}",
                        wanted + reserved, facts.settings_file,
                        std::max<std::int64_t>(1, (room - own_connections) / std::max<std::int64_t>(1, services)))));
}

}  // namespace

void judge_limits(const Facts& facts, Checks& checks) {
  judge_connections(facts, checks);
  const std::uint64_t services = facts.policy ? facts.policy->services.size() : 1;
  const std::uint64_t wanted = facts.settings.clients + services * facts.settings.pool.servers + own_descriptors;
  const std::string whose = facts.gateway ? "the gateway may open" : "a gateway started from here may open";
  if (facts.descriptors >= wanted) {
    checks.push_back(
        ok("descriptors", {}, fmt::format("{} files enough for {} clients", whose, facts.settings.clients)));
    return;
  }
  checks.push_back(wrong("descriptors", {},
                         fmt::format("{} {} files, and {} are needed for {} clients", whose, facts.descriptors, wanted,
                                     facts.settings.clients),
                         "clients beyond that wait to be accepted, without an error",
                         fmt::format("systemd: LimitNOFILE={}; a shell: ulimit -n {}; then {}\nor in {}: clients = {}",
                                     wanted, wanted, restart_command(facts), facts.settings_file,
                                     facts.descriptors > wanted - facts.settings.clients
                                         ? facts.descriptors - (wanted - facts.settings.clients)
                                         : 1)));
}

}  // namespace ringfence::doctor
