#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "cli/demand.h"
#include "compile/postgres/existing.h"
#include "demand/disclose/bundle.h"

namespace ringfence::cli {

namespace {

constexpr const char* about =
    R"(Execute a demand that two people approved.

Standing, reach, the accounts' homes and the approvers' rights are looked at again, by the policy in force: an authority that is
paused by now gets nothing, and the demand is held. A demand to preserve freezes its accounts' rows. A demand to withhold is
recorded as executed; `ringfence withhold` hides the items.

A demand to disclose gives exactly the named columns of exactly the named accounts' rows, as they stand at one moment, read by a
role that is made for it and can read nothing else. They become CSV and JSON files with a manifest and the proof that the
disclosure is in the ring's ledger, in one archive, encrypted to the authority's key (`key` of its [[authority]]). The entry is in
the ledger before the file exists. The file is for the authority: age --decrypt, then tar. Where the file could not be written
after the step was recorded, the same command writes it again, if the rows are still the same.

Exit codes: 0 executed; 1 it was held or is in conflict, or was not executed, and why is told; 2 wrong use.

Example:
  ringfence demand execute 1a2b3c4d --dir demo --ring row --as eli --key eli.key --to answer.tar.age)";

struct ExecuteOptions {
  DemandOptions demand;
  std::string to;
};

// Who the file would be for, and that it may be made.
Status check_file(const ExecuteOptions& options, const policy::Authority* authority) {
  if (options.to.empty()) return fail("where the file goes is not said", {}, "--to answer.tar.age");
  if (std::filesystem::exists(options.to)) return fail(options.to + " is there already", {}, "another name: --to FILE");
  if (authority == nullptr || authority->key.empty()) {
    return fail("the policy has no key of this authority", "a disclosure is encrypted, or not made",
                "`key` of its [[authority]]: the recipient that `age-keygen` printed there");
  }
  return {};
}

Result<demand::Disclosure> read_rows(const DemandOptions& options, const demand::Says& says) {
  auto own = open_demand_ring(options);
  if (!own) return fail("the ring cannot be read");
  auto catalogue = compile::application_catalogue(own->connection);
  if (!catalogue) return catalogue.error();
  const auto placements = compile::place(own->policy, *catalogue, policy_path(options.common).string());
  if (placements.findings.has_errors()) {
    return fail("the policy does not fit the ring's database", to_text(placements.findings.sorted().front()),
                "ringfence check");
  }
  const auto asked = demand::questions(says, placements);
  if (!asked) return asked.error();
  return demand::gather(own->connection, *asked);
}

Status write_bundle(const ExecuteOptions& options, DemandRing& ring, const demand::Demand& one,
                    const demand::Disclosure& disclosure, std::uint64_t entry) {
  const auto record = proof_of(options.demand, entry);
  if (!record) return record.error();
  auto clear = demand::archive(one, disclosure, *record, ring.policy, now_in_milliseconds());
  if (!clear) return clear.error();
  const auto closed = demand::encrypted(ring.policy.find_authority(one.says.authority)->key, std::move(*clear));
  if (!closed) return closed.error();
  constexpr unsigned owner_only = 0600;
  return write_file(options.to, *closed, owner_only);
}

int tell(const ExecuteOptions& options, const demand::Demand& now, std::uint64_t entry, std::uint64_t rows,
         const demand::Lifted& lifted) {
  const bool disclosed = now.state == demand::State::executed && now.says.kind == demand::Kind::disclose;
  if (options.demand.common.json) {
    fmt::print("{}\n", pretty(json::object{{"id", now.id},
                                           {"state", to_text(now.state)},
                                           {"version", now.version},
                                           {"why", now.why},
                                           {"lifted", lifted.whole},
                                           {"narrowed", lifted.narrowed},
                                           {"entry", entry},
                                           {"rows", rows},
                                           {"file", disclosed ? json::value(options.to) : json::value(nullptr)}}));
  } else {
    fmt::print("demand {}: {}, version {}; entry {} of the ledger\n", now.id.substr(0, shown_digits),
               to_text(now.state), now.version, entry);
    if (!now.why.empty()) fmt::print("because: {}\n", now.why);
    print_lifted(lifted.whole, lifted.narrowed);
    if (disclosed) fmt::print("{} rows for {} in {}\n", rows, now.says.authority, options.to);
  }
  return demand::was_meant(demand::EventKind::execute, now.state) ? Exit::clean : Exit::findings;
}

// The step was recorded and its file is not there: the same again, and nothing else.
int again(const ExecuteOptions& options, DemandRing& ring, const demand::Kept& kept) {
  const demand::Event& last = kept.events.back().event;
  const auto disclosure = read_rows(options.demand, kept.demand.says);
  if (!disclosure) return report(disclosure.error());
  const auto digest = demand::files_digest(*disclosure);
  if (!digest) return report(digest.error());
  if (*digest != last.note) {
    return report(fail("the rows are no longer those that are on record as disclosed", {},
                       "what is there now is another disclosure: open the demand again (ringfence demand appeal)"));
  }
  const auto left = demand::last_left(ring.connection, kept.demand.id, demand::EventKind::execute);
  if (!left) return report(left.error());
  const auto entry = on_record(options.demand, ring, *left);
  if (!entry) return report(entry.error());
  if (const Status done = write_bundle(options, ring, kept.demand, *disclosure, *entry); !done) {
    return report(done.error());
  }
  return tell(options, kept.demand, *entry, disclosure->rows, {});
}

int run(const ExecuteOptions& options) {
  if (!options.demand.url.empty()) {
    demand::Wish wish;
    wish.kind = demand::EventKind::execute;
    return take_and_tell(options.demand, std::move(wish));
  }
  const auto key = read_officer_key(options.demand.key_file);
  if (!key) return report(key.error());
  auto ring = open_demand_ring(options.demand);
  if (!ring) return Exit::findings;
  const auto kept = demand::read_demand(ring->connection, options.demand.id);
  if (!kept) return report(kept.error());
  const bool discloses = kept->demand.says.kind == demand::Kind::disclose;
  const policy::Authority* authority = ring->policy.find_authority(kept->demand.says.authority);
  if (const Status able = discloses ? check_file(options, authority) : Status(); !able) return report(able.error());
  demand::Wish wish;
  wish.kind = demand::EventKind::execute;
  wish.id = kept->demand.id;
  wish.officer = options.demand.officer;
  wish.shown_by = *key;
  if (discloses && kept->demand.state == demand::State::executed) {
    if (const Status may = demand::check_officer(ring->policy, wish); !may) return report(may.error());
    return again(options, *ring, *kept);
  }
  demand::Disclosure disclosure;
  const auto taken = demand::take(ring->connection, ring->policy, wish, now_in_milliseconds,
                                  [&](const demand::Demand& one) -> Result<demand::Disclosed> {
                                    auto read = read_rows(options.demand, one.says);
                                    if (!read) return read.error();
                                    disclosure = std::move(*read);
                                    const auto digest = demand::files_digest(disclosure);
                                    if (!digest) return digest.error();
                                    return demand::Disclosed{disclosure.rows, *digest};
                                  });
  if (!taken) return report(taken.error());
  const auto entry = on_record(options.demand, *ring, taken->left);
  if (!entry) return report(entry.error());
  if (discloses && taken->demand.state == demand::State::executed) {
    const Status done = write_bundle(options, *ring, taken->demand, disclosure, *entry);
    if (!done) return report(within("the disclosure is on record, but its file is not there", done.error()));
  }
  return tell(options, taken->demand, *entry, disclosure.rows, taken->lifted);
}

}  // namespace

void register_demand_execute(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("execute", "Do what a demand asks, after two approved it");
  command->description(about);
  auto options = std::make_shared<ExecuteOptions>();
  command->add_option("ID", options->demand.id, "The demand: its first 8 digits or more")->required();
  add_demand_options(*command, options->demand);
  add_officer_options(*command, options->demand);
  command->add_option("--to", options->to, "The file that is made for the authority")->type_name("FILE");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace ringfence::cli
