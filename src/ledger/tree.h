// A log that grows: what has to be kept to add entries and to know the root, which is the unfinished tile of each
// level. Pure. What fills up is handed out as files (tlog-tiles), in an order in which nothing is written before what
// it is made of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/tile.h"

namespace ringfence::ledger {

struct TileFile {
  TileName name;
  std::string bytes;
};

class Tree {
 public:
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;

  // Returns the leaf's hash. `full` receives the bundle and the tiles that this entry completes.
  Hash append(std::string_view entry, std::vector<TileFile>& full);
  // The bundle and tiles that are not full, as a tree of this size has them: none of width 0.
  [[nodiscard]] std::vector<TileFile> partial() const;
  // The same for the first `width` entries or hashes of an unfinished one; nothing where it holds fewer.
  [[nodiscard]] std::optional<TileFile> partial(std::optional<unsigned> level, unsigned width) const;

  // All of it as bytes, for the journal to begin with; decode() refuses whatever encode() would not write.
  [[nodiscard]] std::string encode() const;
  static std::optional<Tree> decode(std::string_view bytes);

 private:
  void add(unsigned level, const Hash& hash, std::vector<TileFile>& full);

  std::uint64_t size_ = 0;
  std::array<std::vector<Hash>, tile_levels> levels_;  // of each the hashes behind its last full tile
  std::string bundle_;                                 // the entries behind the last full bundle
  std::vector<std::size_t> ends_;                      // of each of them, in bundle_
};

}  // namespace ringfence::ledger
