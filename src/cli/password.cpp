#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/sha256.h"
#include "base/terminal.h"
#include "cli/command.h"
#include "cli/common.h"
#include "lifecycle/service_passwords.h"
#include "lifecycle/transfer_passwords.h"
#include "pg/connection.h"

namespace ringfence::cli {

namespace {

constexpr std::size_t random_password_bytes = 24;

constexpr const char* about =
    R"(Set the password of a service in the ring that is its home, or of a role that reads a ring for others.

A role that reads has a password in each ring it reads, which only that ring's gateway uses: name the ring.

The password is asked for twice on a terminal, and read as one line from standard input otherwise; --random makes one and
prints it. PostgreSQL is sent the verifier that it keeps (SCRAM-SHA-256), never the password. With --dir it is also kept
in DIR/services.pgpass, so that the addresses of `ringfence status` go on working.

Exit codes: 0 set; 1 not set, the reason is printed; 2 wrong use.

Examples:
  ringfence password web-us --dir rings --random
  ringfence password transfer_us_feed --ring eu --random)";

struct PasswordArguments {
  CommonOptions common;
  std::string service;
  std::string ring;
  bool random = false;
};

// While it lives a terminal does not show what is typed.
class Unseen {
 public:
  Unseen() {
    is_changed_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
  }
  ~Unseen() {
    if (is_changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool is_changed_ = false;
};

std::string typed(const std::string& prompt) {
  fmt::print(stderr, "{}", prompt);
  std::string line;
  {
    const Unseen unseen;
    std::getline(std::cin, line);
  }
  fmt::print(stderr, "\n");
  return line;
}

Result<std::string> ask_password(const PasswordArguments& arguments) {
  if (arguments.random) return random_hex(random_password_bytes);
  std::string password;
  if (is_terminal(STDIN_FILENO)) {
    password = typed(fmt::format("New password of {}: ", arguments.service));
    if (password != typed("Again: ")) return fail("the two are not the same: nothing was changed");
  } else {
    std::getline(std::cin, password);
  }
  RINGFENCE_TRY(lifecycle::check_password(password));
  return password;
}

bool is_reader(const PasswordArguments& arguments) {
  return arguments.service.starts_with("transfer_");
}

Result<const policy::Ring*> ring_that_is_read(const policy::Policy& policy, const PasswordArguments& arguments) {
  const policy::Ring* ring = policy.find_ring(arguments.ring);
  if (ring != nullptr) return ring;
  if (arguments.ring.empty()) {
    return fail(fmt::format("{} has a password in each ring that it reads", arguments.service), {},
                "say in which: --ring RING");
  }
  return fail("the policy has no ring " + arguments.ring);
}

Result<const policy::Ring*> home_of(const policy::Policy& policy, const PasswordArguments& arguments) {
  if (is_reader(arguments)) return ring_that_is_read(policy, arguments);
  const auto service = std::ranges::find(policy.services, arguments.service, &policy::Service::name);
  if (service == policy.services.end()) {
    return fail(fmt::format("the policy has no service {}", arguments.service), {},
                "add it: [service." + arguments.service + "]");
  }
  const policy::Ring* home = policy.home_of(service->location);
  if (home == nullptr) return fail(fmt::format("service {} is at home in no ring", arguments.service));
  if (!arguments.ring.empty() && arguments.ring != home->name) {
    return fail(fmt::format("service {} has no role in ring {}", arguments.service, arguments.ring),
                fmt::format("its location {} belongs to ring {}", service->location, home->name));
  }
  return home;
}

int run_password(const PasswordArguments& arguments) {
  ::unsetenv("PGPASSWORD");  // it would win over the password file that the rings' addresses name
  auto parsed = load_policy(arguments.common);
  if (!parsed) return Exit::findings;
  const policy::Policy& policy = parsed->policy;
  auto home = home_of(policy, arguments);
  if (!home) return report(home.error());
  std::optional<std::filesystem::path> path;
  std::optional<lifecycle::RingDirectory> directory;
  std::optional<lifecycle::DirectoryLock> lock;
  if (!arguments.common.directory.empty()) {
    path = arguments.common.directory;
    auto at = lifecycle::RingDirectory::at(*path);
    if (!at) return report(at.error());
    directory = *at;
    auto taken = lifecycle::DirectoryLock::take(*directory, [] {});
    if (!taken) return report(taken.error());
    lock.emplace(std::move(*taken));
  }
  auto address = lifecycle::ring_address(policy, **home, path);
  if (!address) return report(address.error());
  auto password = ask_password(arguments);
  if (!password) return report(password.error());
  auto connection = pg::Connection::open(*address);
  if (!connection) return report(within("ring " + (*home)->name, connection.error()));
  Status set = is_reader(arguments)
                   ? lifecycle::set_transfer_password(directory ? &*directory : nullptr, **home, arguments.service,
                                                      *password, *connection)
                   : lifecycle::set_service_password(directory, policy, arguments.service, *password, *connection);
  if (!set) return report(within("ring " + (*home)->name, set.error()));
  if (arguments.common.json) {
    json::object told{{"service", arguments.service}, {"ring", (*home)->name}};
    if (arguments.random) told["password"] = *password;
    fmt::print("{}\n", pretty(told));
  } else if (arguments.random) {
    fmt::print("{}\n", *password);
  } else {
    fmt::print("The password of {} in ring {} is set.\n", arguments.service, (*home)->name);
  }
  return Exit::clean;
}

}  // namespace

void register_password(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("password", "Set a service's password in its home ring");
  command->description(about);
  auto arguments = std::make_shared<PasswordArguments>();
  command->add_option("service", arguments->service, "The service, by its name in the policy; or the role that reads")
      ->required();
  command->add_option("--ring", arguments->ring,
                      "Its home ring, where another is an error; the ring that a role reads");
  command->add_flag("--random", arguments->random, "Make a password and print it");
  add_common_options(*command, arguments->common);
  command->callback([&action, arguments] { action = [arguments] { return run_password(*arguments); }; });
}

}  // namespace ringfence::cli
