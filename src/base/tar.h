// A tar archive of small files (POSIX.1-2001, ustar), in memory. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace ringfence {

struct TarFile {
  std::string name;  // at most 100 bytes
  std::string bytes;
};

// Readable by their owner only; `time` in seconds since 1970.
Result<std::string> tar(const std::vector<TarFile>& files, std::uint64_t time);

}  // namespace ringfence
