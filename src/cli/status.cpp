#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "base/terminal.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/ring_state.h"
#include "lifecycle/database_uri.h"
#include "lifecycle/rings.h"
#include "pg/connection.h"

namespace ringfence::cli {

namespace {

// Rings on PostgreSQL of their own: each address of the policy is tried.
Result<std::vector<RingState>> states_by_policy(const policy::Policy& policy) {
  auto addresses = lifecycle::ring_addresses(policy, std::nullopt);
  if (!addresses) return addresses.error();
  std::vector<RingState> states;
  for (const lifecycle::RingAddress& address : *addresses) {
    const bool is_up = pg::Connection::open(address.database).has_value();
    states.push_back({address.ring, lifecycle::without_secret(address.database), {}, {}, is_up, {}});
  }
  return states;
}

Result<std::vector<RingState>> states_of(const policy::Policy& policy, const CommonOptions& options) {
  if (options.directory.empty()) return states_by_policy(policy);
  ::unsetenv("PGPASSWORD");  // it would win over the password file that the rings' addresses name
  auto directory = lifecycle::RingDirectory::at(options.directory);
  if (!directory) return directory.error();
  return ring_states(policy, *directory);
}

void tell_forks(const RingState& state) {
  constexpr std::string_view own = "own:";
  for (const auto& [of, count] : state.forks) {
    if (of.starts_with(own)) {
      fmt::print(stderr, "ring {}: its ledger is disputed by ring {}: see `ringfence doctor`\n", state.ring->name,
                 of.substr(own.size()));
    } else {
      fmt::print(stderr, "ring {}: the ledger of {} has forked: see `ringfence doctor`\n", state.ring->name, of);
    }
  }
}

int status(const CommonOptions& options) {
  const auto parsed = load_policy(options);
  if (!parsed) return Exit::findings;
  const auto states = states_of(parsed->policy, options);
  if (!states) return report(states.error());
  if (options.json) {
    fmt::print("{}\n", pretty(as_json(parsed->policy, *states)));
  } else {
    TextTable table({"ring", "state", "jurisdictions", "gateway", "database"});
    for (const RingState& state : *states) {
      table.add(
          {state.ring->name, state.up ? "up" : "down", fmt::format("{}", fmt::join(state.ring->jurisdictions, " ")),
           state.gateway.empty() ? "none" : state.gateway, state.database.empty() ? "not made yet" : state.database});
    }
    fmt::print("{}", table.text());
    for (const RingState& state : *states) tell_forks(state);
  }
  const bool all_up = std::ranges::all_of(*states, &RingState::up);
  return all_up ? Exit::clean : Exit::findings;
}

}  // namespace

void register_status(CLI::App& app, Action& action) {
  static CommonOptions options;
  CLI::App* command = app.add_subcommand("status", "Say which rings are up, and where their databases are");
  command->description(
      "Print each ring with its jurisdictions, the addresses of its gateway and its database, and whether both "
      "answer.\n"
      "Exit code 0: all of them do. The addresses work in psql and every other client of libpq, and show no "
      "password.\n\n"
      "Example: ringfence status --dir /var/lib/ringfence --json");
  add_common_options(*command, options);
  command->callback([&action] { action = [] { return status(options); }; });
}

}  // namespace ringfence::cli
