#include "lifecycle/programs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <vector>

#include "base/process.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;

bool has_programs(const fs::path& directory) {
  return ::access((directory / "postgres").c_str(), X_OK) == 0 && ::access((directory / "initdb").c_str(), X_OK) == 0;
}

Result<std::string> output_of(std::vector<std::string> arguments) {
  Program program;
  program.arguments = std::move(arguments);
  return run_checked(program);
}

std::vector<fs::path> candidates() {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) found.push_back(entry.path() / "bin");
  if (auto told = output_of({"pg_config", "--bindir"}); told) {
    found.emplace_back(told->substr(0, told->find('\n')));
  }
  std::string_view rest = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    found.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return found;
}

}  // namespace

int major_version(std::string_view text) {
  const std::size_t at = text.find("(PostgreSQL) ");
  if (at == std::string_view::npos) return 0;
  text.remove_prefix(at + std::string_view("(PostgreSQL) ").size());
  int version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

Result<ServerPrograms> find_server_programs(std::optional<int> version) {
  std::optional<ServerPrograms> best;
  for (const fs::path& directory : candidates()) {
    if (!directory.is_absolute() || !has_programs(directory)) continue;
    auto told = output_of({(directory / "postgres").string(), "--version"});
    const int found = told ? major_version(*told) : 0;
    const bool is_wanted = version ? found == *version : found > 0 && (!best || found > best->version);
    if (is_wanted && (!best || found > best->version)) best = ServerPrograms{directory, found};
  }
  if (best) return *best;
  const std::string which = version ? fmt::format("PostgreSQL {}", *version) : "PostgreSQL";
  const std::string package = version ? fmt::format("postgresql-{}", *version) : "postgresql";
  return fail(fmt::format("the server programs of {} (postgres, initdb) are not installed", which),
              "looked in /usr/lib/postgresql/*/bin, where pg_config points, and in PATH",
              fmt::format("on Debian: apt install {}", package));
}

Result<std::string> own_program() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return fail(fmt::format("could not find this program itself: {}", error.message()));
  return program.string();
}

}  // namespace ringfence::lifecycle
