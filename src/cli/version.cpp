#include <fmt/format.h>

#include "cli/command.h"

namespace ringfence::cli {

void register_version(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("version", "Print the version and exit");
  command->callback([&action] {
    action = [] {
      fmt::print("ringfence {}\n", RINGFENCE_VERSION);
      return Exit::clean;
    };
  });
}

}  // namespace ringfence::cli
