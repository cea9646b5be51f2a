// What a witness is asked (c2sp.org/tlog-witness, add-checkpoint), as text: `old SIZE`, the lines of the proof that the
// checkpoint extends what it was at that size, an empty line, the checkpoint's note. Pure, strict.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

namespace ringfence::ledger {

struct WitnessRequest {
  std::uint64_t old_size = 0;
  Proof proof;
  Note note;
};

std::string to_text(const WitnessRequest& request);
// Of at most limits::note_bytes and limits::proof_hashes.
Result<WitnessRequest> parse_witness_request(std::string_view text);

}  // namespace ringfence::ledger
