#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

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
    R"(Set the password of a service, or of a role that reads a ring for others.

A service has one password. It is set in each ring where the service has a login role: its home, and those that the
rules let it visit. Rings whose address is not known here are named: who operates one sets it there, with --ring.
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

using Rings = std::vector<const policy::Ring*>;

// Where the role may be: for a service its home, and the rings that a rule lets it visit.
Result<Rings> rings_of(const policy::Policy& policy, const PasswordArguments& arguments) {
  if (is_reader(arguments)) {
    auto ring = ring_that_is_read(policy, arguments);
    if (!ring) return ring.error();
    return Rings{*ring};
  }
  const auto service = std::ranges::find(policy.services, arguments.service, &policy::Service::name);
  if (service == policy.services.end()) {
    return fail(fmt::format("the policy has no service {}", arguments.service), {},
                "add it: [service." + arguments.service + "]");
  }
  const Rings rings = lifecycle::rings_let_in(policy, *service);
  if (rings.empty()) return fail(fmt::format("service {} is at home in no ring", arguments.service));
  if (arguments.ring.empty()) return rings;
  const auto one = std::ranges::find(rings, arguments.ring, &policy::Ring::name);
  if (one == rings.end()) {
    return fail(fmt::format("service {} has no role in ring {}", arguments.service, arguments.ring),
                fmt::format("its location {} belongs to ring {}", service->location, rings.front()->name));
  }
  if (!arguments.common.directory.empty() && rings.size() > 1) {
    return fail(fmt::format("service {} may log in to {} rings, and DIR/services.pgpass keeps one password of it",
                            arguments.service, rings.size()),
                {}, "leave --ring out: it is set in all of them");
  }
  return Rings{*one};
}

// Rings with the role, ready to be told; and in words, those that are left out.
struct Reached {
  std::vector<std::pair<const policy::Ring*, pg::Connection>> rings;
  std::vector<std::string> left_out;
};

// Nothing is changed yet: either every ring that can be found has the same password afterwards, or none has a new one.
Result<Reached> reach(const policy::Policy& policy, const PasswordArguments& arguments, const Rings& rings,
                      const std::optional<std::filesystem::path>& path) {
  Reached reached;
  std::optional<Error> last;
  for (const policy::Ring* ring : rings) {
    auto address = lifecycle::ring_address(policy, *ring, path);
    if (!address) {
      reached.left_out.push_back(fmt::format("ring {}: {}", ring->name, address.error().message));
      last = address.error();
      continue;
    }
    auto connection = pg::Connection::open(*address);
    if (!connection) return within("ring " + ring->name, connection.error());
    if (!is_reader(arguments)) {
      auto there = lifecycle::has_service_role(arguments.service, *connection);
      if (!there) return within("ring " + ring->name, there.error());
      if (!*there) {
        last = fail(fmt::format("ring {}: service {} has no role there yet", ring->name, arguments.service), {},
                    "run ringfence apply, or ringfence up for rings in development");
        reached.left_out.push_back(last->message);
        continue;
      }
    }
    reached.rings.emplace_back(ring, std::move(*connection));
  }
  if (reached.rings.empty()) return *last;
  return reached;
}

Status set_password(const policy::Policy& policy, const PasswordArguments& arguments,
                    const std::optional<lifecycle::RingDirectory>& directory, const std::string& password,
                    Reached& reached) {
  if (is_reader(arguments)) {
    auto& [ring, connection] = reached.rings.front();
    Status set = lifecycle::set_transfer_password(directory ? &*directory : nullptr, *ring, arguments.service, password,
                                                  connection);
    return set ? set : within("ring " + ring->name, set.error());
  }
  if (directory) RINGFENCE_TRY(lifecycle::keep_service_password(*directory, policy, arguments.service, password));
  for (auto& [ring, connection] : reached.rings) {
    Status set = lifecycle::give_password(connection, arguments.service, password);
    if (!set) return within("ring " + ring->name, set.error());
  }
  return {};
}

void tell(const PasswordArguments& arguments, const std::string& password, const Reached& reached) {
  std::vector<std::string> names;
  for (const auto& each : reached.rings) names.push_back(each.first->name);
  for (const std::string& line : reached.left_out) fmt::print(stderr, "not set in {}\n", line);
  if (arguments.common.json) {
    json::object told{{"service", arguments.service}, {"rings", json::array(names.begin(), names.end())}};
    if (arguments.random) told["password"] = password;
    fmt::print("{}\n", pretty(told));
    return;
  }
  const std::string where = fmt::format("{} {}", names.size() == 1 ? "ring" : "rings", fmt::join(names, ", "));
  if (arguments.random) {
    fmt::print(stderr, "Set in {}.\n", where);
    fmt::print("{}\n", password);
  } else {
    fmt::print("The password of {} in {} is set.\n", arguments.service, where);
  }
}

int run_password(const PasswordArguments& arguments) {
  ::unsetenv("PGPASSWORD");  // it would win over the password file that the rings' addresses name
  auto parsed = load_policy(arguments.common);
  if (!parsed) return Exit::findings;
  const policy::Policy& policy = parsed->policy;
  auto rings = rings_of(policy, arguments);
  if (!rings) return report(rings.error());
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
  auto reached = reach(policy, arguments, *rings, path);
  if (!reached) return report(reached.error());
  auto password = ask_password(arguments);
  if (!password) return report(password.error());
  if (Status set = set_password(policy, arguments, directory, *password, *reached); !set) return report(set.error());
  tell(arguments, *password, *reached);
  return Exit::clean;
}

}  // namespace

void register_password(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("password", "Set a service's password in every ring that lets it in");
  command->description(about);
  auto arguments = std::make_shared<PasswordArguments>();
  command->add_option("service", arguments->service, "The service, by its name in the policy; or the role that reads")
      ->required();
  command->add_option("--ring", arguments->ring, "Only in this ring; the ring that a role reads");
  command->add_flag("--random", arguments->random, "Make a password and print it");
  add_common_options(*command, arguments->common);
  command->callback([&action, arguments] { action = [arguments] { return run_password(*arguments); }; });
}

}  // namespace ringfence::cli
