#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/demand_file.h"
#include "demand/desk/words.h"

namespace ringfence::cli {

namespace {

constexpr const char* about =
    R"(File a demand: what an authority asks, from its letter, before anybody has judged it.

The original document is kept in the ring's database with its SHA-256, and the demand begins in state "received". Nothing is
given, frozen or hidden by filing. The next step is `ringfence demand verify`, by somebody else or the same; two others approve.

Accounts are subjects, by their table's key: --account person=42. What is asked for is named by column: --column person.email;
person.* is every column that the table has now, but those of a special category. Content (tables with `content = true`) needs
--content. An emergency may come without paper: it names at most 10 columns of 10 accounts and no content, is verified by calling
back the contact in the policy, has 8 hours where nothing else is said, and is reviewed afterwards. Everything else has 10 days.

With --from-import it begins from a proposal of `ringfence demand import --to FOLDER`: its authority, by the policy's name;
its jurisdiction, as the viewers too; its instruments; and each address of content as an item, by `addresses` of the policy's
tables. The notice itself is the document: --document, or --notices with the directory that was imported. Whatever is typed wins.
A person confirms it: asked on a terminal, else by --confirmed. The proposal's state becomes "filed", and it is not filed twice.

Exit codes: 0 it is filed and on the record; 1 it is not, and why is told; 2 wrong use.

Examples:
  ringfence demand file --from-import proposals/1f2e….json --notices notices --dir demo --ring row --as fay --key fay.key
  ringfence demand file --dir demo --ring row --as fay --key fay.key --kind disclose --jurisdiction HK \
    --authority "Hong Kong Police Force" --instrument "search warrant 17/2026" --court --official \
    --document letter.pdf --account person=42 --column person.id --column person.email
  ringfence demand file … --kind withhold --item post=9 --viewers HK --reason "legal demand" --until 2027-01-01
  ringfence demand file … --kind preserve --account person=42 --until 2026-12-31)";

constexpr const char* about_amend =
    R"(Say anew what a demand asks. It is received again, and whoever approved it has to look again.

All of it is given, as with `file`, but the document: it stays the one that was filed. Who files or changes a demand may not
approve it.

Exit codes: 0 it is changed and on the record; 1 it is not, and why is told; 2 wrong use.

Example:
  ringfence demand amend 1a2b3c4d --dir demo --ring row --as fay --key fay.key --kind disclose … --account person=42)";

Result<std::vector<demand::Named>> names(const std::vector<std::string>& typed) {
  std::vector<demand::Named> all;
  for (const std::string& each : typed) {
    const auto name = demand::read_named(each);
    if (!name) return name.error();
    all.push_back(*name);
  }
  return all;
}

Result<demand::Filing> filing_of(const FileOptions& options) {
  demand::Filing filing = options.filing;
  auto accounts = names(options.accounts);
  if (!accounts) return accounts.error();
  filing.says.accounts = std::move(*accounts);
  auto items = names(options.items);
  if (!items) return items.error();
  filing.says.items = std::move(*items);
  return filing;
}

Status read_original(const FileOptions& options, demand::Wish& wish) {
  if (options.document.empty()) return {};
  auto bytes = read_file(options.document, limits::demand_document_bytes);
  if (!bytes) return bytes.error();
  demand::attach(wish, options.document, std::move(*bytes));
  return {};
}

// Of a proposal they may come from it.
Status check_typed(const FileOptions& options) {
  for (const auto& [value, name] : {std::pair{&options.filing.kind, "--kind"},
                                    {&options.filing.says.authority, "--authority"},
                                    {&options.filing.says.jurisdiction, "--jurisdiction"}}) {
    if (value->empty())
      return fail(fmt::format("{} is missing", name), {}, "or a proposal of yours: --from-import FILE");
  }
  return {};
}

int run(const FileOptions& options, demand::EventKind kind) {
  if (!options.from_import.empty() && !options.demand.url.empty()) {
    report(fail("--from-import is for whoever is in the ring", "it needs the policy", "without --url"));
    return Exit::wrong_use;
  }
  if (!options.from_import.empty()) return file_from_import(options);
  if (const Status typed = check_typed(options); !typed) {
    report(typed.error());
    return Exit::wrong_use;
  }
  return file_or_amend(options, kind);
}

