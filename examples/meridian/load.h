// The platform's database: its schema, then its rows by COPY over several connections, then its keys and indexes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "world.h"

namespace meridian {

// Called from one thread at a time.
using OnProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// The database must have none of the platform's tables. After a failure it is half-filled: drop it.
ringfence::Status load(const std::string& uri, const std::filesystem::path& schema_file, const World& world,
                       unsigned jobs, const OnProgress& on_progress);

}  // namespace meridian
