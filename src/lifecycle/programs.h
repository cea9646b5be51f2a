// The server programs of PostgreSQL that are installed on this machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::lifecycle {

struct ServerPrograms {
  std::filesystem::path directory;  // where initdb and postgres are
  int version = 0;                  // 15
};

// The newest there are, or exactly those of `version`: Debian's /usr/lib/postgresql/N/bin, then the directory that
// pg_config names, then PATH.
Result<ServerPrograms> find_server_programs(std::optional<int> version);

// The file of this very program.
Result<std::string> own_program();

// "postgres (PostgreSQL) 15.18 (Debian …)" -> 15; 0 for what says nothing of the kind.
int major_version(std::string_view text);

}  // namespace ringfence::lifecycle
