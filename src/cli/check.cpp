#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "base/file.h"
#include "base/limits.h"
#include "cli/check_database.h"
#include "cli/check_partners.h"
#include "cli/command.h"
#include "cli/common.h"

namespace ringfence::cli {

namespace {

struct CheckOptions {
  CommonOptions common;
  std::string database;
  std::string screening;
  bool count = false;
};

void print_json(const Diagnostics& findings, const std::string& sha256, const std::optional<DatabaseCheck>& live) {
  json::object out{{"findings", findings_as_json(findings)}, {"policy_sha256", sha256}};
  if (live) out["crossings"] = crossings_as_json(live->crossings);
  fmt::print("{}\n", pretty(out));
}

void print_text(const Diagnostics& findings, const std::string& path, const std::optional<DatabaseCheck>& live) {
  if (live) fmt::print("{}", crossings_as_text(live->crossings));
  std::fflush(stdout);
  print_findings(findings);
  if (!findings.has_errors()) fmt::print("{}: no errors\n", path);
}

int check(const CheckOptions& options) {
  const std::filesystem::path path = policy_path(options.common);
  const auto text = read_file(path, limits::policy_file_bytes);
  if (!text) return report(text.error());
  policy::Parsed parsed = policy::parse(*text, path.string(), [&](const std::string& name) {
    return read_file(path.parent_path() / name, limits::codes_file_bytes);
  });
  if (!options.screening.empty()) {
    auto partners = check_partners(parsed.policy, options.screening);
    if (!partners) return report(partners.error());
    parsed.findings.append(std::move(*partners));
  }
  std::optional<DatabaseCheck> live;
  if (!options.database.empty() && !parsed.findings.has_errors()) {
    auto checked = check_database(parsed.policy, path.string(), options.database, options.count);
    if (!checked) return report(checked.error());
    live = std::move(*checked);
    parsed.findings.append(live->findings);
  }
  if (options.common.json) {
    print_json(parsed.findings, parsed.policy.sha256, live);
  } else {
    print_text(parsed.findings, path.string(), live);
  }
  return parsed.findings.has_errors() ? Exit::findings : Exit::clean;
}

}  // namespace

void register_check(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("check", "Check a policy: every error at once, each with its place and the way out");
  auto options = std::make_shared<CheckOptions>();
  add_common_options(*command, options->common);
  command->add_option("--database", options->database, "Check it against this live database too, which is only read")
      ->type_name("URI");
  command
      ->add_option("--screening", options->screening,
                   "What `screen --json` printed: each rule's partner has to be clear in it")
      ->type_name("FILE");
  command->add_flag("--count", options->count, "With --database: count the rows whose references would cross");
  command->footer(
      "Exit: 0 no errors (there may be warnings), 1 errors, 2 wrong use.\n"
      "Example: ringfence check --policy ringfence.toml --json\n"
      "Every message with its help: docs/policy-messages.md. What each key means: docs/policy.md.");
  command->callback([&action, options] { action = [options] { return check(*options); }; });
}

}  // namespace ringfence::cli
