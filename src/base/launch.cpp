#include "base/launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "base/user.h"

extern char** environ;

namespace ringfence {

namespace {

std::vector<char*> environment_with(std::vector<std::string>& more) {
  std::vector<char*> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with("PG")) kept.push_back(*entry);
  }
  for (std::string& entry : more) kept.push_back(entry.data());
  kept.push_back(nullptr);
  return kept;
}

// Between fork and exec: nothing here may allocate.
// `program` is open: the user may run it though it lies in a folder that he cannot enter, such as root's own.
[[noreturn]] void become(const User* user, const char* log, int program, char** arguments, char** environment) {
  ::setsid();
  ::umask(077);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const bool is_user =
      user == nullptr || (::setgroups(0, nullptr) == 0 && ::setgid(user->group) == 0 && ::setuid(user->id) == 0);
  const int nothing = ::open("/dev/null", O_RDONLY);
  const int output = is_user ? ::open(log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600) : -1;
  if (output < 0 || nothing < 0 || ::chdir("/") != 0) ::_exit(127);
  ::dup2(nothing, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  constexpr int kept = 3;
  if (program >= 0 && program != kept) ::dup2(program, kept);
  ::close_range(program < 0 ? kept : kept + 1, ~0U, 0);
  if (program >= 0) ::fcntl(kept, F_SETFD, FD_CLOEXEC);
  ::execve(arguments[0], arguments, environment);
  if (errno == EACCES && program >= 0) ::fexecve(kept, arguments, environment);
  ::dprintf(2, "could not run \"%s\": %s\n", arguments[0], std::strerror(errno));
  ::_exit(127);
}

}  // namespace

Result<pid_t> launch(const Launch& launch) {
  std::optional<User> user;
  if (!launch.user.empty()) {
    auto found = find_user(launch.user);
    if (!found) return found.error();
    if (found->id != ::geteuid()) user = *found;
  }
  std::vector<std::string> arguments = launch.arguments;
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  std::vector<std::string> more = launch.environment;
  std::vector<char*> environment = environment_with(more);
  const int program = ::open(pointers[0], O_RDONLY | O_CLOEXEC);
  const pid_t child = ::fork();
  const int error = errno;
  if (child == 0) become(user ? &*user : nullptr, launch.log.c_str(), program, pointers.data(), environment.data());
  if (program >= 0) ::close(program);
  if (child < 0) return fail(fmt::format("could not fork: {}", std::strerror(error)));
  return child;
}

}  // namespace ringfence
