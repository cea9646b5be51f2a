// How many files and sockets a process may have open at once (RLIMIT_NOFILE).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ringfence {

// Up to what the system lets us without asking anybody: the hard limit. What is there already stays where that fails.
void raise_descriptor_limit();
// Of this process, once it has been raised.
std::uint64_t descriptor_limit();
// Of another one, by its /proc/PID/limits; nothing: the text does not say. A limit of none is the largest number.
std::optional<std::uint64_t> read_descriptor_limit(std::string_view proc_limits);

}  // namespace ringfence
