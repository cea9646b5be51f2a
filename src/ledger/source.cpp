#include "ledger/source.h"

#include <fmt/format.h>

#include <map>
#include <span>

#include "base/file.h"
#include "base/limits.h"
#include "ledger/bundle.h"
#include "ledger/file_steps.h"

namespace ringfence::ledger {

namespace {

namespace fs = std::filesystem;

class FolderSource : public Source {
 public:
  explicit FolderSource(fs::path folder) : folder_(std::move(folder)) {}

  Result<std::optional<std::string>> read(const std::string& path, std::size_t limit) override {
    std::error_code code;
    if (!fs::exists(folder_ / path, code)) return std::optional<std::string>();
    auto bytes = read_file(folder_ / path, limit);
    if (!bytes) return bytes.error();
    return std::optional(std::move(*bytes));
  }

  std::optional<std::vector<std::string>> list() override {
    std::vector<std::string> paths;
    std::error_code code;
    for (fs::recursive_directory_iterator it(folder_, code), end; !code && it != end; it.increment(code)) {
      if (!it->is_directory()) paths.push_back(it->path().lexically_relative(folder_).generic_string());
    }
    return paths;
  }

 private:
  fs::path folder_;
};

class FilesSource : public Source {
 public:
  FilesSource(Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}
  Result<std::optional<std::string>> read(const std::string& path, std::size_t limit) override {
    return OpenFile::read_if_there(files_, folder_ + "/" + path, limit);
  }

 private:
  Files& files_;
  std::string folder_;
};

Error missing(const std::string& path) {
  return fail(fmt::format("{} is missing", path));
}

// The bytes, and how many hashes or entries they are to be of.
Result<std::pair<std::string, unsigned>> read_file_of(Source& source, const TileName& name, std::size_t limit) {
  auto bytes = source.read(path_of(name), limit);
  if (!bytes) return bytes.error();
  if (*bytes) return std::pair(std::move(**bytes), name.width);
  TileName full = name;
  full.width = tile_width;
  if (full == name) return missing(path_of(name));
  bytes = source.read(path_of(full), limit);
  if (!bytes) return bytes.error();
  if (!*bytes) return missing(path_of(name));
  return std::pair(std::move(**bytes), full.width);
}

}  // namespace

std::unique_ptr<Source> files_source(Files& files, std::string folder) {
  return std::make_unique<FilesSource>(files, std::move(folder));
}

std::unique_ptr<Source> folder_source(fs::path folder) {
  return std::make_unique<FolderSource>(std::move(folder));
}

Result<std::vector<Hash>> read_tile(Source& source, const TileName& name) {
  const auto file = read_file_of(source, name, limits::tile_file_bytes);
  if (!file) return file.error();
  auto hashes = parse_tile(file->first, file->second);
  if (!hashes) return fail(fmt::format("{} is not of {} hashes", path_of(name), name.width));
  hashes->resize(name.width);
  return std::move(*hashes);
}

Result<std::vector<std::string>> read_bundle(Source& source, const TileName& name) {
  const auto file = read_file_of(source, name, limits::bundle_file_bytes);
  if (!file) return file.error();
  const auto entries = parse_bundle(file->first, file->second);
  if (!entries) return fail(fmt::format("{} is not of {} entries", path_of(name), name.width));
  return std::vector<std::string>(entries->begin(), entries->begin() + name.width);
}

NodeReader nodes_of(Source& source, std::uint64_t size) {
  auto tiles = std::make_shared<std::map<std::pair<unsigned, std::uint64_t>, std::vector<Hash>>>();
  return [&source, size, tiles](unsigned level, std::uint64_t index) -> Result<Hash> {
    const unsigned tile_level = level / 8;
    const std::uint64_t width = 1ULL << (level % 8);
    const std::uint64_t first = index * width;  // hash of that level of tiles
    const std::uint64_t tile = first / tile_width;
    auto found = tiles->find({tile_level, tile});
    if (found == tiles->end()) {
      const std::uint64_t rest = hashes_at_level(size, tile_level) - tile * tile_width;
      const auto hashes = read_tile(source, {tile_level, tile, static_cast<unsigned>(std::min(rest, tile_width))});
      if (!hashes) return hashes.error();
      found = tiles->emplace(std::pair(tile_level, tile), *hashes).first;
    }
    return root_of(std::span(found->second).subspan(first % tile_width, width));
  };
}

}  // namespace ringfence::ledger
