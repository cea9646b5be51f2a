#include "lifecycle/cluster_start.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <thread>

#include "base/file.h"
#include "base/launch.h"
#include "lifecycle/database_uri.h"
#include "lifecycle/gateway_files.h"
#include "lifecycle/postmaster.h"
#include "lifecycle/programs.h"
#include "pg/connection.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Below the range that Linux gives to outgoing connections (32768 and up), so that a port stays free between restarts.
constexpr int first_port = 20000;
constexpr int last_port = 32000;
constexpr int port_attempts = 1000;
constexpr int start_attempts = 5;
constexpr std::chrono::seconds patience_with_recovery{600};
constexpr std::chrono::milliseconds patience_with_remains{5000};
constexpr std::chrono::milliseconds poll_interval{20};
constexpr std::size_t log_bytes = 16u << 20;  // a larger log is set aside when the server is started

std::vector<std::string> server_command(const RingDirectory& directory, const std::string& ring, int port,
                                        const ServerPrograms& programs) {
  std::string sockets;
  if (const auto folder = directory.socket_directory(ring)) sockets = pg::quote_identifier(folder->string());
  return {(programs.directory / "postgres").string(),
          "-D",
          directory.data(ring).string(),
          "-p",
          std::to_string(port),
          "-c",
          fmt::format("listen_addresses={}", listen_address),
          "-c",
          "unix_socket_directories=" + sockets,
          "-c",
          "cluster_name=ringfence " + ring};
}

Result<ServerPrograms> programs_for(const RingDirectory& directory, const std::string& ring) {
  auto version = read_file(directory.data(ring) / "PG_VERSION", 64);
  if (!version) return version.error();
  return find_server_programs(std::atoi(version->c_str()));
}

std::uintmax_t set_old_log_aside(const fs::path& log) {
  std::error_code error;
  std::uintmax_t size = fs::file_size(log, error);
  if (error) return 0;
  if (size <= log_bytes) return size;
  fs::rename(log, log.string() + ".old", error);
  return error ? size : 0;
}

std::string log_since(const fs::path& log, std::uintmax_t start) {
  constexpr std::size_t shown = 2000;
  auto text = read_file(log, 4 * log_bytes);
  if (!text || text->size() <= start) return fmt::format("it wrote nothing to \"{}\"", log.string());
  std::string fresh = text->substr(static_cast<std::size_t>(start));
  while (fresh.ends_with('\n')) fresh.pop_back();
  return fresh.size() > shown ? fresh.substr(fresh.size() - shown) : fresh;
}

bool has_ended(pid_t child) {
  return ::waitpid(child, nullptr, WNOHANG) == child;
}

// Until the directory's server, whoever started it, accepts connections. `child`: the one we started, or 0.
Status wait_until_ready(const fs::path& data, pid_t child) {
  bool ended = child == 0;
  for (const auto end = Clock::now() + patience_with_recovery; Clock::now() < end;
       std::this_thread::sleep_for(poll_interval)) {
    if (!ended) ended = has_ended(child);
    const auto running = running_postmaster(data);
    if (running && running->ready) return {};
    if (ended && !running) return fail("the server ended again");
  }
  return fail("the server does not get ready", "it may still be recovering from a crash",
              "see the log beside the data directory, and type the same command again later");
}

Status ensure_database(const std::string& uri, const std::string& database) {
  auto connection = pg::Connection::open(with_database(uri, "postgres"));
  if (!connection) {
    Error error = connection.error();
    error.hint =
        "the password is in DIR/pgpass; where it no longer fits, give the server that one: ALTER ROLE postgres "
        "PASSWORD '…' (in a session of postgres --single)";
    return error;
  }
  auto found = connection->query("SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1", {database});
  if (!found) return found.error();
  if (found->size() > 0) return {};
  return connection->execute(fmt::format("CREATE DATABASE {} TEMPLATE template0", pg::quote_identifier(database)));
}

