#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <memory>

#include "cli/command.h"
#include "cli/help.h"

namespace {

using namespace ringfence::cli;

int run(int count, char** values) {
  CLI::App app(
      "Ringfence keeps each person's data inside the jurisdiction it belongs to, on PostgreSQL, and proves it.",
      "ringfence");
  app.require_subcommand(1);
  app.formatter(std::make_shared<Help>());
  app.set_version_flag("--version", version);
  Action action;
  for (const Register register_command :
       {register_init,   register_check,      register_explain, register_plan,     register_apply,
        register_drift,  register_exceptions, register_screen,  register_split,    register_serve,
        register_up,     register_down,       register_status,  register_doctor,   register_ledger,
        register_demand, register_withhold,   register_report,  register_password, register_version}) {
    register_command(app, action);
  }
  try {
    app.parse(count, values);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? Exit::clean : Exit::wrong_use;
  }
  return action();
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(count, values);
  } catch (const std::exception& error) {
    fmt::print(stderr, "ringfence: this is a defect of Ringfence: {}\n", error.what());
    return Exit::findings;
  }
}
