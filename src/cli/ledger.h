// What the commands of `ringfence ledger` begin with: where a ledger is, the keys it is checked by, how findings are
// told.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/terminal.h"
#include "cli/command.h"
#include "ledger/verify.h"

namespace ringfence::cli {

struct LedgerOptions {
  std::vector<std::string> where;  // folders and addresses
  std::vector<std::string> keys;   // --key: verifier keys, or files of them
  bool json = false;
};

// Adds --key and --json. `options` must outlive the parse.
void add_ledger_options(CLI::App& command, LedgerOptions& options);

// A folder that `ledger init` made, with its openings; any folder of tlog-tiles; an address. `openings` may be nothing.
struct LedgerPlace {
  std::string name;  // as typed
  std::unique_ptr<ledger::Source> log;
  std::unique_ptr<ledger::Source> openings;
};
LedgerPlace ledger_at(const std::string& where);
Result<std::vector<ledger::VerifierKey>> read_keys(const std::vector<std::string>& given);

// Verifies with a progress bar. `on_entry` may be empty.
ledger::Verified verify_place(LedgerPlace& place, const std::vector<ledger::VerifierKey>& keys,
                              std::function<void(std::uint64_t, const ledger::Entry&)> on_entry);
// Findings and what was not checked, on standard error, and the way out.
void print_problems(const std::string& name, const ledger::Verified& verified);
json::object as_json(const std::string& name, const ledger::Verified& verified);

void register_ledger_append(CLI::App& app, Action& action);
void register_ledger_cosign(CLI::App& app, Action& action);
void register_ledger_consistency(CLI::App& app, Action& action);
void register_ledger_erase(CLI::App& app, Action& action);
void register_ledger_export(CLI::App& app, Action& action);
void register_ledger_init(CLI::App& app, Action& action);
void register_ledger_policy(CLI::App& app, Action& action);
void register_ledger_prove(CLI::App& app, Action& action);
void register_ledger_reconcile(CLI::App& app, Action& action);
void register_ledger_verify(CLI::App& app, Action& action);

}  // namespace ringfence::cli
