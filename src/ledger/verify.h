// Whether a log is what it says, from its files alone: every entry, every tile, the root, the signatures, the openings.
// Blocking, by what the source is. Nothing of the files is believed before it is computed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/entry.h"
#include "ledger/source.h"

namespace ringfence::ledger {

struct VerifyOptions {
  std::vector<VerifierKey> keys;  // of kind log: this log's, by its name; of kind witness: who has to have cosigned
  Source* openings = nullptr;     // "x000/001" below it; none: not looked at
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
  std::function<void(std::uint64_t index, const Entry&)> on_entry;  // of each that is of the schema, in order
};

struct Finding {
  std::string where;  // a file, or "entry 17"
  std::string what;
};

// A signature on one of the two checkpoints that is not the log's own.
struct CosignatureFound {
  std::string name;
  std::uint64_t size = 0;             // of that checkpoint
  std::optional<std::uint64_t> time;  // seconds since 1970, as it says; nothing: it says none
  bool is_verified = false;           // false: no key of it was given, or it is wrong, and then there is a finding
};

struct Verified {
  Checkpoint checkpoint;                       // the one that is served
  std::optional<std::uint64_t> cosigned_size;  // of the one that others signed
  std::vector<std::string> signed_by;          // names of the keys given whose signatures are right
  std::vector<CosignatureFound> cosignatures;  // each once
  std::map<std::string, std::uint64_t> kinds;  // entries of each
  std::uint64_t tiles = 0;                     // files compared, bundles included
  std::uint64_t openings = 0;                  // that open a commitment
  std::vector<Finding> findings;               // at most limits::diagnostics_shown
  std::vector<std::string> not_checked;        // for want of a key; then it is not verified either
  [[nodiscard]] bool is_right() const { return findings.empty() && not_checked.empty(); }
};

Verified verify(Source& source, const VerifyOptions& options);

// The checkpoint that is served, as note and as value. Its signature by `keys` of kind log with its name: `is_signed`
// says.
struct ServedCheckpoint {
  std::string bytes;
  Note note;
  Checkpoint checkpoint;
};
Result<ServedCheckpoint> read_checkpoint(Source& source, const std::string& path = "checkpoint");

// Findings and what could not be checked, of the log's own signature. Used by proofs too.
void check_own_signature(const ServedCheckpoint& served, const std::vector<VerifierKey>& keys, const std::string& where,
                         Verified& verified);

// What others have put under it; of each name once, one that verifies before one that does not.
void find_cosignatures(const ServedCheckpoint& served, const std::vector<VerifierKey>& keys, Verified& verified);

}  // namespace ringfence::ledger
