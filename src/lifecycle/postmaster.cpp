#include "lifecycle/postmaster.h"

#include <fmt/format.h>
#include <signal.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <vector>

#include "base/file.h"
#include "lifecycle/process_table.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t pid_file_bytes = 64u << 10;

template <class Number>
Number number_of(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The value of -D in an argument list.
std::string data_argument(std::string_view command_line) {
  const auto arguments = split_text(command_line, '\0');
  for (std::size_t i = 1; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == "-D") return std::string(arguments[i + 1]);
  }
  return {};
}

// A server's working directory is its data directory. Root without CAP_SYS_PTRACE (in many containers) may not look at
// it, but may read the argument list.
bool is_in(pid_t pid, const fs::path& data) {
  std::error_code error;
  const bool same = fs::equivalent(proc_file(pid, "cwd"), data, error);
  if (!error) return same;
  const std::string argument = data_argument(command_line_of(pid));
  return !argument.empty() && fs::equivalent(argument, data, error) && !error;
}

bool is_postmaster_of(pid_t pid, const fs::path& data) {
  return is_owned_alike(pid, data) && is_postmaster_command(command_line_of(pid)) && is_in(pid, data);
}

std::vector<pid_t> processes_in(const fs::path& data) {
  std::vector<pid_t> found = all_processes();
  std::erase_if(found, [&](pid_t pid) {
    return !is_owned_alike(pid, data) || !is_in(pid, data) || !command_line_of(pid).starts_with("postgres: ");
  });
  return found;
}

std::optional<PostmasterFile> read_postmaster_file(const fs::path& data) {
  auto text = read_file(data / "postmaster.pid", pid_file_bytes);
  return text ? parse_postmaster_file(*text) : std::nullopt;
}

}  // namespace

std::optional<PostmasterFile> parse_postmaster_file(std::string_view text) {
  const auto lines = split_text(text, '\n');
  PostmasterFile file;
  if (!lines.empty()) file.pid = number_of<pid_t>(lines[0]);
  if (file.pid <= 1) return std::nullopt;
  if (lines.size() > 3) file.port = number_of<int>(lines[3]);
  file.ready = lines.size() > 7 && lines[7].starts_with("ready");
  return file;
}

bool is_postmaster_command(std::string_view command_line) {
  const std::string_view program = command_line.substr(0, command_line.find('\0'));
  const std::string_view name = program.substr(program.rfind('/') + 1);
  return name == "postgres" || name == "postmaster";
}

std::optional<PostmasterFile> running_postmaster(const fs::path& data) {
  const auto file = read_postmaster_file(data);
  return file && is_postmaster_of(file->pid, data) ? file : std::nullopt;
}

Status clear_remains(const fs::path& home, const fs::path& data, std::chrono::milliseconds patience) {
  const auto is_deserted = [&] { return processes_in(data).empty(); };
  if (!wait_until(is_deserted, patience)) {
    for (const pid_t pid : processes_in(data)) ::kill(pid, SIGKILL);
    if (!wait_until(is_deserted, patience)) {
      return fail(fmt::format("processes of a killed server are still at work in \"{}\"", data.string()), {},
                  fmt::format("wait for them to end, or end them: process {}", processes_in(data).front()));
    }
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(home, error)) {
    if (entry.path().filename().string().starts_with(".s.PGSQL.")) fs::remove(entry.path(), error);
  }
  const auto file = read_postmaster_file(data);
  if (file && (::kill(file->pid, 0) == 0 || errno == EPERM) && !running_postmaster(data)) {
    fs::remove(data / "postmaster.pid", error);
    if (error)
      return fail(fmt::format("could not remove a stale \"{}/postmaster.pid\": {}", data.string(), error.message()));
  }
  return {};
}

Result<bool> stop_postmaster(const fs::path& data, std::chrono::milliseconds patience) {
  const auto running = running_postmaster(data);
  if (!running) return false;
  const auto is_gone = [&] { return !is_postmaster_of(running->pid, data); };
  for (const int signal : {SIGINT, SIGQUIT}) {
    if (is_gone()) return true;
    if (::kill(running->pid, signal) != 0 && errno != ESRCH) {
      return fail(fmt::format("could not stop process {}: {}", running->pid, std::strerror(errno)), {},
                  "run it as root, or as the user the server runs as");
    }
    if (wait_until(is_gone, patience)) return true;
  }
  return fail(fmt::format("process {} does not end", running->pid), fmt::format("the server of \"{}\"", data.string()),
              "look into the log beside it");
}

}  // namespace ringfence::lifecycle
