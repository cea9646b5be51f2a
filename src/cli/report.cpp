#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "base/file.h"
#include "base/sha256.h"
#include "cli/common.h"
#include "cli/ledger.h"
#include "demand/report/report.h"
#include "policy/model.h"

namespace ringfence::cli {

namespace {

constexpr const char* footer =
    "Computed from the ledgers alone, which are verified first: nothing is reported from one that does not verify. "
    "Anybody "
    "with\nthe ledgers' files gets the same report, byte for byte. Figures follow the indicators of Ranking Digital "
    "Rights "
    "(F5a, F6,\nF8, P10a, P11a, P12); of sealed orders only their number and country are given. Days are UTC, both in "
    "the "
    "period.\n"
    "Exit: 0 written, 1 a ledger does not verify or a file cannot be written, 2 wrong use.\n"
    "Example: ringfence report --from 2026-01-01 --to 2026-06-30 rings/*/ledger --key keys.txt --page report.html";

struct ReportOptions {
  LedgerOptions ledgers;
  std::string from, to;
  std::string platform;
  std::string page, csv;
};

std::optional<std::chrono::sys_days> read_day(const std::string& text) {
  const auto date = policy::read_date(text);
  if (!date) return std::nullopt;
  return std::chrono::sys_days(std::chrono::year(date->year) / date->month / date->day);
}

Result<report::Period> period_of(const ReportOptions& options) {
  const auto from = read_day(options.from), to = read_day(options.to);
  if (!from || !to || *to < *from) {
    return fail(fmt::format("\"{}\" to \"{}\" is no period", options.from, options.to), {},
                "two days, the first not after the last: --from 2026-01-01 --to 2026-06-30");
  }
  const auto instant = [](std::chrono::sys_days day) {
    return static_cast<report::Instant>(
        std::chrono::duration_cast<std::chrono::milliseconds>(day.time_since_epoch()).count());
  };
  return report::Period{instant(*from), instant(*to + std::chrono::days(1)), options.from, options.to};
}

// The platform, as the ledgers' origins begin: "meridian" of "meridian/eu". More than one: all of them.
std::string platform_of(const std::vector<report::LedgerRead>& ledgers) {
  std::string platform;
  for (const report::LedgerRead& each : ledgers) {
    const std::string one = each.origin.substr(0, each.origin.find('/'));
    if (platform.empty())
      platform = one;
    else if (platform.find(one) == std::string::npos)
      platform += ", " + one;
  }
  return platform;
}

Status write(const std::string& path, const std::string& text, const char* what) {
  if (path.empty()) return {};
  RINGFENCE_TRY(write_file(path, text));
  fmt::print(stderr, "{}: {}\n", what, path);
  return {};
}

int run_report(const ReportOptions& options) {
  auto period = period_of(options);
  if (!period) return ringfence::cli::report(period.error());
  auto keys = read_keys(options.ledgers.keys);
  if (!keys) return ringfence::cli::report(keys.error());
  std::erase_if(*keys, [](const ledger::VerifierKey& key) { return key.kind != ledger::KeyKind::log; });
  report::Cases cases(period->to);
  std::vector<report::LedgerRead> read;
  for (const std::string& where : options.ledgers.where) {
    LedgerPlace place = ledger_at(where);
    std::vector<ledger::Entry> entries;
    const ledger::Verified verified =
        verify_place(place, *keys, [&](std::uint64_t, const ledger::Entry& entry) { entries.push_back(entry); });
    print_problems(place.name, verified);
    if (!verified.is_right()) return Exit::findings;
    for (const ledger::Entry& entry : entries) cases.add(verified.checkpoint.origin, entry);
    read.push_back({verified.checkpoint.origin, verified.checkpoint.size, to_hex(verified.checkpoint.root)});
  }
  const std::string platform = platform_of(read);
  const report::Report made = report::make_report(cases, std::move(*period), std::move(read));
  if (const Status done = write(options.page, report::as_page(made, platform), "page"); !done) {
    return ringfence::cli::report(done.error());
  }
  if (const Status done = write(options.csv, report::as_csv(made), "CSV"); !done) {
    return ringfence::cli::report(done.error());
  }
  if (options.ledgers.json) {
    fmt::print("{}", report::as_json(made));
  } else {
    TextTable table({"figure", "value"});
    for (const auto& [name, value] : made.summary) table.add({name, with_separators(value)});
    fmt::print("{}", table.text());
  }
  return Exit::clean;
}

}  // namespace

void register_report(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("report", "The transparency report, from the ledgers alone");
  auto options = std::make_shared<ReportOptions>();
  command->add_option("DIR|URL", options->ledgers.where, "The ledgers of the rings to report on")
      ->required()
      ->expected(1, 64);
  command->add_option("--from", options->from, "The period's first day")->required();
  command->add_option("--to", options->to, "The period's last day")->required();
  command->add_option("--page", options->page, "Write the report as a page of HTML");
  command->add_option("--csv", options->csv, "Write the figures as CSV");
  add_ledger_options(*command, options->ledgers);
  command->footer(footer);
  command->callback([&action, options] { action = [options] { return run_report(*options); }; });
}

}  // namespace ringfence::cli
