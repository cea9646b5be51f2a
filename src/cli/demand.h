// The commands of `ringfence demand`.
#pragma once

#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "demand/desk/filing.h"
#include "demand/desk/shown.h"
#include "demand/disclose/bundle.h"
#include "demand/store/take.h"

namespace ringfence::cli {

void register_demand_import(CLI::App& app, Action& action);
void register_demand_file(CLI::App& app, Action& action);  // and amend
void register_demand_list(CLI::App& app, Action& action);
void register_demand_show(CLI::App& app, Action& action);
void register_demand_steps(CLI::App& app, Action& action);  // verify, hold, … appeal
void register_demand_approve(CLI::App& app, Action& action);
void register_demand_execute(CLI::App& app, Action& action);
void register_demand_key(CLI::App& app, Action& action);

// What they begin with: a ring of a policy, and who asks.
struct DemandOptions {
  CommonOptions common;
  std::string ring;
  std::string officer;   // --as
  std::string key_file;  // --key
  std::string ledger;    // --ledger: its folder; empty: below --dir
  std::string url;       // --url: of a gateway's `demands`, which is asked instead; empty: none
  std::string id;
};
void add_demand_options(CLI::App& command, DemandOptions& options);
void add_officer_options(CLI::App& command, DemandOptions& options);
// For those that need no officer where nobody is asked over HTTP.
void add_url_options(CLI::App& command, DemandOptions& options);

struct DemandRing {
  policy::Policy policy;
  pg::Connection connection;
};
// Told on standard error where there is none.
std::optional<DemandRing> open_demand_ring(const DemandOptions& options);

Result<Ed25519Seed> read_officer_key(const std::string& file);

// "lifted: 2 withholdings that rested on it"; of none nothing.
void print_lifted(std::uint64_t lifted, std::uint64_t narrowed);

// The step, on the record, and what became of the demand. Exit::findings where it was refused.
// `filing`: of what is filed or amended.
int take_and_tell(const DemandOptions& options, demand::Wish wish, const demand::Filing* filing = nullptr);
// Waits until what was left in the outbox is in the ledger. The entry's index.
Result<std::uint64_t> on_record(const DemandOptions& options, DemandRing& ring, std::uint64_t left);

// That the entry is in the log, by the ring's ledger as it is served.
Result<demand::OnRecord> proof_of(const DemandOptions& options, std::uint64_t entry);

constexpr std::size_t shown_digits = 8;  // of an id

}  // namespace ringfence::cli
