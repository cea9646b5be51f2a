#include "cli/demand.h"

namespace ringfence::cli {

void register_demand(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("demand", "What authorities ask: proposals from their notices");
  command->description("What authorities ask. docs/demands.md says what is done with it.");
  command->require_subcommand(1);
  register_demand_import(*command, action);
}

}  // namespace ringfence::cli
