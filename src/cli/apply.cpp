#include <fmt/format.h>

#include <memory>

#include "cli/apply_record.h"
#include "cli/command.h"
#include "cli/for_rings.h"
#include "lifecycle/service_passwords.h"
#include "lifecycle/transfer_passwords.h"

namespace ringfence::cli {

namespace {

constexpr const char* about = R"(Bring each ring's database to the policy: what `ringfence plan` shows.

First the policy goes on record in the ring's ledger: with --dir by the ring's gateway, or by this command where none runs;
with --ledger RING=DIR in that folder. Where that fails the ring is left as it is. A ring whose ledger is not at hand is said
to be one: its gateway puts the policy on record itself before it uses it.

Then, one transaction a ring for the structure, with constraints NOT VALID so that nothing waits long; then the directory is
filled; then each constraint is validated in a transaction of its own. Interrupted, the same command goes on. Where all is
as the policy wants, nothing is done. Rows that are not at home are counted and named, and the exit code is 1.

Exit codes: 0 every ring is as the policy wants; 1 a ring is not, the reason is printed; 2 wrong use.

Example:
  ringfence apply --dir rings)";

struct ApplyOptions {
  CommonOptions common;
  std::vector<std::string> ledgers;
};

int apply_one(const ApplyOptions& options, const RingWork& each, json::array* rings) {
  const compile::RingPlan& plan = each.plan;
  for (const std::string& line : plan.beyond_repair)
    fmt::print(stderr, "ring {}: for a person: {}\n", each.ring.name, line);
  if (!plan.beyond_repair.empty()) return Exit::findings;
  const auto ledgers = ledgers_of(options.ledgers, each.policy);
  if (!ledgers) return report(ledgers.error());
  auto recorded = record_policy(options.common, *ledgers, each.policy, each.ring.name);
  if (!recorded) return report(within("ring " + each.ring.name, recorded.error()));
  if (Status done = compile::apply_ring(each.connection, each.policy, each.ring, plan); !done) {
    return report(within("ring " + each.ring.name, done.error()));
  }
  if (rings != nullptr) {
    rings->push_back(json::object{{"ring", each.ring.name},
                                  {"changes", changes_json(plan.changes)},
                                  {"validations", changes_json(plan.validations)},
                                  {"on_record", std::move(recorded->json)}});
  } else if (plan.is_clean()) {
    fmt::print("ring {}: nothing to do\n", each.ring.name);
  } else {
    fmt::print("ring {}: {} changes made, {} constraints validated\n", each.ring.name, plan.changes.size(),
               plan.validations.size());
  }
  if (rings == nullptr) fmt::print("ring {}: {}\n", each.ring.name, recorded->told);
  return Exit::clean;
}

// The passwords of roles that are new, where there is a directory that keeps them.
int keep_passwords(const CommonOptions& options, const RingWork& each) {
  if (options.directory.empty()) return Exit::clean;
  auto directory = lifecycle::RingDirectory::at(options.directory);
  if (!directory) return report(directory.error());
  auto lock = lifecycle::DirectoryLock::take(*directory, [] {});
  if (!lock) return report(lock.error());
  auto services = lifecycle::keep_services(*directory, each.policy, each.ring, each.connection);
  if (!services) return report(within("ring " + each.ring.name, services.error()));
  Status kept = lifecycle::keep_transfers(*directory, each.policy, each.ring, each.connection);
  return kept ? Exit::clean : report(within("ring " + each.ring.name, kept.error()));
}

int run_apply(const ApplyOptions& all) {
  const CommonOptions& options = all.common;
  json::array rings;
  const int result = for_rings(options, [&](const RingWork& each) {
    const int applied = apply_one(all, each, options.json ? &rings : nullptr);
    return applied == Exit::clean ? keep_passwords(options, each) : applied;
  });
  tell_gateways(options);
  if (options.json) fmt::print("{}", pretty(json::object{{"rings", std::move(rings)}}));
  return result;
}

}  // namespace

void register_apply(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("apply", "Bring each ring's database to the policy");
  command->description(about);
  auto options = std::make_shared<ApplyOptions>();
  add_common_options(*command, options->common);
  command->add_option("--ledger", options->ledgers, "Where the ledger of a ring is, where no gateway holds it")
      ->type_name("RING=DIR")
      ->allow_extra_args(false);
  command->callback([&action, options] { action = [options] { return run_apply(*options); }; });
}

}  // namespace ringfence::cli
