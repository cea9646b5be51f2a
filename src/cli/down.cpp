#include <fmt/format.h>

#include <cstdio>

#include "cli/command.h"
#include "cli/common.h"
#include "lifecycle/rings_up.h"

namespace ringfence::cli {

namespace {

int down(const CommonOptions& options) {
  auto directory = lifecycle::RingDirectory::at(options.directory);
  if (!directory) return report(directory.error());
  auto stopped = lifecycle::take_down(*directory, [&] {
    fmt::print(stderr, "Another \"ringfence up\" or \"down\" is at work in {}: waiting for it.\n",
               directory->root().string());
  });
  if (!stopped) return report(stopped.error());
  int exit = Exit::clean;
  json::array rings;
  for (const lifecycle::StopOutcome& outcome : *stopped) {
    if (!outcome.was_running) {
      exit = report(within(fmt::format("ring {}", outcome.ring), outcome.was_running.error()));
      continue;
    }
    rings.push_back(json::object{{"name", outcome.ring}, {"was_up", *outcome.was_running}});
    if (!options.json) fmt::print("ring {:<12} {}\n", outcome.ring, *outcome.was_running ? "down" : "was down");
  }
  if (options.json) fmt::print("{}\n", pretty(json::object{{"rings", rings}}));
  return exit;
}

}  // namespace

void register_down(CLI::App& app, Action& action) {
  static CommonOptions options;
  CLI::App* command = app.add_subcommand("down", "Stop the PostgreSQL and the gateway of every ring in a directory");
  command->description(
      "Stop every gateway and PostgreSQL that \"ringfence up\" started in DIR. Their data stays; \"ringfence up\" "
      "starts them "
      "again.\n"
      "Sessions are ended; transactions that are open roll back. Where all are down already, that is no error.\n"
      "Exit 0: all are down; 1: one is not, and the reason is told; 2: wrong use.\n\n"
      "Example: ringfence down --dir /var/lib/ringfence");
  add_common_options(*command, options);
  command->get_option("--dir")->required();
  command->callback([&action] { action = [] { return down(options); }; });
}

}  // namespace ringfence::cli
