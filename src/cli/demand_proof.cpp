#include <fmt/format.h>

#include <thread>

#include "base/crypto.h"
#include "cli/demand.h"
#include "cli/ledger.h"
#include "ledger/proof.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::cli {

namespace {

constexpr std::chrono::seconds patience{20};
constexpr std::chrono::milliseconds look_again_after{50};

Result<LedgerPlace> place_of(const DemandOptions& options) {
  if (!options.ledger.empty()) return ledger_at(options.ledger);
  const auto directory = lifecycle::RingDirectory::at(options.common.directory);
  if (!directory) return directory.error();
  return ledger_at(directory->ledger(options.ring).string());
}

// What is durable is published a moment later.
Result<ledger::ServedCheckpoint> published(ledger::Source& log, std::uint64_t entry) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto served = ledger::read_checkpoint(log);
    if (!served || served->checkpoint.size > entry) return served;
    if (std::chrono::steady_clock::now() > end) return fail("the entry is not in the published log yet");
    std::this_thread::sleep_for(look_again_after);
  }
}

Result<std::vector<std::string>> bundle_of(ledger::Source& log, std::uint64_t entry, std::uint64_t size) {
  const std::uint64_t index = entry / ledger::tile_width;
  const std::uint64_t width = std::min(size - index * ledger::tile_width, ledger::tile_width);
  return ledger::read_bundle(log, {std::nullopt, index, static_cast<unsigned>(width)});
}

}  // namespace

Result<demand::OnRecord> proof_of(const DemandOptions& options, std::uint64_t entry) {
  auto place = place_of(options);
  if (!place) return place.error();
  const auto served = published(*place->log, entry);
  if (!served) return served.error();
  const ledger::Checkpoint& checkpoint = served->checkpoint;
  const auto proof = ledger::prove_inclusion(nodes_of(*place->log, checkpoint.size), entry, checkpoint.size);
  if (!proof) return proof.error();
  const auto bundle = bundle_of(*place->log, entry, checkpoint.size);
  if (!bundle) return bundle.error();
  demand::OnRecord record{entry, bundle->at(entry % ledger::tile_width), {}};
  if (!ledger::verify_inclusion(ledger::leaf_hash(record.text), entry, checkpoint.size, *proof, checkpoint.root)) {
    return fail(fmt::format("the ledger's files do not prove entry {}", entry), {}, "ringfence ledger verify");
  }
  record.proof = fmt::format("c2sp.org/tlog-proof@v1\nindex {}\n", entry);
  for (const ledger::Hash& hash : *proof) record.proof += to_base64(as_bytes(hash)) + '\n';
  record.proof += '\n' + served->bytes;
  return record;
}

}  // namespace ringfence::cli
