// The time of day, as records have it. A machine whose clock stands before 1970 is at 1970.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace ringfence {

// Since 1970, in UTC.
inline std::uint64_t now_in_milliseconds() {
  using namespace std::chrono;
  const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(now, 0));
}

inline std::uint64_t now_in_seconds() {
  return now_in_milliseconds() / 1000;
}

}  // namespace ringfence
