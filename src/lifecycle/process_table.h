// What /proc says of other processes: enough to know one of ours from any other that has its number by now. Linux.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ringfence::lifecycle {

std::filesystem::path proc_file(pid_t pid, std::string_view file);
// Arguments with a NUL after each, as in /proc/PID/cmdline; empty: it has ended, or has none.
std::string command_line_of(pid_t pid);
std::vector<std::string_view> split_text(std::string_view text, char separator);
// Does it run as the user who owns `path`?
bool is_owned_alike(pid_t pid, const std::filesystem::path& path);
std::vector<pid_t> all_processes();  // but the first

// Looks every 20 ms; false: not within `patience`.
template <class Condition>
bool wait_until(Condition&& condition, std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds poll_interval{20};
  using Clock = std::chrono::steady_clock;
  for (const auto end = Clock::now() + patience; Clock::now() < end; std::this_thread::sleep_for(poll_interval)) {
    if (condition()) return true;
  }
  return condition();
}

}  // namespace ringfence::lifecycle
