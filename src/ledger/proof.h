// Making proofs of RFC 6962 out of whatever holds the tree's nodes. Pure but for the reader that is given.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "ledger/merkle.h"

namespace ringfence::ledger {

// The hash over the 2^level entries from index · 2^level. Asked only for nodes that the tree at hand is long enough
// for.
using NodeReader = std::function<Result<Hash>(unsigned level, std::uint64_t index)>;

// The root of the first `size` entries.
Result<Hash> root_at(const NodeReader& nodes, std::uint64_t size);
// An index outside the tree is an error; so is whatever the reader says.
Result<Proof> prove_inclusion(const NodeReader& nodes, std::uint64_t index, std::uint64_t size);
// What verify_consistency takes; an old size larger than the new one is an error.
Result<Proof> prove_consistency(const NodeReader& nodes, std::uint64_t old_size, std::uint64_t size);

}  // namespace ringfence::ledger
