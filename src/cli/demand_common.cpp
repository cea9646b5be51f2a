#include <fmt/format.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/demand_remote.h"
#include "cli/on_record.h"
#include "demand/case/step.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::cli {

void add_demand_options(CLI::App& command, DemandOptions& options) {
  add_common_options(command, options.common);
  command.add_option("--ring", options.ring, "The ring whose rows it is about")->type_name("RING")->required();
}

namespace {

void add_url(CLI::App& command, DemandOptions& options) {
  command.add_option("--url", options.url, "Ask a gateway over HTTP: the address that its `demands` has")
      ->type_name("URL");
}

}  // namespace

void add_url_options(CLI::App& command, DemandOptions& options) {
  add_url(command, options);
  command.add_option("--as", options.officer, "Over HTTP: who asks, an officer of the policy")->type_name("OFFICER");
  command.add_option("--key", options.key_file, "Over HTTP: the officer's key")->type_name("FILE");
}

void add_officer_options(CLI::App& command, DemandOptions& options) {
  add_url(command, options);
  command.add_option("--as", options.officer, "Who does it: an officer of the policy")
      ->type_name("OFFICER")
      ->required();
  command.add_option("--key", options.key_file, "The officer's key, as `ringfence demand key` made it")
      ->type_name("FILE")
      ->required();
  command.add_option("--ledger", options.ledger, "The ring's ledger, where --dir does not say it")->type_name("DIR");
}

std::optional<DemandRing> open_demand_ring(const DemandOptions& options) {
  auto parsed = load_policy(options.common);
  if (!parsed) return std::nullopt;
  const policy::Ring* ring = parsed->policy.find_ring(options.ring);
  if (ring == nullptr) {
    report(fail(fmt::format("the policy has no ring \"{}\"", options.ring)));
    return std::nullopt;
  }
  std::optional<std::filesystem::path> directory;
  if (!options.common.directory.empty()) directory = options.common.directory;
  const auto address = lifecycle::ring_address(parsed->policy, *ring, directory);
  auto connection = address ? pg::Connection::open(*address) : Result<pg::Connection>(address.error());
  if (!connection) {
    report(within("ring " + options.ring, connection.error()));
    return std::nullopt;
  }
  return DemandRing{std::move(parsed->policy), std::move(*connection)};
}

Result<std::uint64_t> on_record(const DemandOptions& options, DemandRing& ring, std::uint64_t left) {
  return await_entry(ring.connection, left, {options.ring, options.common.directory, options.ledger});
}

Result<Ed25519Seed> read_officer_key(const std::string& file) {
  auto text = read_file(file, limits::officer_key_bytes);
  if (!text) return text.error();
  while (text->ends_with('\n')) text->pop_back();
  const auto bytes = from_base64(*text);
  Ed25519Seed seed{};
  if (!bytes || bytes->size() != seed.size()) {
    return fail(fmt::format("{} is no officer's key", file), {}, "ringfence demand key FILE makes one");
  }
  std::ranges::copy(*bytes, seed.begin());
  return seed;
}

void print_lifted(std::uint64_t lifted, std::uint64_t narrowed) {
  const auto withholdings = [](std::uint64_t count) {
    return count == 1 ? std::string("one withholding") : fmt::format("{} withholdings", count);
  };
  if (lifted > 0) fmt::print("lifted: {} that rested on it\n", withholdings(lifted));
  if (narrowed > 0) fmt::print("narrowed to what it asks for now: {}\n", withholdings(narrowed));
}

int take_and_tell(const DemandOptions& options, demand::Wish wish, const demand::Filing* filing) {
  const auto key = read_officer_key(options.key_file);
  if (!key) return report(key.error());
  wish.shown_by = *key;
  if (!options.url.empty()) return take_there(options, wish, filing);
  auto ring = open_demand_ring(options);
  if (!ring) return Exit::findings;
  wish.id = options.id;
  wish.officer = options.officer;
  const auto taken = demand::take(ring->connection, ring->policy, wish, now_in_milliseconds);
  if (!taken) return report(taken.error());
  const auto entry = on_record(options, *ring, taken->left);
  if (!entry) return report(entry.error());
  const demand::Demand& now = taken->demand;
  const int exit = demand::was_meant(wish.kind, now.state) ? Exit::clean : Exit::findings;
  if (options.common.json) {
    fmt::print("{}\n", pretty(json::object{{"id", now.id},
                                           {"state", to_text(now.state)},
                                           {"version", now.version},
                                           {"why", now.why},
                                           {"lifted", taken->lifted.whole},
                                           {"narrowed", taken->lifted.narrowed},
                                           {"entry", *entry}}));
    return exit;
  }
  fmt::print("demand {}: {}, version {}; entry {} of the ledger\n", now.id.substr(0, shown_digits), to_text(now.state),
             now.version, *entry);
  if (!now.why.empty()) fmt::print("because: {}\n", now.why);
  print_lifted(taken->lifted.whole, taken->lifted.narrowed);
  fmt::print("{}\n", demand::next_steps(now));
  return exit;
}

}  // namespace ringfence::cli
