#include "cli/demand.h"

namespace ringfence::cli {

void register_demand(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("demand", "What authorities ask: from the letter to its end");
  command->description(
      "What authorities ask, and what becomes of it: received, verified, approved by two, executed, notified, closed.\n"
      "docs/demands.md says how it goes, and who may do what.");
  command->require_subcommand(1);
  for (const Register each :
       {register_demand_import, register_demand_file, register_demand_list, register_demand_show, register_demand_steps,
        register_demand_approve, register_demand_execute, register_demand_key}) {
    each(*command, action);
  }
}

}  // namespace ringfence::cli
