#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

#include "cli/common.h"
#include "cli/ledger.h"

namespace ringfence::cli {

namespace {

void print_cosignatures(const ledger::Verified& verified) {
  for (const ledger::CosignatureFound& each : verified.cosignatures) {
    const std::chrono::sys_seconds time(std::chrono::seconds(each.time.value_or(0)));
    const std::string when = each.time ? fmt::format(" on {:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(time)) : std::string();
    fmt::print("  {} {} at {} entries{}\n",
               each.is_verified ? "cosigned by" : "not checked for want of its key: a cosignature of", each.name,
               with_separators(each.size), when);
  }
}

int verify(const LedgerOptions& options) {
  const auto keys = read_keys(options.keys);
  if (!keys) return report(keys.error());
  LedgerPlace place = ledger_at(options.where.front());
  const ledger::Verified verified = verify_place(place, *keys, {});
  if (options.json) {
    fmt::print("{}\n", pretty(as_json(place.name, verified)));
  } else {
    print_problems(place.name, verified);
    if (verified.is_right()) {
      fmt::print("{}: {} entries verified: {} files, {} openings, signed by {}\n", verified.checkpoint.origin,
                 with_separators(verified.checkpoint.size), with_separators(verified.tiles),
                 with_separators(verified.openings), fmt::join(verified.signed_by, ", "));
      print_cosignatures(verified);
    } else {
      fmt::print("{}: NOT verified\n", place.name);
    }
  }
  return verified.is_right() ? Exit::clean : Exit::findings;
}

// One line each: for people who look for something, and for programs.
int export_entries(const LedgerOptions& options) {
  const auto keys = read_keys(options.keys);
  if (!keys) return report(keys.error());
  LedgerPlace place = ledger_at(options.where.front());
  const ledger::Verified verified = verify_place(place, *keys, [](std::uint64_t index, const ledger::Entry& entry) {
    fmt::print("{{\"entry\":{},\"index\":{}}}\n", entry.bytes(), index);
  });
  print_problems(place.name, verified);
  return verified.is_right() ? Exit::clean : Exit::findings;
}

}  // namespace

void register_ledger_verify(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("verify", "Compute everything anew from the files, and compare");
  auto options = std::make_shared<LedgerOptions>();
  options->where.resize(1);
  command->add_option("DIR|URL", options->where[0], "The ledger")->required();
  add_ledger_options(*command, *options);
  command->footer(
      "Every entry and its schema, every tile, the root, the signatures of the keys given (each has to be there),\n"
      "openings where they are. Says which other rings have cosigned the log, as far as their keys were given.\n"
      "Exit: 0 all of it verifies; 1 something does not, or could not be checked for want of a key; 2 wrong use.\n"
      "Example: ringfence ledger verify https://eu.meridian.example/ledger --key eu.vkey --key us-witness.vkey");
  command->callback([&action, options] { action = [options] { return verify(*options); }; });
}

void register_ledger_export(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("export", "Print the entries as JSON, one a line, and verify them meanwhile");
  auto options = std::make_shared<LedgerOptions>();
  options->where.resize(1);
  command->add_option("DIR|URL", options->where[0], "The ledger")->required();
  add_ledger_options(*command, *options);
  command->footer(
      "Each line is {\"entry\": …, \"index\": N}; --json changes nothing. Believe the lines only where the exit code "
      "is 0.\n"
      "Exit: 0 the whole ledger verifies, 1 it does not, 2 wrong use.\n"
      "Example: ringfence ledger export rings/eu/ledger --key eu.vkey | jq 'select(.entry.rule == \"public-feed\")'");
  command->callback([&action, options] { action = [options] { return export_entries(*options); }; });
}

}  // namespace ringfence::cli
