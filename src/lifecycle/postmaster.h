// The server process of a data directory: which one it is, whether it is really that, and its end. Linux (/proc).
// A postmaster.pid outlives a killed server, and its number may since belong to any other process; so no process is
// trusted or ended that is not seen to be the server of exactly this directory.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::lifecycle {

// What the server writes there (PostgreSQL: src/include/utils/pidfile.h).
struct PostmasterFile {
  pid_t pid = 0;
  int port = 0;
  bool ready = false;  // accepts connections
  bool operator==(const PostmasterFile&) const = default;
};

// Nothing for a text that is no such file, or not yet whole.
std::optional<PostmasterFile> parse_postmaster_file(std::string_view text);

// Whether a process with this argument list (/proc/PID/cmdline) may be a postmaster: not one of its children, which
// call themselves "postgres: …".
bool is_postmaster_command(std::string_view command_line);

// The running server of this data directory.
std::optional<PostmasterFile> running_postmaster(const std::filesystem::path& data);

// Removes what a killed server left behind that would keep the next one from starting: waits for its children, ends
// those that stay (`patience`), then removes a postmaster.pid whose number another process has by now, and the sockets
// in `home`. Call it only where running_postmaster() found none, with DIR locked.
Status clear_remains(const std::filesystem::path& home, const std::filesystem::path& data,
                     std::chrono::milliseconds patience);

// Fast shutdown; after `patience` an immediate one; after as much again, an error. True: one was running.
Result<bool> stop_postmaster(const std::filesystem::path& data, std::chrono::milliseconds patience);

}  // namespace ringfence::lifecycle
