#include "ledger/proof.h"

#include <fmt/format.h>

#include <bit>

namespace ringfence::ledger {

namespace {

// Entries [begin, end), where a node of the tree spans them: begin is a multiple of the full size that end would round
// up to.
struct Range {
  std::uint64_t begin;
  std::uint64_t end;
  [[nodiscard]] std::uint64_t count() const { return end - begin; }
  [[nodiscard]] std::uint64_t middle() const { return begin + std::bit_ceil(count()) / 2; }
};

Result<Hash> hash_of(const NodeReader& nodes, Range range) {
  if (std::has_single_bit(range.count())) {
    const auto level = static_cast<unsigned>(std::countr_zero(range.count()));
    return nodes(level, range.begin >> level);
  }
  const auto left = hash_of(nodes, {range.begin, range.middle()});
  if (!left) return left;
  const auto right = hash_of(nodes, {range.middle(), range.end});
  if (!right) return right;
  return node_hash(*left, *right);
}

// Walks from the root to where `descends_left` ends, and notes the hash of the side not taken at each step.
template <class Ends, class DescendsLeft>
Result<Proof> walk(const NodeReader& nodes, Range range, Ends ends, DescendsLeft descends_left) {
  Proof proof;
  while (!ends(range)) {
    const bool left = descends_left(range);
    const Range other = left ? Range{range.middle(), range.end} : Range{range.begin, range.middle()};
    const auto hash = hash_of(nodes, other);
    if (!hash) return hash.error();
    proof.insert(proof.begin(), *hash);
    range = left ? Range{range.begin, range.middle()} : Range{range.middle(), range.end};
  }
  return proof;
}

}  // namespace

Result<Hash> root_at(const NodeReader& nodes, std::uint64_t size) {
  if (size == 0) return empty_root();
  return hash_of(nodes, {0, size});
}

Result<Proof> prove_inclusion(const NodeReader& nodes, std::uint64_t index, std::uint64_t size) {
  if (index >= size) return fail(fmt::format("entry {} is not in a log of {} entries", index, size));
  return walk(
      nodes, {0, size}, [](Range range) { return range.count() == 1; },
      [index](Range range) { return index < range.middle(); });
}

Result<Proof> prove_consistency(const NodeReader& nodes, std::uint64_t old_size, std::uint64_t size) {
  if (old_size > size) return fail(fmt::format("a log of {} entries does not extend one of {}", size, old_size));
  if (old_size == 0 || old_size == size) return Proof{};
  Range last{0, size};
  auto proof = walk(
      nodes, last,
      [&](Range range) {
        last = range;
        return range.end == old_size;
      },
      [old_size](Range range) { return old_size <= range.middle(); });
  if (!proof) return proof;
  if (last.begin == 0) return proof;  // the old tree is a node of the new one: who checks has its hash
  const auto hash = hash_of(nodes, last);
  if (!hash) return hash.error();
  proof->insert(proof->begin(), *hash);
  return proof;
}

}  // namespace ringfence::ledger
