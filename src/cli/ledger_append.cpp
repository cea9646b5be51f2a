#include <fmt/format.h>

#include <iostream>

#include "base/clock.h"
#include "base/limits.h"
#include "cli/common.h"
#include "cli/ledger.h"
#include "cli/ledger_write.h"
#include "ledger/entry.h"

namespace ringfence::cli {

namespace {

struct AppendOptions {
  std::string folder;
};

// Entries as they will stand in the ledger, each followed by the openings of its own, which count it from 0.
Result<std::vector<ledger::Append>> read_batch(std::istream& input) {
  std::vector<ledger::Append> batch;
  for (std::string line; std::getline(input, line);) {
    if (const auto entry = ledger::parse_entry(line)) {
      if (batch.size() == limits::outbox_batch) return fail("there are too many entries", {}, "append them in parts");
      batch.push_back({line, {}});
      continue;
    }
    const auto opening = ledger::parse_opening(line);
    if (!opening || batch.empty() || opening->entry != batch.size() - 1) {
      return fail("a line is neither an entry nor an opening of the one before it", line.substr(0, 200),
                  "see docs/ledger-format.md");
    }
    batch.back().openings.push_back(opening->opening);
  }
  if (batch.empty()) return fail("there is no entry on standard input");
  for (const ledger::Append& each : batch) {
    RINGFENCE_TRY(ledger::check_openings(*ledger::parse_entry(each.entry), each.openings));
  }
  return batch;
}

int append(const AppendOptions& options) {
  auto batch = read_batch(std::cin);
  if (!batch) return report(batch.error());
  const auto store = open_to_write(options.folder);
  if (!store) return report(store.error());
  const auto first = (*store)->commit(std::move(*batch));
  if (!first) return report(first.error());
  if (const Status published = (*store)->publish(); !published) return report(published.error());
  fmt::print("{}\n", *first);
  return Exit::clean;
}

}  // namespace

void register_ledger_append(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("append", "Append entries to a ledger that no gateway holds");
  auto options = std::make_shared<AppendOptions>();
  command->add_option("DIR", options->folder, "The ledger")->required();
  command->footer(
      "Reads lines from standard input: an entry as docs/ledger-format.md has it, then the openings of what it commits "
      "to,\n"
      "whose \"entry\" counts the entries read, from 0. All of them or none; they are durable when it ends. Prints "
      "the\n"
      "index of the first. Other commands use this where a ring's gateway does not run.\n"
      "Exit: 0 appended, 1 not, 2 wrong use.\n"
      "Example: ringfence ledger append /var/lib/ringfence/eu/ledger <entries");
  command->callback([&action, options] { action = [options] { return append(*options); }; });
}

}  // namespace ringfence::cli
