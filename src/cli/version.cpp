#include <fmt/format.h>

#include "cli/command.h"

namespace ringfence::cli {

std::string version() {
  return "ringfence " RINGFENCE_VERSION;
}

void register_version(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("version", "Print the version and exit");
  command->callback([&action] {
    action = [] {
      fmt::print("{}\n", version());
      return Exit::clean;
    };
  });
}

}  // namespace ringfence::cli
