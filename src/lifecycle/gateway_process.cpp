#include "lifecycle/gateway_process.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "lifecycle/process_table.h"

namespace ringfence::lifecycle {

namespace {

bool is_gateway_of(pid_t pid, const RingDirectory& directory, const std::string& ring) {
  return is_owned_alike(pid, directory.data(ring)) &&
         is_gateway_command(command_line_of(pid), directory.gateway_settings(ring));
}

Error could_not(std::string_view what, pid_t pid) {
  return fail(fmt::format("could not {} process {}: {}", what, pid, std::strerror(errno)), {},
              "run it as root, or as the user the gateway runs as");
}

}  // namespace

std::vector<std::string> gateway_arguments(const std::filesystem::path& settings) {
  return {"serve", "--settings", settings.string()};
}

bool is_gateway_command(std::string_view command_line, const std::filesystem::path& settings) {
  const auto arguments = split_text(command_line, '\0');
  const auto wanted = gateway_arguments(settings);
  return arguments.size() == wanted.size() + 1 && std::equal(wanted.begin(), wanted.end(), arguments.begin() + 1);
}

std::optional<pid_t> running_gateway(const RingDirectory& directory, const std::string& ring) {
  for (const pid_t pid : all_processes()) {
    if (is_gateway_of(pid, directory, ring)) return pid;
  }
  return std::nullopt;
}

Result<bool> stop_gateway(const RingDirectory& directory, const std::string& ring, std::chrono::milliseconds patience) {
  const auto running = running_gateway(directory, ring);
  if (!running) return false;
  const auto is_gone = [&] { return !is_gateway_of(*running, directory, ring); };
  for (const int signal : {SIGTERM, SIGKILL}) {
    if (is_gone()) return true;
    if (::kill(*running, signal) != 0 && errno != ESRCH) return could_not("stop", *running);
    if (wait_until(is_gone, patience)) return true;
  }
  return fail(fmt::format("process {} does not end", *running), fmt::format("the gateway of ring \"{}\"", ring),
              fmt::format("look into {}", directory.gateway_log(ring).string()));
}

Result<bool> reload_gateway(const RingDirectory& directory, const std::string& ring) {
  const auto running = running_gateway(directory, ring);
  if (!running) return false;
  if (::kill(*running, SIGHUP) != 0 && errno != ESRCH) return could_not("tell", *running);
  return true;
}

}  // namespace ringfence::lifecycle
