// One ring as a witness of another's ledger (c2sp.org/tlog-witness): it signs only what extends all it signed before.
// Blocking.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/files.h"
#include "ledger/merkle.h"

namespace ringfence::ledger {

enum class Witnessed {
  cosigned,
  unknown_log,      // 404 of tlog-witness: signed by no key that was given
  wrong_signature,  // 403
  other_size,       // 409: the proof is not from the size cosigned last; `last_size` says which that was
  other_root,       // 409: the same size and another root: the log forked
  wrong_proof,      // 422: it does not extend what was cosigned: the log forked, or the proof is of something else
};

struct WitnessAnswer {
  Witnessed result = Witnessed::cosigned;
  std::uint64_t last_size = 0;
  std::optional<NoteSignature> cosignature;  // of a result cosigned
  std::string before;                        // what was cosigned last: a note of that log; empty: nothing
};

// Pure: what to answer, given the checkpoint cosigned last (nothing: none). `time` in seconds since 1970.
WitnessAnswer judge_checkpoint(const Note& note, const VerifierKey& log, std::uint64_t old_size, const Proof& proof,
                               const std::optional<Checkpoint>& last, const SigningKey& witness, std::uint64_t time);

// Keeps the note that was cosigned last of each log, with the log's own signature, in a file of its own below `folder`
// (a ledger's cosigned/). The new one is durable before the cosignature is given away. One thread and one process at a
// time: whoever holds the ledger.
//   open, read, close   FOLDER/<SHA-256 of the origin, in hex>
//   replace_file()      the same
class Witness {
 public:
  Witness(Files& files, std::string folder, SigningKey key)
      : files_(files), folder_(std::move(folder)), key_(std::move(key)) {}
  // An error: what was cosigned last cannot be read or kept; then nothing was cosigned.
  Result<WitnessAnswer> cosign(const Note& note, const VerifierKey& log, std::uint64_t old_size, const Proof& proof,
                               std::uint64_t time);

 private:
  Files& files_;
  std::string folder_;
  SigningKey key_;
};

}  // namespace ringfence::ledger
