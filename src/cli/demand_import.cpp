#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/json.h"
#include "base/terminal.h"
#include "cli/common.h"
#include "cli/demand.h"
#include "demand/intake/directory.h"
#include "demand/intake/keep.h"
#include "demand/intake/proposal_text.h"

namespace ringfence::cli {

namespace {

constexpr const char* about =
    R"(Read notices of authorities and propose what each asks. A proposal is not a demand: a person confirms it.

DIR holds notices as code hosts publish them: Markdown, a file each (.md, .markdown), in folders named after countries, files
named after dates and authorities, where they have such names. For each file it proposes the jurisdiction (ISO 3166), the
authority, the date, the instruments, every address of content, the addresses that are not (laws, the authority's own pages,
the host's terms), and whether the authority itself offered to withhold in its own territory only. Everything carries its line.

With --dry-run nothing is written. Without it each proposal becomes one JSON file in the folder --to, in state "proposed". The
same file is not proposed twice; another notice that asks the same of the same authority's is named and not written. Nothing is
executed from a proposal: a person reads it there, and files what it should be (ringfence demand file).

Addresses come without fragments, each once, sorted. Files that are no text, not UTF-8, too long, or symbolic links are named
with the reason, and the others go on. So are files of which something was not understood. Other files are not looked at.

Exit codes: 0 all was understood; 1 something was not, and is named; 2 wrong use, or DIR could not be read at all.

Examples:
  ringfence demand import notices --dry-run
  ringfence demand import notices --dry-run --addresses
  ringfence demand import notices --dry-run --json
  ringfence demand import notices --to proposals)";

struct ImportArguments {
  std::string directory;
  std::string to;
  bool dry_run = false;
  bool json = false;
  bool addresses = false;
};

struct Told {
  std::size_t written = 0;
  std::size_t known = 0;
  std::size_t findings = 0;
};

void tell(const std::string& path, const std::string& what, Told& told) {
  ++told.findings;
  fmt::print(stderr, "{}: {}\n", path, what);
}

void tell_findings(const intake::Intake& read, Told& told) {
  for (const intake::NotUnderstood& each : read.failed) {
    tell(each.path, "error: " + each.error.message, told);
    if (!each.error.hint.empty()) fmt::print(stderr, "HINT: {}\n", each.error.hint);
  }
  for (const intake::Proposal& each : read.proposals) {
    for (const std::string& finding : each.findings) tell(each.path, finding, told);
  }
  for (const std::string& path : read.not_looked_at) fmt::print(stderr, "{}: not looked at: no notice\n", path);
}

json::array as_json(const intake::Intake& read) {
  json::array out;
  for (const intake::Proposal& each : read.proposals) out.push_back(intake::to_json(each));
  for (const intake::NotUnderstood& each : read.failed) {
    intake::Proposal empty;
    empty.path = each.path;
    json::object one = intake::to_json(empty);
    one["error"] = each.error.message;
    out.push_back(std::move(one));
  }
  return out;
}

void print_table(const intake::Intake& read) {
  TextTable table(
      {"notice", "jurisdiction", "authority", "date", "content", "excluded", "instruments", "narrower scope"});
  std::size_t content = 0;
  for (const intake::Proposal& each : read.proposals) {
    table.add({each.path, each.jurisdiction.value_or("?"), each.authority.value_or("?"), each.date.value_or("?"),
               std::to_string(each.content.size()), std::to_string(each.excluded.size()),
               std::to_string(each.instruments.size()), each.narrower_scope_offered ? "offered" : "no"});
    content += each.content.size();
  }
  if (!read.proposals.empty()) fmt::print("{}", table.text());
  fmt::print("{} notices, {} addresses of content, {} files that could not be read\n", read.proposals.size(), content,
             read.failed.size());
}

Status keep_all(const ImportArguments& arguments, const intake::Intake& read, Told& told) {
  auto folder = intake::ProposalFolder::open(arguments.to);
  if (!folder) return folder.error();
  for (const intake::Proposal& each : read.proposals) {
    const auto kept = folder->keep(each);
    if (!kept) return within(each.path, kept.error());
    if (kept->kept == intake::Kept::written) ++told.written;
    if (kept->kept == intake::Kept::same_document) ++told.known;
    if (kept->kept == intake::Kept::same_content) {
      tell(each.path, "not written: it asks what " + kept->file + " asks", told);
    }
  }
  return {};
}

int run_import(const ImportArguments& arguments) {
  if (!std::filesystem::is_directory(arguments.directory)) {
    report(fail(fmt::format("{} is no directory", arguments.directory)));
    return Exit::wrong_use;
  }
  if (arguments.dry_run != arguments.to.empty()) {
    report(fail("give either --dry-run or --to DIR", {}, "--dry-run writes nothing; --to says where proposals go"));
    return Exit::wrong_use;
  }
  Progress progress("reading", is_terminal(2));
  const auto read = intake::read_directory(
      arguments.directory,
      [&](std::size_t done, std::size_t total, const std::string& path) { progress.update(done, total, path); });
  progress.finish();
  if (!read) {
    report(read.error());
    return Exit::wrong_use;
  }
  Told told;
  if (!arguments.dry_run) {
    if (const auto kept = keep_all(arguments, *read, told); !kept) return report(kept.error());
  }
  if (arguments.json) {
    fmt::print("{}", pretty(as_json(*read)));
  } else {
    if (arguments.addresses) {
      for (const intake::Proposal& each : read->proposals) fmt::print("{}\n", intake::to_text(each));
    }
    print_table(*read);
  }
  tell_findings(*read, told);
  if (!arguments.dry_run && !arguments.json) {
    fmt::print("{} proposals written to {}, {} there before\n", told.written, arguments.to, told.known);
  }
  return told.findings == 0 ? Exit::clean : Exit::findings;
}

}  // namespace

void register_demand_import(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("import", "Propose demands from a directory of notices");
  command->description(about);
  auto arguments = std::make_shared<ImportArguments>();
  command->add_option("dir", arguments->directory, "The directory of notices")->type_name("DIR")->required();
  command->add_flag("--dry-run", arguments->dry_run, "Write nothing; print what would be proposed");
  command->add_option("--to", arguments->to, "The folder in which proposals are kept, one JSON file each")
      ->type_name("DIR");
  command->add_flag("--addresses", arguments->addresses,
                    "Print each address of each notice before the table, with its lines and why it was kept out");
  command->add_flag("--json", arguments->json, "Print JSON, for programs: an array, an object a notice");
  command->callback([&action, arguments] { action = [arguments] { return run_import(*arguments); }; });
}

}  // namespace ringfence::cli
