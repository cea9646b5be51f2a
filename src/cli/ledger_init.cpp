#include <fmt/format.h>

#include "base/file.h"
#include "base/limits.h"
#include "cli/common.h"
#include "cli/ledger.h"
#include "ledger/store.h"

namespace ringfence::cli {

namespace {

struct InitOptions {
  std::string folder;
  std::string name;
  bool json = false;
};

int init(const InitOptions& options) {
  const Status made = ledger::Store::create(ledger::system_files(), options.folder, options.name);
  if (!made) return report(made.error());
  // Opened once, so that a checkpoint of no entries is there to be read.
  const auto store = ledger::Store::open(ledger::system_files(), options.folder, 0);
  if (!store) return report(store.error());
  const std::string log = to_text((*store)->key().verifier(ledger::KeyKind::log));
  const std::string witness = to_text((*store)->key().verifier(ledger::KeyKind::witness));
  if (options.json) {
    fmt::print("{}\n", pretty(json::object{{"ledger", options.folder}, {"key", log}, {"witness_key", witness}}));
  } else {
    fmt::print("{} is made. Publish these keys where people trust you to:\n  {}\n  {} (as a witness of others)\n",
               options.folder, log, witness);
  }
  return Exit::clean;
}

}  // namespace

void register_ledger_init(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("init", "Make an empty ledger with a key of its own");
  auto options = std::make_shared<InitOptions>();
  command->add_option("DIR", options->folder, "The folder to make it in")->required();
  command->add_option("--name", options->name, "What it is called in every checkpoint: an address without scheme")
      ->required();
  command->add_flag("--json", options->json, "Print the keys for programs");
  command->footer(
      "Exit: 0 made, 1 there is one already or it cannot be written, 2 wrong use.\n"
      "Example: ringfence ledger init /var/lib/ringfence/eu/ledger --name eu.meridian.example/ledger");
  command->callback([&action, options] { action = [options] { return init(*options); }; });
}

}  // namespace ringfence::cli
