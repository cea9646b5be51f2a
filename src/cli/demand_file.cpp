#include <fmt/format.h>

#include <charconv>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "cli/demand.h"
#include "cli/demand_words.h"

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

Exit codes: 0 it is filed and on the record; 1 it is not, and why is told; 2 wrong use.

Examples:
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

struct FileOptions {
  DemandOptions demand;
  demand::Says says;
  std::string kind;
  std::vector<std::string> accounts, items, columns;
  std::string document, received, deadline, sealed_until, until;
};

Result<std::vector<demand::Named>> names(const std::vector<std::string>& typed) {
  std::vector<demand::Named> all;
  for (const std::string& each : typed) {
    const auto name = read_named(each);
    if (!name) return name.error();
    all.push_back(*name);
  }
  return all;
}

Status read_words(const FileOptions& options, demand::Says& says) {
  const auto kind = demand::read_kind(options.kind);
  if (!kind)
    return fail(fmt::format("\"{}\" is no kind of demand", options.kind), {}, "disclose, preserve or withhold");
  says.kind = *kind;
  says.ring = options.demand.ring;
  auto accounts = names(options.accounts);
  if (!accounts) return accounts.error();
  says.accounts = std::move(*accounts);
  auto items = names(options.items);
  if (!items) return items.error();
  says.items = std::move(*items);
  for (const auto& [text, date] :
       {std::pair{&options.sealed_until, &says.sealed_until}, std::pair{&options.until, &says.until}}) {
    if (text->empty()) continue;
    *date = policy::read_date(*text);
    if (!*date) return fail(fmt::format("\"{}\" is no date", *text), {}, "for example 2027-01-31");
  }
  const auto received = options.received.empty() ? now_in_milliseconds() : read_time(options.received);
  if (!received)
    return fail(fmt::format("\"{}\" is no time", options.received), {}, "2026-01-31 or 2026-01-31T14:30, UTC");
  says.received = *received;
  const auto within = options.deadline.empty() ? (says.emergency ? demand::emergency_deadline : demand::usual_deadline)
                                               : read_duration(options.deadline);
  if (!within) return fail(fmt::format("\"{}\" is no deadline", options.deadline), {}, "8h, or 10d, from when it came");
  says.deadline = says.received + *within;
  return {};
}

Status read_originals(const FileOptions& options, demand::Wish& wish) {
  if (options.document.empty()) return {};
  auto bytes = read_file(options.document, limits::demand_document_bytes);
  if (!bytes) return bytes.error();
  wish.says->document = std::filesystem::path(options.document).filename().string();
  wish.says->document_sha256 = to_hex(sha256(*bytes));
  wish.document = std::move(*bytes);
  return {};
}

// What only the ring's database can say: columns, and keys as it writes them.
Status read_ring(const FileOptions& options, demand::Wish& wish) {
  auto ring = open_demand_ring(options.demand);
  if (!ring) return fail("nothing was filed");
  auto columns = expand_columns(ring->connection, ring->policy, options.columns);
  if (!columns) return columns.error();
  wish.says->columns = std::move(*columns);
  RINGFENCE_TRY(canonical_accounts(ring->connection, ring->policy, wish.says->accounts));
  if (wish.kind == demand::EventKind::file) return {};
  const auto before = demand::read_demand(ring->connection, options.demand.id);
  if (!before) return before.error();
  wish.says->document = before->demand.says.document;
  wish.says->document_sha256 = before->demand.says.document_sha256;
  return {};
}

int run(const FileOptions& options, demand::EventKind kind) {
  demand::Wish wish;
  wish.kind = kind;
  wish.says = options.says;
  if (const Status read = read_words(options, *wish.says); !read) {
    report(read.error());
    return Exit::wrong_use;
  }
  if (const Status read = read_originals(options, wish); !read) return report(read.error());
  if (const Status read = read_ring(options, wish); !read) return report(read.error());
  return take_and_tell(options.demand, std::move(wish));
}

void add_says(CLI::App& command, FileOptions& options) {
  demand::Says& says = options.says;
  command.add_option("--kind", options.kind, "disclose, preserve or withhold")->required();
  command.add_option("--authority", says.authority, "Who asks, as the policy has it")->required();
  command.add_option("--jurisdiction", says.jurisdiction, "Of whose law it is: HK")->required();
  command.add_option("--instrument", says.instrument, "The legal instrument, as the letter names it");
  command.add_flag("--official", says.official, "It came by the authority's official channel");
  command.add_flag("--court", says.court, "A court issued it");
  command.add_flag("--realtime", says.realtime, "It asks for what happens, not what is stored");
  command.add_flag("--content", says.content, "It asks for what people wrote");
  command.add_flag("--emergency", says.emergency, "Danger to life: minimal data, called back, reviewed afterwards");
  command.add_option("--account", options.accounts, "A subject: person=42")->type_name("TABLE=KEY");
  command.add_option("--item", options.items, "Content to withhold: post=9")->type_name("TABLE=KEY");
  command.add_option("--column", options.columns, "What is asked for: person.email")->type_name("TABLE.COLUMN");
  command.add_option("--viewers", says.viewers, "From whom to withhold: HK")->type_name("CODE");
  command.add_option("--reason", says.reason, "Of a withholding: legal demand, local law, court order");
  command.add_option("--received", options.received, "When it came, UTC (default: now)")->type_name("TIME");
  command.add_option("--deadline", options.deadline, "How long after that: 8h, 10d (default: 10d; an emergency: 8h)");
  command.add_option("--sealed-until", options.sealed_until, "A gag: nobody is told before")->type_name("DATE");
  command.add_option("--until", options.until, "The last day of a preservation or withholding")->type_name("DATE");
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
  }
  command->callback([&action, options, kind] { action = [options, kind] { return run(*options, kind); }; });
}

}  // namespace

void register_demand_file(CLI::App& app, Action& action) {
  register_one(app, action, "file", demand::EventKind::file, "File what an authority asks", about);
  register_one(app, action, "amend", demand::EventKind::amend, "Say anew what a demand asks", about_amend);
}

}  // namespace ringfence::cli
