#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "base/file.h"
#include "base/limits.h"
#include "base/terminal.h"
#include "cli/command.h"
#include "cli/common.h"
#include "lifecycle/split/split.h"

namespace ringfence::cli {

namespace {

constexpr const char* about = R"(Turn an existing database into rings: every row to its home, shared rows to all.

Reads the source from one snapshot and changes nothing in it. Each ring gets the whole schema, its own rows and the walls
that keep others out; foreign keys that would cross are turned to the directory or dropped, and reported. Interrupted at
any instant, the same command goes on where it was. At the end every ring is read back and compared with the source.

Rows whose home is NULL, unknown or no ring's go nowhere: they are listed in a file (astray.csv beside the rings, or in the
present folder), nothing is moved, and the exit code is 1. Say in its last column where each belongs (an ISO code, or
`leave`) and run the command again with --place.

Exit codes: 0 split and verified; 1 not finished, the reason is printed; 2 wrong use.

Example:
  ringfence split --from postgresql:///app --dir rings)";

struct SplitArguments {
  CommonOptions common;
  std::string source;
  std::string placements_file;
  std::size_t jobs = 0;
};

json::object digest_json(const lifecycle::RowDigest& digest) {
  return {{"rows", digest.rows}, {"digest", lifecycle::digest_hex(digest)}};
}

json::object report_json(const policy::Policy& policy, const lifecycle::SplitReport& report) {
  json::array tables;
  for (const lifecycle::SplitTable& table : report.tables) {
    json::object rings;
    for (std::size_t i = 0; i < table.rings.size(); ++i) rings[policy.rings[i].name] = digest_json(table.rings[i]);
    tables.push_back(json::object{{"table", table.table},
                                  {"kind", table.kind},
                                  {"rows", table.source.rows},
                                  {"digest", lifecycle::digest_hex(table.source)},
                                  {"left_behind", table.left_behind},
                                  {"rings", std::move(rings)}});
  }
  json::array crossing;
  for (const lifecycle::Crossing& each : report.crossings) {
    crossing.push_back(json::object{{"table", each.table},
                                    {"constraint", each.constraint},
                                    {"fate", each.fate},
                                    {"reason", each.reason},
                                    {"rows", each.rows}});
  }
  json::array astray;
  for (const lifecycle::AstrayGroup& group : report.astray.groups) {
    astray.push_back(json::object{{"table", group.table}, {"reason", group.reason}, {"rows", group.rows}});
  }
  const auto lines = [](const std::vector<std::string>& list) {
    json::array array;
    for (const std::string& line : list) array.emplace_back(line);
    return array;
  };
  json::object stages;
  for (const auto& [name, seconds] : report.stages)
    stages[name] = seconds + (stages.contains(name) ? stages[name].as_double() : 0);
  return {{"finished", report.finished},
          {"resumed", report.resumed},
          {"tables", std::move(tables)},
          {"crossing", std::move(crossing)},
          {"astray", std::move(astray)},
          {"notes", lines(report.notes)},
          {"mismatches", lines(report.mismatches)},
          {"findings", findings_as_json(report.findings)},
          {"stages", std::move(stages)},
          {"seconds", report.seconds}};
}

void print_tables(const policy::Policy& policy, const lifecycle::SplitReport& report) {
  std::vector<std::string> headings{"table", "kind", "source"};
  for (const policy::Ring& ring : policy.rings) headings.push_back(ring.name);
  TextTable text(std::move(headings));
  for (const lifecycle::SplitTable& table : report.tables) {
    if (table.kind == "directory") continue;
    std::vector<std::string> cells{table.table, table.kind, with_separators(table.source.rows + table.left_behind)};
    for (const lifecycle::RowDigest& ring : table.rings) cells.push_back(with_separators(ring.rows));
    text.add(std::move(cells));
  }
  fmt::print("{}", text.text());
}

void print_report(const policy::Policy& policy, const lifecycle::SplitReport& report) {
  print_tables(policy, report);
  if (!report.crossings.empty()) {
    fmt::print("\nForeign keys that could not stay as they were:\n");
    TextTable text({"table", "constraint", "now", "rows that cross", "because"});
    for (const lifecycle::Crossing& each : report.crossings) {
      text.add({each.table, each.constraint, each.fate, with_separators(each.rows), each.reason});
    }
    fmt::print("{}", text.text());
  }
  if (!report.notes.empty()) fmt::print("\n");
  for (const std::string& note : report.notes) fmt::print("  note: {}\n", note);
  for (const std::string& line : report.mismatches) fmt::print(stderr, "error: {}\n", line);
  if (report.finished) {
    fmt::print("\nEvery row is at home, and what arrived is what left: counts and digests are equal. {}{}.\n",
               report.resumed ? "Resumed; this run took " : "Took ",
               as_duration(std::chrono::duration<double>(report.seconds)));
  }
}

int tell_astray(const SplitArguments& arguments, const lifecycle::Astray& astray) {
  const std::filesystem::path folder = arguments.common.directory.empty() ? "." : arguments.common.directory;
  // The file that was answered in part keeps its answers: what is still open goes into another.
  std::error_code none;
  const bool answered = !arguments.placements_file.empty() &&
                        std::filesystem::equivalent(folder / "astray.csv", arguments.placements_file, none);
  const std::filesystem::path file = folder / (answered ? "astray-rest.csv" : "astray.csv");
  if (Status written = write_file(file, lifecycle::astray_csv(astray), 0600); !written) return report(written.error());
  for (const lifecycle::AstrayGroup& group : astray.groups) {
    fmt::print(stderr, "error: {} row{} of {} {} astray: {}\n", with_separators(group.rows), group.rows == 1 ? "" : "s",
               group.table, group.rows == 1 ? "is" : "are", group.reason);
  }
  fmt::print(
      stderr,
      "  They are listed in {}; nothing has been moved.\n"
      "  help: say in its last column where each belongs (an ISO code, or `leave`), then run the same command with\n"
      "        --place {}; or decide for all of them in the policy with `codes`, `otherwise` or `unowned`\n",
      file.string(), file.string());
  return Exit::findings;
}

Result<std::vector<lifecycle::RowPlacement>> read_placements(const std::string& file, const policy::Policy& policy) {
  if (file.empty()) return std::vector<lifecycle::RowPlacement>();
  auto text = read_file(file, limits::placements_file_bytes);
  if (!text) return text.error();
  return lifecycle::parse_placements(*text, file, policy);
}

int run_split(const SplitArguments& arguments) {
  auto parsed = load_policy(arguments.common);
  if (!parsed) return Exit::findings;
  const policy::Policy& policy = parsed->policy;
  auto placements = read_placements(arguments.placements_file, policy);
  if (!placements) return report(placements.error());
  std::optional<std::filesystem::path> directory;
  if (!arguments.common.directory.empty()) directory = arguments.common.directory;
  auto rings = lifecycle::ring_addresses(policy, directory);
  if (!rings) return report(rings.error());
  lifecycle::SplitOptions options;
  options.source = arguments.source;
  options.rings = *rings;
  options.placements = *placements;
  options.policy_file = policy_path(arguments.common).string();
  options.jobs = arguments.jobs > 0 ? arguments.jobs : std::max(1U, std::thread::hardware_concurrency());
  options.say = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  auto done = lifecycle::split(policy, options);
  if (!done) return report(done.error());
  if (done->finished) tell_gateways(arguments.common);
  if (!done->astray.groups.empty() && !arguments.common.json) return tell_astray(arguments, done->astray);
  if (!done->astray.groups.empty()) (void)tell_astray(arguments, done->astray);
  if (arguments.common.json) {
    fmt::print("{}", pretty(report_json(policy, *done)));
  } else {
    print_findings(done->findings);
    if (!done->findings.has_errors()) print_report(policy, *done);
  }
  return done->finished ? Exit::clean : Exit::findings;
}

}  // namespace

void register_split(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("split", "Turn an existing database into rings, verified; resumes by itself");
  auto arguments = std::make_shared<SplitArguments>();
  command->description(about);
  command->add_option("--from", arguments->source, "The database to split, as a libpq URI; it is only read")
      ->required();
  command->add_option("--place", arguments->placements_file, "Where astray rows belong: the edited astray.csv");
  command
      ->add_option("--jobs", arguments->jobs,
                   "How many tables are worked on at once (default: the number of processors)")
      ->check(CLI::Range(std::size_t{1}, limits::split_jobs));
  add_common_options(*command, arguments->common);
  command->callback([&action, arguments] { action = [arguments] { return run_split(*arguments); }; });
}

}  // namespace ringfence::cli
