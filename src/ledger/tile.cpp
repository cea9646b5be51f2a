#include "ledger/tile.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

namespace ringfence::ledger {

namespace {

std::string whole_path(const TileName& name) {
  std::string digits = fmt::format("{:03}", name.index % 1000);
  for (std::uint64_t rest = name.index / 1000; rest > 0; rest /= 1000) {
    digits = fmt::format("x{:03}/{}", rest % 1000, digits);
  }
  return name.level ? fmt::format("tile/{}/{}", *name.level, digits) : fmt::format("tile/entries/{}", digits);
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

template <class Number>
bool take_number(std::string_view& text, std::size_t most_digits, Number& number) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < most_digits && text[digits] >= '0' && text[digits] <= '9') ++digits;
  const auto read = std::from_chars(text.data(), text.data() + digits, number);
  text.remove_prefix(digits);
  return digits > 0 && read.ec == std::errc();
}

bool take_index(std::string_view& text, std::uint64_t& index) {
  constexpr std::uint64_t most = UINT64_MAX / 1000 - 1;
  for (bool more = true; more;) {
    more = take(text, "x");
    std::uint64_t three = 0;
    if (index > most || !take_number(text, 3, three)) return false;
    index = index * 1000 + three;
    if (more && !take(text, "/")) return false;
  }
  return true;
}

}  // namespace

std::string path_of(const TileName& name) {
  const std::string path = whole_path(name);
  return name.width == tile_width ? path : fmt::format("{}.p/{}", path, name.width);
}

std::string partial_folder(const TileName& name) {
  return whole_path(name) + ".p";
}

std::optional<TileName> parse_tile_path(std::string_view path) {
  TileName name;
  std::string_view rest = path;
  if (!take(rest, "tile/")) return std::nullopt;
  if (!take(rest, "entries/")) {
    name.level.emplace();
    if (!take_number(rest, 2, *name.level) || *name.level >= tile_levels || !take(rest, "/")) return std::nullopt;
  }
  if (!take_index(rest, name.index)) return std::nullopt;
  if (take(rest, ".p/") && (!take_number(rest, 3, name.width) || name.width == 0 || name.width >= tile_width)) {
    return std::nullopt;
  }
  // Whatever can be written in two ways (zeros in front, empty groups) is written again in the one that is right.
  if (!rest.empty() || path_of(name) != path) return std::nullopt;
  return name;
}

std::uint64_t hashes_at_level(std::uint64_t size, unsigned level) {
  return level * 8 >= 64 ? 0 : size >> (level * 8);
}

std::vector<TileName> tiles_at_level(std::uint64_t size, unsigned level) {
  const std::uint64_t hashes = hashes_at_level(size, level);
  std::vector<TileName> names;
  for (std::uint64_t index = 0; index < hashes / tile_width; ++index) names.push_back({level, index, tile_width});
  if (const auto rest = static_cast<unsigned>(hashes % tile_width)) names.push_back({level, hashes / tile_width, rest});
  return names;
}

std::string tile_bytes(const std::vector<Hash>& hashes) {
  std::string bytes(hashes.size() * sizeof(Hash), '\0');
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    std::memcpy(bytes.data() + i * sizeof(Hash), hashes[i].data(), sizeof(Hash));
  }
  return bytes;
}

std::optional<std::vector<Hash>> parse_tile(std::string_view bytes, unsigned width) {
  if (width == 0 || width > tile_width || bytes.size() != width * sizeof(Hash)) return std::nullopt;
  std::vector<Hash> hashes(width);
  for (std::size_t i = 0; i < width; ++i) {
    std::memcpy(hashes[i].data(), bytes.data() + i * sizeof(Hash), sizeof(Hash));
  }
  return hashes;
}

}  // namespace ringfence::ledger