void add_says(CLI::App& command, FileOptions& options) {
  demand::Says& says = options.filing.says;
  command.add_option("--kind", options.filing.kind, "disclose, preserve or withhold");
  command.add_option("--authority", says.authority, "Who asks, as the policy has it");
  command.add_option("--jurisdiction", says.jurisdiction, "Of whose law it is: HK");
  command.add_option("--instrument", says.instrument, "The legal instrument, as the letter names it");
  command.add_flag("--official", says.official, "It came by the authority's official channel");
  command.add_flag("--court", says.court, "A court issued it");
  command.add_flag("--realtime", says.realtime, "It asks for what happens, not what is stored");
  command.add_flag("--content", says.content, "It asks for what people wrote");
  command.add_flag("--emergency", says.emergency, "Danger to life: minimal data, called back, reviewed afterwards");
  command.add_option("--account", options.accounts, "A subject: person=42")->type_name("TABLE=KEY");
  command.add_option("--item", options.items, "Content to withhold: post=9")->type_name("TABLE=KEY");
  command.add_option("--column", options.filing.columns, "What is asked for: person.email")->type_name("TABLE.COLUMN");
  command.add_option("--viewers", says.viewers, "From whom to withhold: HK")->type_name("CODE");
  command.add_option("--reason", says.reason, "Of a withholding: legal demand, local law, court order");
  command.add_option("--received", options.filing.received, "When it came, UTC (default: now)")->type_name("TIME");
  command.add_option("--deadline", options.filing.deadline,
                     "How long after that: 8h, 10d (default: 10d; an emergency: 8h)");
  command.add_option("--sealed-until", options.filing.sealed_until, "A gag: nobody is told before")->type_name("DATE");
  command.add_option("--until", options.filing.until, "The last day of a preservation or withholding")
      ->type_name("DATE");
}

void add_import(CLI::App& command, FileOptions& options) {
  command
      .add_option("--from-import", options.from_import,
                  "A proposal that `demand import --to` wrote; what is typed wins")
      ->type_name("FILE");
  command.add_option("--notices", options.notices, "The directory that was imported: where the notice itself is")
      ->type_name("DIR");
  command
      .add_option("--leave-out", options.leave_out,
                  "An address of the proposal that is not asked for here; \"unknown\": all that are of no table")
      ->type_name("ADDRESS");
  command.add_flag("--confirmed", options.confirmed, "A person has read the notice and what is filed from it");
}

void register_one(CLI::App& app, Action& action, const char* name, demand::EventKind kind, const char* brief,
                  const char* description) {
  CLI::App* command = app.add_subcommand(name, brief);
  command->description(description);
  auto options = std::make_shared<FileOptions>();
  if (kind == demand::EventKind::amend) command->add_option("ID", options->demand.id, "The demand")->required();
  add_demand_options(*command, options->demand);
  add_officer_options(*command, options->demand);
  add_says(*command, *options);
  if (kind == demand::EventKind::file) {
    command->add_option("--document", options->document, "The original, as it came: kept and hashed")
        ->type_name("FILE");
    add_import(*command, *options);
  }
  command->callback([&action, options, kind] { action = [options, kind] { return run(*options, kind); }; });
}

}  // namespace

int file_or_amend(const FileOptions& options, demand::EventKind kind) {
  const auto filing = filing_of(options);
  const auto says = filing ? demand::read_words(*filing, options.demand.ring, now_in_milliseconds())
                           : Result<demand::Says>(filing.error());
  if (!says) {
    report(says.error());
    return Exit::wrong_use;
  }
  demand::Wish wish;
  wish.kind = kind;
  wish.id = options.demand.id;
  wish.says = *says;
  if (const Status read = read_original(options, wish); !read) return report(read.error());
  if (!options.demand.url.empty()) return take_and_tell(options.demand, std::move(wish), &*filing);
  auto ring = open_demand_ring(options.demand);
  if (!ring) return Exit::findings;
  const Status whole = demand::complete(ring->connection, ring->policy, *filing, wish);
  if (!whole) return report(whole.error());
  return take_and_tell(options.demand, std::move(wish));
}

void register_demand_file(CLI::App& app, Action& action) {
  register_one(app, action, "file", demand::EventKind::file, "File what an authority asks", about);
  register_one(app, action, "amend", demand::EventKind::amend, "Say anew what a demand asks", about_amend);
}

}  // namespace ringfence::cli
