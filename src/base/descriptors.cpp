#include "base/descriptors.h"

#include <sys/resource.h>

#include <charconv>
#include <limits>

namespace ringfence {

namespace {

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view label = "Max open files";

}  // namespace

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

std::uint64_t descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  return limit.rlim_max == RLIM_INFINITY ? no_limit : limit.rlim_max;
}

std::optional<std::uint64_t> read_descriptor_limit(std::string_view proc_limits) {
  const std::size_t line = proc_limits.find(label);
  if (line == std::string_view::npos) return std::nullopt;
  std::string_view soft = proc_limits.substr(line + label.size());
  soft.remove_prefix(std::min(soft.find_first_not_of(' '), soft.size()));
  if (soft.starts_with("unlimited")) return no_limit;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(soft.data(), soft.data() + soft.size(), number);
  return error == std::errc() && end != soft.data() ? std::optional(number) : std::nullopt;
}

}  // namespace ringfence
