#include "gateway/serve/log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

namespace ringfence::gateway {

void log(std::string_view happened, LogFields fields) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto milliseconds = now.time_since_epoch().count() % 1000;
  std::string line = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z {}",
                                 fmt::gmtime(std::chrono::system_clock::to_time_t(now)), milliseconds, happened);
  for (const auto& [name, value] : fields) {
    line += fmt::format(" {}=\"", name);
    for (const char c : value) {
      if (c == '"' || c == '\\') line += '\\';
      line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    line += '"';
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace ringfence::gateway
