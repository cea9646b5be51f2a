#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/common.h"
#include "cli/ledger.h"
#include "cli/ledger_write.h"
#include "record/policy_entry.h"

namespace ringfence::cli {

namespace {

struct PolicyOptions {
  std::string folder;
  std::string file;
  bool json = false;
};

int put(const PolicyOptions& options) {
  const auto text = read_file(options.file, limits::policy_file_bytes);
  if (!text) return report(text.error());
  const std::filesystem::path folder = std::filesystem::path(options.file).parent_path();
  const auto parsed = policy::parse(
      *text, options.file, [&](const std::string& name) { return read_file(folder / name, limits::codes_file_bytes); });
  if (parsed.findings.has_errors()) {
    print_findings(parsed.findings);
    return Exit::findings;
  }
  const auto shown = policy::shown_text(*text);
  if (!shown) return report(shown.error());
  const auto store = open_to_write(options.folder);
  if (!store) return report(store.error());
  const auto entry =
      record::put_on_record(ledger::system_files(), **store, options.folder, *shown, now_in_milliseconds());
  if (!entry) return report(entry.error());
  if (entry->kept) report(within("its text could not be kept for the next change", *entry->kept));
  if (options.json) {
    fmt::print(
        "{}\n",
        pretty(json::object{
            {"ledger", options.folder}, {"entry", entry->index}, {"policy", shown->sha256}, {"new", entry->is_new}}));
  } else {
    fmt::print("{}: the policy {} on record as entry {}\n", options.folder, entry->is_new ? "is" : "was already",
               entry->index);
  }
  return Exit::clean;
}

}  // namespace

void register_ledger_policy(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("policy", "Put a policy on record in a ledger that no gateway holds");
  auto options = std::make_shared<PolicyOptions>();
  command->add_option("DIR", options->folder, "The ledger")->required();
  command->add_option("FILE", options->file, "The policy")->required();
  command->add_flag("--json", options->json, "Print the entry's index for programs");
  command->footer(
      "A gateway puts each policy on record by itself before it uses it, and `ringfence apply` sees to it. This is "
      "for\n"
      "a ring whose gateway does not run. The entry says what changed since the last one, line by line; addresses of\n"
      "databases and whatever looks like a password are not shown. Where the last one is the same, nothing is added.\n"
      "Exit: 0 it is on record, 1 it is not, 2 wrong use.\n"
      "Example: ringfence ledger policy /var/lib/ringfence/eu/ledger ringfence.toml");
  command->callback([&action, options] { action = [options] { return put(*options); }; });
}

}  // namespace ringfence::cli
