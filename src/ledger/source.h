// Where a log's files are read from: a folder here, or an address elsewhere (http/fetch.h). Blocking.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/files.h"
#include "ledger/proof.h"
#include "ledger/tile.h"

namespace ringfence::ledger {

class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;
  // `path` as tlog-tiles has it: "checkpoint", "tile/0/000". Nothing: there is no such file. More than `limit`: an
  // error.
  virtual Result<std::optional<std::string>> read(const std::string& path, std::size_t limit) = 0;
  // Every file there is; nothing where that cannot be known, as over HTTP.
  virtual std::optional<std::vector<std::string>> list() { return std::nullopt; }
};

std::unique_ptr<Source> folder_source(std::filesystem::path folder);
// The same by the calls that a ledger is kept by; without list(). `files` must outlive it.
std::unique_ptr<Source> files_source(Files& files, std::string folder);

// A tile or bundle of a tree of at least this width. Where a partial one is gone, the full one that took its place is
// read and cut. A file that is missing or not of its size is an error that names it.
Result<std::vector<Hash>> read_tile(Source& source, const TileName& name);
Result<std::vector<std::string>> read_bundle(Source& source, const TileName& name);

// Nodes for proofs in a tree of this size. Tiles that were read are kept; nothing is checked here.
NodeReader nodes_of(Source& source, std::uint64_t size);

}  // namespace ringfence::ledger
