#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "doctor/judge.h"
#include "doctor/look/look.h"

namespace ringfence::cli {

namespace {

constexpr const char* about = R"(Say what is wrong with a gateway, why it matters and how to mend it. Changes nothing.

Looks at one gateway (--settings FILE, as `ringfence serve` gets it) or at every ring of `ringfence up` (--dir DIR): settings,
policy, PostgreSQL, services and their passwords and rights, walls, directories, keys for look-ups, certificates, addresses,
the other rings' gateways, room for connections. docs/doctor.md lists every check.

Prints a line for each: ok, warning, wrong, or not looked; below it, where something is the matter, why it matters and the
commands, SQL or settings that mend it. Run it on the gateway's machine, as root or as the gateway's user: files that it may
not read it cannot judge. No password, key or row of anybody is printed.

Exit codes: 0 all was looked at and nothing is wrong, though there may be warnings; 1 something is wrong, or could not be
looked at; 2 wrong use, or the settings could not be read at all.

Examples:
  ringfence doctor --settings /etc/ringfence/gateway.toml
  ringfence doctor --dir rings --json)";

struct DoctorArguments {
  std::string settings;
  std::string directory;
  bool json = false;
};

Result<std::vector<doctor::Facts>> look(const DoctorArguments& arguments) {
  if (!arguments.directory.empty()) return doctor::look_at_directory(arguments.directory);
  auto facts = doctor::look_at_gateway(arguments.settings);
  if (!facts) return facts.error();
  std::vector<doctor::Facts> one;
  one.push_back(std::move(*facts));
  return one;
}

int run_doctor(const DoctorArguments& arguments) {
  const auto seen = look(arguments);
  if (!seen) {
    report(seen.error());
    return Exit::wrong_use;
  }
  std::vector<const doctor::Facts*> all;
  for (const doctor::Facts& facts : *seen) all.push_back(&facts);
  std::vector<doctor::Report> reports;
  for (const doctor::Facts* facts : all) reports.push_back(doctor::judge(*facts, all));
  if (arguments.json) {
    fmt::print("{}", doctor::to_json(reports));
  } else {
    for (const doctor::Report& one : reports) fmt::print("{}", doctor::to_text(one));
  }
  return std::ranges::all_of(reports, doctor::is_well) ? Exit::clean : Exit::findings;
}

}  // namespace

void register_doctor(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("doctor", "Say what is wrong with a gateway, and how to mend it");
  command->description(about);
  auto arguments = std::make_shared<DoctorArguments>();
  CLI::Option_group* which = command->add_option_group("which gateway");
  which->add_option("--settings", arguments->settings, "One gateway's settings")->type_name("FILE");
  which->add_option("--dir", arguments->directory, "The directory of the rings that `ringfence up` started")
      ->type_name("DIR");
  which->require_option(1);
  command->add_flag("--json", arguments->json, "Print JSON, for programs");
  command->callback([&action, arguments] { action = [arguments] { return run_doctor(*arguments); }; });
}

}  // namespace ringfence::cli
