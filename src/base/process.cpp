#include "base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/limits.h"
#include "base/user.h"

extern char** environ;

namespace ringfence {

namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0) read_end = ends[0], write_end = ends[1];
  }
  ~Pipe() { close_read(), close_write(); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] bool valid() const { return read_end >= 0; }
  void close_read() { close_end(read_end); }
  void close_write() { close_end(write_end); }

 private:
  static void close_end(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
};

std::vector<std::string> merged_environment(const std::vector<std::string>& added) {
  std::vector<std::string> merged = added;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view own = *entry;
    const std::string_view name = own.substr(0, own.find('=') + 1);
    const bool overridden =
        std::any_of(added.begin(), added.end(), [&](const std::string& other) { return other.starts_with(name); });
    if (!overridden) merged.emplace_back(own);
  }
  return merged;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

// Between fork and exec: nothing here may allocate. The program is opened before the user changes: they may run it
// though it lies in a folder that they cannot enter, such as root's own.
[[noreturn]] void become(const Program& program, const User* user, char** arguments, char** environment, const Pipe& in,
                         const Pipe& out, const Pipe& err) {
  const int file = user != nullptr ? ::open(arguments[0], O_PATH | O_CLOEXEC) : -1;
  ::dup2(in.read_end, 0);
  ::dup2(out.write_end, 1);
  ::dup2(err.write_end, 2);
  const bool is_user =
      user == nullptr || (::setgroups(0, nullptr) == 0 && ::setgid(user->group) == 0 && ::setuid(user->id) == 0);
  const bool is_there = program.directory.empty() || ::chdir(program.directory.c_str()) == 0;
  if (is_user && is_there) {
    ::execvpe(arguments[0], arguments, environment);
    if (errno == EACCES && file >= 0) ::fexecve(file, arguments, environment);
  }
  ::dprintf(2, "could not run \"%s\": %s\n", arguments[0], std::strerror(errno));
  ::_exit(127);
}

// Feeds and drains the child's three pipes at once, so that none of them can block the others.
Status converse(const std::string& input, Pipe& in, Pipe& out, Pipe& err, Outcome& outcome) {
  std::size_t sent = 0;
  ::fcntl(in.write_end, F_SETFL, O_NONBLOCK);
  if (input.empty()) in.close_write();
  while (out.read_end >= 0 || err.read_end >= 0) {
    std::array<pollfd, 3> watched{{{in.write_end, POLLOUT, 0}, {out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return fail("poll failed");
    if (watched[0].revents != 0) {
      const ssize_t wrote = ::write(in.write_end, input.data() + sent, input.size() - sent);
      if (wrote > 0) sent += static_cast<std::size_t>(wrote);
      if (sent == input.size() || (wrote < 0 && errno != EAGAIN && errno != EINTR)) in.close_write();
    }
    const auto drain = [](pollfd& from, Pipe& pipe, std::string& to) {
      if (from.revents == 0) return true;
      std::array<char, 65536> block{};
      const ssize_t got = ::read(pipe.read_end, block.data(), block.size());
      if (got > 0) to.append(block.data(), static_cast<std::size_t>(got));
      if (got == 0 || (got < 0 && errno != EINTR)) pipe.close_read();
      return to.size() <= limits::program_output_bytes;
    };
    if (!drain(watched[1], out, outcome.output) || !drain(watched[2], err, outcome.errors)) {
      return fail("the program printed more than Ringfence reads");
    }
  }
  return {};
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string last_lines(std::string_view text, std::size_t bytes) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  if (text.size() > bytes) text.remove_prefix(text.size() - bytes);
  return std::string(text);
}

}  // namespace

Result<Outcome> run(const Program& program) {
  std::optional<User> user;
  if (!program.user.empty()) {
    auto found = find_user(program.user);
    if (!found) return found.error();
    if (found->id != ::geteuid()) user = *found;
  }
  std::vector<std::string> arguments = program.arguments;
  std::vector<std::string> environment = merged_environment(program.environment);
  const std::vector<char*> argument_pointers = pointers(arguments);
  const std::vector<char*> environment_pointers = pointers(environment);
  Pipe in;
  Pipe out;
  Pipe err;
  if (!in.valid() || !out.valid() || !err.valid()) return fail("no pipe to be had for running a program");
  ::signal(SIGPIPE, SIG_IGN);
  const pid_t child = ::fork();
  if (child < 0) return fail(fmt::format("could not fork: {}", std::strerror(errno)));
  if (child == 0) {
    become(program, user ? &*user : nullptr, const_cast<char**>(argument_pointers.data()),
           const_cast<char**>(environment_pointers.data()), in, out, err);
  }
  in.close_read(), out.close_write(), err.close_write();
  Outcome outcome;
  Status conversed = converse(program.input, in, out, err, outcome);
  if (!conversed) ::kill(child, SIGKILL);
  outcome.exit_code = wait_for(child);
  if (!conversed) return within(program.arguments[0], conversed.error());
  return outcome;
}

Result<std::string> run_checked(const Program& program) {
  auto outcome = run(program);
  if (!outcome) return outcome.error();
  if (outcome->exit_code == 0) return std::move(outcome->output);
  return fail(fmt::format("{} ended with exit code {}", program.arguments[0], outcome->exit_code),
              last_lines(outcome->errors, 2000));
}

}  // namespace ringfence
