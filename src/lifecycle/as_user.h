// Doing something below DIR/RING as the user whose it is: root writes nothing there itself, and so follows no link that
// user might put there. An empty user: as ourselves.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ringfence::lifecycle {

Status run_as(const std::string& user, std::vector<std::string> arguments, std::string input = {});

// The file holds `content` whole, or what it held before; mode 0600. Not synced: whoever calls can write it again.
Status write_as(const std::string& user, const std::filesystem::path& path, const std::string& content);

// Nothing where there is no such file.
Result<std::optional<std::string>> read_as(const std::string& user, const std::filesystem::path& path);

}  // namespace ringfence::lifecycle
