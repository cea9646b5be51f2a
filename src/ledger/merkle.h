// The Merkle tree of RFC 6962, section 2.1, over SHA-256: hashes, and the checking of proofs. Pure; no tree is kept
// here.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/sha256.h"

namespace ringfence::ledger {

using Hash = Sha256;
using Proof = std::vector<Hash>;  // as RFC 6962 orders it: from the leaves up

Hash leaf_hash(std::string_view entry);  // SHA-256(0x00 ‖ entry)
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root();  // of a tree without leaves

// The root of a tree whose nodes at one level are these, all but the last of them full.
Hash root_of(std::span<const Hash> nodes);

// Whether `leaf` is entry `index` of the tree of `size` entries with this root. False for an index that is not in it.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof, const Hash& root);

// Whether the tree of `size` entries begins with that of `old_size`. Of an empty tree everything is an extension, and
// the proof is empty; likewise of equal sizes, where the roots have to be equal.
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
                        const Proof& proof);

}  // namespace ringfence::ledger
