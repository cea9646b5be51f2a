#include "ledger/merkle.h"

#include <array>
#include <bit>
#include <cstring>

namespace ringfence::ledger {

Hash leaf_hash(std::string_view entry) {
  thread_local std::string bytes;
  bytes.assign(1, '\0');
  bytes.append(entry);
  return sha256(bytes);
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<char, 1 + 2 * sizeof(Hash)> bytes{};
  bytes[0] = 1;
  std::memcpy(bytes.data() + 1, left.data(), left.size());
  std::memcpy(bytes.data() + 1 + left.size(), right.data(), right.size());
  return sha256({bytes.data(), bytes.size()});
}

Hash empty_root() {
  return sha256({});
}

Hash root_of(std::span<const Hash> nodes) {
  if (nodes.empty()) return empty_root();
  if (nodes.size() == 1) return nodes.front();
  const std::size_t split = std::bit_ceil(nodes.size()) / 2;
  return node_hash(root_of(nodes.first(split)), root_of(nodes.subspan(split)));
}

// RFC 9162, 2.1.3.2: the same tree, with the algorithm written out.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof, const Hash& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

// RFC 9162, 2.1.4.2.
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
                        const Proof& proof) {
  if (old_size > size) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  if (old_size == 0) return proof.empty() && old_root == empty_root();
  if (proof.empty()) return false;
  auto next = proof.begin();
  const Hash& first = std::has_single_bit(old_size) ? old_root : *next++;
  std::uint64_t node = old_size - 1;
  std::uint64_t last = size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  Hash old_hash = first;
  Hash hash = first;
  for (; next != proof.end(); ++next) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = node_hash(*next, old_hash);
      hash = node_hash(*next, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, *next);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

}  // namespace ringfence::ledger
