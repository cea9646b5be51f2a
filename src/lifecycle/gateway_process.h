// A ring's gateway as a process. Which one it is the process table says, and nothing else: a file with its number would
// outlive it. So no process is trusted, told or ended that was not started with exactly this ring's settings, by the
// user whose the ring is.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::lifecycle {

// How it is started: these behind the program's own path.
std::vector<std::string> gateway_arguments(const std::filesystem::path& settings);
// Whether a process with this argument list (/proc/PID/cmdline) is a gateway with these settings.
bool is_gateway_command(std::string_view command_line, const std::filesystem::path& settings);

std::optional<pid_t> running_gateway(const RingDirectory& directory, const std::string& ring);

// SIGTERM, after `patience` SIGKILL, after as much again an error. True: one was running.
Result<bool> stop_gateway(const RingDirectory& directory, const std::string& ring, std::chrono::milliseconds patience);

// Has it read its settings, its policy and its database's schema again. False: none runs.
Result<bool> reload_gateway(const RingDirectory& directory, const std::string& ring);

}  // namespace ringfence::lifecycle
