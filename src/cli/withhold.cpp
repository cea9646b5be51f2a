#include "cli/withhold.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/apply_record.h"
#include "pg/quote.h"

namespace ringfence::cli {

void add_withhold_options(CLI::App& command, WithholdOptions& options) {
  add_common_options(command, options.common);
  command.add_option("--ring", options.rings, "Only this ring; may be given several times")->allow_extra_args(false);
  command.add_option("--ledger", options.ledgers, "Where the ledger of a ring is, where no gateway holds it")
      ->type_name("RING=DIR")
      ->allow_extra_args(false);
}

int report_wrong_use(const Error& error) {
  report(error);
  return Exit::wrong_use;
}

WithholdRings open_withhold_rings(const WithholdOptions& options) {
  WithholdRings opened;
  auto parsed = load_policy(options.common);
  if (!parsed) {
    opened.failed = Exit::findings;
    return opened;
  }
  opened.parsed = std::make_unique<policy::Parsed>(std::move(*parsed));
  const policy::Policy& policy = opened.parsed->policy;
  for (const std::string& name : options.rings) {
    if (policy.find_ring(name) != nullptr) continue;
    opened.failed = report_wrong_use(fail(fmt::format("--ring: the policy has no ring \"{}\"", name)));
    return opened;
  }
  const auto ledgers = ledgers_of(options.ledgers, policy);
  if (!ledgers) {
    opened.failed = report_wrong_use(ledgers.error());
    return opened;
  }
  std::optional<std::filesystem::path> directory;
  if (!options.common.directory.empty()) directory = options.common.directory;
  for (const policy::Ring& ring : policy.rings) {
    if (!options.rings.empty() && std::ranges::find(options.rings, ring.name) == options.rings.end()) continue;
    const auto address = lifecycle::ring_address(policy, ring, directory);
    auto connection = address ? pg::Connection::open(*address) : Result<pg::Connection>(address.error());
    if (!connection) {
      opened.failed = report(within("ring " + ring.name, connection.error()));
      return opened;
    }
    const auto folder = ledgers->find(ring.name);
    opened.rings.push_back({&ring,
                            std::move(*connection),
                            {ring.name, options.common.directory, folder == ledgers->end() ? "" : folder->second}});
  }
  return opened;
}

Result<std::uint64_t> last_left(pg::Connection& connection, const std::vector<std::string>& ids) {
  auto rows = connection.query(
      "SELECT COALESCE(pg_catalog.max(sequence), 0) FROM ringfence.outbox WHERE entry IS NULL AND refused IS NULL"
      " AND kind = 'withholding' AND fields ->> 'id' = ANY ($1)",
      {pg::array_literal(ids)});
  if (!rows) return rows.error();
  return static_cast<std::uint64_t>(rows->integer(0, 0));
}

Result<std::optional<std::uint64_t>> await_last(WithholdRing& ring, std::uint64_t sequence) {
  if (sequence == 0) return std::optional<std::uint64_t>();
  auto entry = await_entry(ring.connection, sequence, ring.ledger);
  if (!entry) return entry.error();
  return std::optional(*entry);
}

void register_withhold(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("withhold", "Hide content from viewers in some jurisdictions, nowhere else");
  command->description(
      "Hide content from viewers in some jurisdictions, and from nobody else. A withholding hides rows of content "
      "tables\n"
      "in every read for viewers in the jurisdictions it names. Nothing is deleted, it ends on its date by itself, and "
      "each beginning and end is in the ring's "
      "ledger.\n"
      "docs/operating.md, \"Withholding\".");
  command->require_subcommand(1);
  for (const Register register_command :
       {register_withhold_add, register_withhold_list, register_withhold_lift, register_withhold_turn}) {
    register_command(*command, action);
  }
}

}  // namespace ringfence::cli
