#include "lifecycle/process_table.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "base/file.h"

namespace ringfence::lifecycle {

namespace fs = std::filesystem;

constexpr std::size_t proc_file_bytes = 4u << 20;

fs::path proc_file(pid_t pid, std::string_view file) {
  return fmt::format("/proc/{}/{}", pid, file);
}

std::string command_line_of(pid_t pid) {
  auto text = read_file(proc_file(pid, "cmdline"), proc_file_bytes);
  return text ? *text : std::string();
}

std::vector<std::string_view> split_text(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool is_owned_alike(pid_t pid, const fs::path& path) {
  struct stat process {};
  struct stat file {};
  return ::stat(proc_file(pid, "").c_str(), &process) == 0 && ::stat(path.c_str(), &file) == 0 &&
         process.st_uid == file.st_uid;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> found;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    pid_t pid = 0;
    const auto [last, bad] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (bad == std::errc() && last == name.data() + name.size() && pid > 1) found.push_back(pid);
  }
  return found;
}

}  // namespace ringfence::lifecycle
