// What the commands of `ringfence withhold` share: the rings' databases and their ledgers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/on_record.h"
#include "pg/connection.h"

namespace ringfence::cli {

void register_withhold_add(CLI::App& app, Action& action);
void register_withhold_list(CLI::App& app, Action& action);
void register_withhold_lift(CLI::App& app, Action& action);
void register_withhold_turn(CLI::App& app, Action& action);

struct WithholdOptions {
  CommonOptions common;
  std::vector<std::string> rings;    // empty: all
  std::vector<std::string> ledgers;  // RING=DIR
};
void add_withhold_options(CLI::App& command, WithholdOptions& options);

struct WithholdRing {
  const policy::Ring* ring = nullptr;
  pg::Connection connection;
  LedgerOfRing ledger;
};

// Those named, or all of the policy's, connected, in the policy's order. An error is told; the exit code it makes.
struct WithholdRings {
  std::unique_ptr<policy::Parsed> parsed;
  std::vector<WithholdRing> rings;
  int failed = Exit::clean;
};
WithholdRings open_withhold_rings(const WithholdOptions& options);

// Wrong use, told.
int report_wrong_use(const Error& error);

// Within the caller's transaction: the number of the last of its entries that are still to go on record; 0: none.
Result<std::uint64_t> last_left(pg::Connection& connection, const std::vector<std::string>& ids);
// Till they are on record; the index of the last. Nothing where none was left.
Result<std::optional<std::uint64_t>> await_last(WithholdRing& ring, std::uint64_t sequence);

// Lines of a file of keys, as they are kept: a key a line; of .csv the fields of a row; of .jsonl an array of texts.
Result<std::vector<std::string>> read_keys_file(const std::string& path);

}  // namespace ringfence::cli
