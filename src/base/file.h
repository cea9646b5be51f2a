// Small files, whole. Large ones are PostgreSQL's business.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence {

// Refuses a file of more than `limit` bytes rather than reading part of it.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

// After success the file holds `content` whole, even across a power cut; after failure it holds what it held before.
// Sequence: write PATH.new, fsync it, rename over PATH, fsync the directory.
Status write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0644);

}  // namespace ringfence
