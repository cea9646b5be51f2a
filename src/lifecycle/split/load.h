// One chunk: out of the source, line by line, into each ring that it belongs to and that does not have it yet. Memory
// is one batch a ring and the longest row, whatever the table's size.
#pragma once

#include <vector>

#include "base/result.h"
#include "lifecycle/split/row_digest.h"
#include "lifecycle/split/stream.h"
#include "lifecycle/split/workers.h"

namespace ringfence::lifecycle {

struct ChunkOutcome {
  std::vector<RowDigest> rings;  // what each ring was (or would have been) given
  RowDigest left;                // rows left behind by decision
  std::uint64_t astray = 0;      // rows without a ring: there must be none
};

// `wanted[ring]`: whether this ring is to take the chunk now. Each such ring commits rows and record together.
// With no ring wanted this only reads the source and digests it.
Result<ChunkOutcome> load_chunk(Hands& hands, const Stream& stream, const Chunk& chunk, const std::vector<bool>& wanted,
                                Counter& bytes);

}  // namespace ringfence::lifecycle
