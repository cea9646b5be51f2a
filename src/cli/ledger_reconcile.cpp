#include <fmt/format.h>

#include "cli/common.h"
#include "cli/ledger.h"
#include "ledger/reconcile.h"

namespace ringfence::cli {

namespace {

int reconcile(const LedgerOptions& options) {
  auto keys = read_keys(options.keys);
  if (!keys) return report(keys.error());
  // Who cosigned is a matter of `verify`; here a file of all rings' keys may be given.
  std::erase_if(*keys, [](const ledger::VerifierKey& key) { return key.kind != ledger::KeyKind::log; });
  ledger::Reconciler reconciler;
  json::array ledgers;
  bool right = true;
  for (const std::string& where : options.where) {
    LedgerPlace place = ledger_at(where);
    const ledger::Verified verified =
        verify_place(place, *keys, [&](std::uint64_t, const ledger::Entry& entry) { reconciler.add(where, entry); });
    right = right && verified.is_right();
    print_problems(place.name, verified);
    ledgers.push_back(as_json(place.name, verified));
  }
  const ledger::Reconciled result = reconciler.result();
  json::array mismatches;
  TextTable table({"mismatch", "transfer", "from", "to", "what"});
  for (const ledger::MismatchFound& each : result.mismatches) {
    mismatches.push_back(json::object{{"mismatch", ledger::to_text(each.kind)},
                                      {"id", each.id},
                                      {"from", each.from},
                                      {"to", each.to},
                                      {"detail", each.detail}});
    table.add({std::string(ledger::to_text(each.kind)), each.id, each.from, each.to, each.detail});
  }
  right = right && result.mismatches.empty();
  if (options.json) {
    fmt::print("{}\n", pretty(json::object{{"reconciled", right},
                                           {"transfers", result.transfers},
                                           {"paired", result.paired},
                                           {"mismatches", std::move(mismatches)},
                                           {"ledgers", std::move(ledgers)}}));
  } else {
    if (!result.mismatches.empty()) fmt::print("{}", table.text());
    fmt::print("{} transfers, {} of them the same in all books\n", with_separators(result.transfers),
               with_separators(result.paired));
  }
  return right ? Exit::clean : Exit::findings;
}

}  // namespace

void register_ledger_reconcile(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("reconcile", "Compare the ledgers of several rings, transfer by transfer");
  auto options = std::make_shared<LedgerOptions>();
  command->add_option("DIR|URL", options->where, "The ledgers of all rings that transfers went between")
      ->required()
      ->expected(2, 64);
  add_ledger_options(*command, *options);
  command->footer(
      "Verifies each ledger too. Names each mismatch: orphan at importer, never arrived, differs, unfinished, ledger "
      "not given.\n"
      "Exit: 0 all verify and every transfer is the same in all books, 1 not so, 2 wrong use.\n"
      "Example: ringfence ledger reconcile rings/eu/ledger rings/us/ledger --key keys.txt --json");
  command->callback([&action, options] { action = [options] { return reconcile(*options); }; });
}

}  // namespace ringfence::cli
