// Where a log's files are, as c2sp.org/tlog-tiles names them: tiles of 256 hashes, and bundles of 256 entries. Pure.
//   tile/<level>/<index>[.p/<width>]      tile/entries/<index>[.p/<width>]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/merkle.h"

namespace ringfence::ledger {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr unsigned tile_levels = 8;  // 256^8 entries fill the 64 bits that count them

struct TileName {
  std::optional<unsigned> level;  // nothing: the entries themselves
  std::uint64_t index = 0;
  unsigned width = tile_width;  // 1 to 256; below 256 it is partial
  bool operator==(const TileName&) const = default;
};

std::string path_of(const TileName& name);
// The folder that the partial ones of this tile are in: `…/<index>.p`.
std::string partial_folder(const TileName& name);
// Strict: nothing where the path is written in any other way than path_of() would.
std::optional<TileName> parse_tile_path(std::string_view path);

// Every tile of a tree of this size, whose last ones may be partial; the entries' bundle is not among them.
std::vector<TileName> tiles_at_level(std::uint64_t size, unsigned level);
// How many hashes of a tree of this size stand at a level of tiles.
std::uint64_t hashes_at_level(std::uint64_t size, unsigned level);

std::string tile_bytes(const std::vector<Hash>& hashes);
// Nothing where there are not exactly `width` hashes.
std::optional<std::vector<Hash>> parse_tile(std::string_view bytes, unsigned width);

}  // namespace ringfence::ledger
