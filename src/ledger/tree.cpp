#include "ledger/tree.h"

#include <span>

#include "ledger/big_endian.h"
#include "ledger/bundle.h"

namespace ringfence::ledger {

namespace {

// The full subtrees that a row of hashes is made of, largest first.
void add_peaks(std::span<const Hash> row, std::vector<Hash>& peaks) {
  for (std::size_t width = tile_width; width > 0; width /= 2) {
    if ((row.size() & width) == 0) continue;
    peaks.push_back(root_of(row.first(width)));
    row = row.subspan(width);
  }
}

}  // namespace

Hash Tree::root() const {
  std::vector<Hash> peaks;
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) add_peaks(*level, peaks);
  if (peaks.empty()) return empty_root();
  Hash root = peaks.back();
  for (auto peak = peaks.rbegin() + 1; peak != peaks.rend(); ++peak) root = node_hash(*peak, root);
  return root;
}

Hash Tree::append(std::string_view entry, std::vector<TileFile>& full) {
  const Hash hash = leaf_hash(entry);
  append_to_bundle(bundle_, entry);
  ends_.push_back(bundle_.size());
  ++size_;
  if (ends_.size() == tile_width) {
    full.push_back({{std::nullopt, size_ / tile_width - 1, tile_width}, std::move(bundle_)});
    bundle_.clear();
    ends_.clear();
  }
  add(0, hash, full);
  return hash;
}

void Tree::add(unsigned level, const Hash& hash, std::vector<TileFile>& full) {
  auto& row = levels_.at(level);
  row.push_back(hash);
  if (row.size() < tile_width) return;
  const Hash root = root_of(row);
  full.push_back({{level, hashes_at_level(size_, level) / tile_width - 1, tile_width}, tile_bytes(row)});
  row.clear();
  add(level + 1, root, full);
}

std::vector<TileFile> Tree::partial() const {
  std::vector<TileFile> files;
  if (auto bundle = partial(std::nullopt, static_cast<unsigned>(ends_.size()))) files.push_back(std::move(*bundle));
  for (unsigned level = 0; level < tile_levels; ++level) {
    if (auto tile = partial(level, static_cast<unsigned>(levels_[level].size()))) files.push_back(std::move(*tile));
  }
  return files;
}

std::optional<TileFile> Tree::partial(std::optional<unsigned> level, unsigned width) const {
  if (width == 0) return std::nullopt;
  if (!level) {
    if (width > ends_.size()) return std::nullopt;
    return TileFile{{level, size_ / tile_width, width}, bundle_.substr(0, ends_[width - 1])};
  }
  const auto& row = levels_.at(*level);
  if (width > row.size()) return std::nullopt;
  return TileFile{{level, hashes_at_level(size_, *level) / tile_width, width},
                  tile_bytes({row.begin(), row.begin() + width})};
}

// The size in eight bytes, the hashes of levels 1 to 7, the bundle. Level 0 is the bundle's own hashes.
std::string Tree::encode() const {
  std::string bytes;
  put_big_endian(bytes, size_);
  for (unsigned level = 1; level < tile_levels; ++level) bytes += tile_bytes(levels_[level]);
  return bytes + bundle_;
}

std::optional<Tree> Tree::decode(std::string_view bytes) {
  Tree tree;
  if (!take_big_endian(bytes, tree.size_)) return std::nullopt;
  for (unsigned level = 1; level < tile_levels; ++level) {
    const auto width = static_cast<unsigned>(hashes_at_level(tree.size_, level) % tile_width);
    if (width == 0) continue;
    const std::size_t length = width * sizeof(Hash);
    auto row = bytes.size() < length ? std::nullopt : parse_tile(bytes.substr(0, length), width);
    if (!row) return std::nullopt;
    tree.levels_[level] = std::move(*row);
    bytes.remove_prefix(length);
  }
  const auto entries = parse_bundle(bytes, tree.size_ % tile_width);
  if (!entries) return std::nullopt;
  tree.bundle_ = bytes;
  for (const std::string_view entry : *entries) {
    tree.levels_[0].push_back(leaf_hash(entry));
    tree.ends_.push_back(static_cast<std::size_t>(entry.data() + entry.size() - bytes.data()));
  }
  return tree;
}

}  // namespace ringfence::ledger