Result<int> launch_on_free_port(const RingDirectory& directory, const std::string& ring, const std::string& user,
                                Ports& ports) {
  auto programs = programs_for(directory, ring);
  if (!programs) return programs.error();
  RINGFENCE_TRY(clear_remains(directory.ring(ring), directory.data(ring), patience_with_remains));
  for (int attempt = 1;; ++attempt) {
    const auto port = ports.free_port(ring);
    if (!port) return port.error();
    const std::uintmax_t log_start = set_old_log_aside(directory.log(ring));
    const auto child = launch({server_command(directory, ring, *port, *programs), user, directory.log(ring),
                               database_environment(directory, ring)});
    if (!child) return child.error();
    Status ready = wait_until_ready(directory.data(ring), *child);
    if (ready) return *port;
    // Somebody else may have taken the port between our look and the server's.
    if (attempt < start_attempts && !is_free(*port)) continue;
    Error error = ready.error();
    if (error.detail.empty()) error.detail = log_since(directory.log(ring), log_start);
    return error;
  }
}

}  // namespace

bool is_free(int port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
  if (descriptor >= 0) ::close(descriptor);
  return bound;
}

Result<int> Ports::free_port(const std::string& ring) {
  return free_one(&RingRecord::ports, ring);
}

Result<int> Ports::free_gateway_port(const std::string& ring) {
  return free_one(&RingRecord::gateways, ring);
}

Result<int> Ports::free_http_port(const std::string& ring) {
  return free_one(&RingRecord::http, ring);
}

Result<int> Ports::free_one(Kind kind, const std::string& ring) {
  const std::lock_guard guard(mutex_);
  const auto own = (record_.*kind).find(ring);
  if (own != (record_.*kind).end() && is_free(own->second)) return own->second;
  const auto is_ours = [this](int port) {
    return std::ranges::any_of(
        std::array{&RingRecord::ports, &RingRecord::gateways, &RingRecord::http}, [&](const Kind each) {
          return std::ranges::any_of(record_.*each, [&](const auto& other) { return other.second == port; });
        });
  };
  std::random_device random;
  for (int attempt = 0; attempt < port_attempts; ++attempt) {
    const int port = first_port + static_cast<int>(random() % (last_port - first_port));
    if (is_ours(port) || !is_free(port)) continue;
    RINGFENCE_TRY(keep(kind, ring, port));
    return port;
  }
  return fail(fmt::format("no free port between {} and {} on {}", first_port, last_port, listen_address));
}

Status Ports::running_at(const std::string& ring, int port) {
  const std::lock_guard guard(mutex_);
  return record_.ports[ring] == port ? Status() : keep(&RingRecord::ports, ring, port);
}

RingRecord Ports::record() {
  const std::lock_guard guard(mutex_);
  return record_;
}

Status Ports::keep(Kind kind, const std::string& ring, int port) {
  (record_.*kind)[ring] = port;
  return write_ring_record(directory_, record_);
}

Result<StartedRing> start_cluster(const RingDirectory& directory, const std::string& ring, const std::string& user,
                                  Ports& ports) {
  StartedRing started;
  const auto before = ports.record().ports;
  // One that is just shutting down is waited for, and then started again.
  if (running_postmaster(directory.data(ring))) (void)wait_until_ready(directory.data(ring), 0);
  const auto running = running_postmaster(directory.data(ring));
  started.was_running = running.has_value();
  int port = 0;
  if (running) {
    port = running->port;
    RINGFENCE_TRY(ports.running_at(ring, port));
  } else {
    auto launched = launch_on_free_port(directory, ring, user, ports);
    if (!launched) return within(fmt::format("could not start ring \"{}\"", ring), launched.error());
    port = *launched;
  }
  if (const auto own = before.find(ring); own != before.end() && own->second != port) {
    started.notes.push_back(fmt::format("port {} is taken by somebody else; it now has {}", own->second, port));
  }
  started.uri = directory.uri(ports.database(), port);
  if (Status there = ensure_database(started.uri, ports.database()); !there) {
    return within(fmt::format("ring \"{}\" is up, but its database is not", ring), there.error());
  }
  return started;
}

}  // namespace ringfence::lifecycle
