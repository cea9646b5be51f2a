#include "cli/exceptions.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <set>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/ledger.h"
#include "ledger/crossings.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::cli {

namespace {

constexpr const char* about =
    R"(Print the public register of exceptions: every transfer rule of the policy with its basis, its expiry and its budget,
and what really crossed under it, from the ledgers of the rings that the rows left; and the thresholds with their running totals.

A ledger is verified before its volumes are believed. --dir takes the ledgers of the rings that `ringfence up` made, and their keys.
Without a ledger only what is permitted is told. A transfer that several rules let out counts for each of them: which of them let out
which row is not known. Days are in UTC. Each ring that rows leave has budgets and totals of its own.

Exit codes: 0 clean; 1 a rule has expired, a budget or a threshold is used up, something crossed under a rule that the policy does not
have, or a ledger does not verify; 2 wrong use.

Examples:
  ringfence exceptions --dir rings
  ringfence exceptions --policy ringfence.toml --ledger https://eu.meridian.example/ledger --key eu.vkey --json)";

struct ExceptionsOptions {
  CommonOptions common;
  std::vector<std::string> ledgers;
  std::vector<std::string> keys;
};

// Those of the rings of --dir, which are the caller's own: their keys are taken from beside them.
Status add_own_ledgers(ExceptionsOptions& options, const policy::Policy& policy) {
  if (options.common.directory.empty() || !options.ledgers.empty()) return {};
  const auto directory = lifecycle::RingDirectory::at(options.common.directory);
  if (!directory) return directory.error();
  for (const policy::Ring& ring : policy.rings) {
    const std::filesystem::path folder = directory->ledger(ring.name);
    if (!std::filesystem::exists(folder)) continue;
    options.ledgers.push_back(folder.string());
    options.keys.push_back((folder / "ledger.vkey").string());
  }
  return {};
}

// False: it does not verify, and what was added is not to be believed.
Result<bool> add_ledgers(const ExceptionsOptions& options, volumes::Register& crossed, json::array& ledgers) {
  auto keys = read_keys(options.keys);
  if (!keys) return keys.error();
  // Who cosigned is a matter of `ledger verify`.
  std::erase_if(*keys, [](const ledger::VerifierKey& key) { return key.kind != ledger::KeyKind::log; });
  bool right = true;
  std::set<std::string> origins;
  for (const std::string& where : options.ledgers) {
    ledger::Crossings crossings([&](const ledger::Crossing& crossing) { crossed.add(crossing); });
    LedgerPlace place = ledger_at(where);
    const ledger::Verified verified =
        verify_place(place, *keys, [&](std::uint64_t, const ledger::Entry& entry) { crossings.add(entry); });
    crossings.finish();
    right = right && verified.is_right();
    print_problems(place.name, verified);
    ledgers.push_back(as_json(place.name, verified));
    if (!origins.insert(verified.checkpoint.origin).second && verified.is_right()) {
      return fail(fmt::format("\"{}\" is a ledger that was given already", where), {}, "name each ring's ledger once");
    }
  }
  return right;
}

int run_exceptions(ExceptionsOptions options) {
  const auto parsed = load_policy(options.common);
  if (!parsed) return Exit::findings;
  if (const Status added = add_own_ledgers(options, parsed->policy); !added) return report(added.error());
  volumes::Register crossed(parsed->policy, volumes::day_of(now_in_milliseconds()));
  json::array ledgers;
  const auto right = add_ledgers(options, crossed, ledgers);
  if (!right) {
    report(right.error());
    return Exit::wrong_use;
  }
  if (!*right) {
    fmt::print(stderr, "error: a ledger does not verify, and its volumes are not to be believed\n");
    return Exit::findings;
  }
  const Exceptions all{parsed->policy, crossed, volumes::day_of(now_in_milliseconds()), !options.ledgers.empty()};
  if (options.common.json) {
    json::object out = as_json(all);
    out["ledgers"] = std::move(ledgers);
    fmt::print("{}\n", pretty(out));
  } else {
    fmt::print("{}", as_text(all));
  }
  return findings_in(all).empty() ? Exit::clean : Exit::findings;
}

}  // namespace

void register_exceptions(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("exceptions", "Print the public register: every rule, and what really crossed");
  command->description(about);
  auto options = std::make_shared<ExceptionsOptions>();
  add_common_options(*command, options->common);
  command->add_option("--ledger", options->ledgers, "A ring's ledger; may be given several times, each ring's once")
      ->type_name("DIR|URL")
      ->allow_extra_args(false);
  command
      ->add_option("--key", options->keys,
                   "A verifier key (name+hash+key), or a file of them, one a line; may be given several times")
      ->allow_extra_args(false);
  command->callback([&action, options] { action = [options] { return run_exceptions(*options); }; });
}

}  // namespace ringfence::cli
