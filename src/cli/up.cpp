#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "base/limits.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/ring_state.h"
#include "lifecycle/rings_up.h"

namespace ringfence::cli {

namespace {

namespace fs = std::filesystem;

struct PolicyRead {
  policy::Policy policy;
  lifecycle::PolicyFiles files;
};

// As load_policy() does, but what was read is kept: DIR gets exactly the text that was checked.
std::optional<PolicyRead> read_policy(const fs::path& path) {
  PolicyRead read;
  auto text = read_file(path, limits::policy_file_bytes);
  if (!text) {
    Error error = text.error();
    error.hint = "name the policy with --policy FILE";
    report(error);
    return std::nullopt;
  }
  read.files.text = *text;
  auto parsed = policy::parse(*text, path.string(), [&](const std::string& name) -> Result<std::string> {
    auto content = read_file(path.parent_path() / name, limits::codes_file_bytes);
    if (content) read.files.named[name] = *content;
    return content;
  });
  print_findings(parsed.findings);
  if (parsed.findings.has_errors()) return std::nullopt;
  read.policy = std::move(parsed.policy);
  return read;
}

void tell(const lifecycle::RingOutcome& outcome) {
  if (!outcome.started) {
    report(outcome.started.error());
    return;
  }
  for (const std::string& note : outcome.started->notes) fmt::print(stderr, "ring {}: {}\n", outcome.ring, note);
  fmt::print("ring {:<12} {}  {}\n", outcome.ring, outcome.started->was_running ? "was up" : "up    ",
             outcome.started->uri);
  std::fflush(stdout);
}

void tell_gateway(const lifecycle::GatewayOutcome& outcome) {
  if (!outcome.started) {
    report(outcome.started.error());
    return;
  }
  for (const std::string& note : outcome.started->notes) fmt::print(stderr, "ring {}: {}\n", outcome.ring, note);
  fmt::print("gateway {:<9} {}  {}\n", outcome.ring, outcome.started->was_running ? "was up" : "up    ",
             outcome.started->uri.empty() ? "no service of the policy is at home here" : outcome.started->uri);
  std::fflush(stdout);
}

void tell_end(const lifecycle::UpReport& report, const fs::path& root) {
  for (const std::string& name : report.left_behind) {
    fmt::print(stderr, "ring {} is no longer in the policy: it is not started, and its data stays in {}\n", name,
               (root / name).string());
  }
  for (const std::string& failure : report.failures) fmt::print(stderr, "{}\n", failure);
  const bool nothing_done = std::ranges::all_of(
      report.rings, [](const lifecycle::RingOutcome& ring) { return ring.started && ring.started->was_running; });
  const bool no_gateway = std::ranges::all_of(report.gateways, [](const lifecycle::GatewayOutcome& gateway) {
    return gateway.started && gateway.started->was_running;
  });
  if (nothing_done && no_gateway) fmt::print("All rings were up already.\n");
}

int up(const CommonOptions& options, bool gateways) {
  // It would win over the password file that the rings' addresses name.
  ::unsetenv("PGPASSWORD");
  auto directory = lifecycle::RingDirectory::at(options.directory);
  if (!directory) return report(directory.error());
  const fs::path path = policy_path(options);
  auto read = read_policy(path);
  if (!read) return Exit::findings;
  std::error_code error;
  std::optional<lifecycle::PolicyFiles> files;
  if (!fs::equivalent(path, directory->policy_file(), error)) files = read->files;

  lifecycle::UpEvents events;
  events.waiting = [&] {
    fmt::print(stderr, "Another \"ringfence up\" or \"down\" is at work in {}: waiting for it.\n",
               directory->root().string());
  };
  events.settled = [&](const lifecycle::RingOutcome& outcome) {
    if (!options.json || !outcome.started) tell(outcome);
  };
  events.gateway_settled = [&](const lifecycle::GatewayOutcome& outcome) {
    if (!options.json || !outcome.started) tell_gateway(outcome);
  };
  auto done = lifecycle::bring_up(read->policy, files, *directory, gateways, events);
  if (!done) return report(done.error());
  if (options.json) {
    fmt::print("{}\n", pretty(as_json(read->policy, ring_states(read->policy, *directory))));
  } else {
    tell_end(*done, directory->root());
  }
  return done->all_up() ? Exit::clean : Exit::findings;
}

}  // namespace

void register_up(CLI::App& app, Action& action) {
  static CommonOptions options;
  CLI::App* command = app.add_subcommand("up", "Start one PostgreSQL and one gateway for each ring of a policy");
  command->description(
      "Start one PostgreSQL for each ring of the policy, from the server programs installed on this machine, and its\n"
      "gateway, in DIR: a directory of its own, made if it is missing. They listen on free ports of 127.0.0.1 and "
      "keep\n"
      "running. The services at home in a ring get a role there and a random password, kept in DIR/services.pgpass.\n"
      "Type it again at any time: what is missing is made, what is down is started, what is up is left alone, and no\n"
      "data is ever removed. DIR keeps a copy of the policy; --policy replaces it.\n"
      "Exit 0: all are up; 1: one is not, or the policy has errors; 2: wrong use.\n\n"
      "Example: ringfence up --dir /var/lib/ringfence --policy ringfence.toml");
  add_common_options(*command, options);
  command->get_option("--dir")->required();
  // A build without the gateway has rings without gateways.
  command->callback([&app, &action] {
    const bool gateways =
        !app.get_subcommands([](const CLI::App* each) { return each->get_name() == "serve"; }).empty();
    action = [gateways] { return up(options, gateways); };
  });
}

}  // namespace ringfence::cli
