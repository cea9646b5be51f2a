#include "lifecycle/gateways_up.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/file.h"
#include "base/launch.h"
#include "lifecycle/gateway_files.h"
#include "lifecycle/gateway_process.h"
#include "lifecycle/ledger_files.h"
#include "lifecycle/process_table.h"
#include "lifecycle/programs.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
constexpr int start_attempts = 5;
constexpr std::chrono::milliseconds patience_with_start{30'000};
constexpr std::chrono::milliseconds patience_with_stopping{10'000};
constexpr std::size_t log_bytes = 16u << 20;
constexpr std::size_t log_shown = 2000;

bool accepts(int port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected =
      descriptor >= 0 && ::connect(descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
  if (descriptor >= 0) ::close(descriptor);
  return connected;
}

std::string end_of_log(const fs::path& log, std::uintmax_t start) {
  auto text = read_file(log, 2 * log_bytes);
  if (!text || text->size() <= start) return fmt::format("it wrote nothing to \"{}\"", log.string());
  std::string fresh = text->substr(static_cast<std::size_t>(start));
  while (fresh.ends_with('\n')) fresh.pop_back();
  return fresh.size() > log_shown ? fresh.substr(fresh.size() - log_shown) : fresh;
}

// One ring's gateway on its way up.
class Starting {
 public:
  Starting(const RingDirectory& directory, std::string platform, std::string ring, std::string user)
      : directory_(directory), platform_(std::move(platform)), ring_(std::move(ring)), user_(std::move(user)) {}

  // Settles the ports; one that runs keeps its own. `previous`: what an address printed before may have.
  Status settle_ports(Ports& ports) {
    const RingRecord known = ports.record();
    const auto before = known.gateways.find(ring_);
    const bool recorded = before != known.gateways.end() && known.http.contains(ring_);
    running_ = running_gateway(directory_, ring_).has_value();
    // Where it listens nobody knows any more: rings.json was lost. Or it is ending, and lets nobody in.
    if (running_ && (!recorded || !accepts(before->second))) {
      auto stopped = stop_gateway(directory_, ring_, patience_with_stopping);
      if (!stopped) return stopped.error();
      running_ = false;
    }
    if (running_) return {};
    for (const auto find : {&Ports::free_gateway_port, &Ports::free_http_port}) {
      auto port = (ports.*find)(ring_);
      if (!port) return port.error();
    }
    const int now = ports.record().gateways.at(ring_);
    if (before != known.gateways.end() && before->second != now) {
      started.notes.push_back(
          fmt::format("the gateway's port {} is taken by somebody else; it now has {}", before->second, now));
    }
    return {};
  }

  Status launch(const RingRecord& record, const std::string& password) {
    port_ = record.gateways.at(ring_);
    RINGFENCE_TRY(keep_gateway_files(directory_, ring_, user_, password));
    RINGFENCE_TRY(keep_ledger(directory_, platform_, ring_, user_));
    RINGFENCE_TRY(keep_gateway_settings(directory_, record, ring_, user_));
    if (running_) {
      started.was_running = child_ == 0;
      return told();
    }
    auto program = own_program();
    if (!program) return program.error();
    set_log_aside();
    std::vector<std::string> arguments = gateway_arguments(directory_.gateway_settings(ring_));
    arguments.insert(arguments.begin(), *program);
    auto child = ringfence::launch({std::move(arguments), user_, directory_.gateway_log(ring_)});
    if (!child) return child.error();
    child_ = *child;
    ended_ = false;
    return {};
  }

  Status wait() {
    const auto settled = [this] { return accepts(port_) || has_ended(); };
    const bool in_time = wait_until(settled, patience_with_start);
    if (in_time && !has_ended() && running_gateway(directory_, ring_)) return {};
    return fail(in_time ? "the gateway ended again" : "the gateway does not get ready",
                end_of_log(directory_.gateway_log(ring_), log_start_),
                fmt::format("see {}", directory_.gateway_log(ring_).string()));
  }

  // Somebody else took the port between our look and the gateway's.
  [[nodiscard]] bool lost_its_port() { return has_ended() && !is_free(port_); }
  [[nodiscard]] const std::string& ring() const { return ring_; }

  StartedGateway started;

 private:
  bool has_ended() {
    if (!ended_ && child_ != 0) ended_ = ::waitpid(child_, nullptr, WNOHANG) == child_;
    return ended_;
  }

  Status told() {
    auto reloaded = reload_gateway(directory_, ring_);
    return reloaded ? Status() : Status(reloaded.error());
  }

  // Everything of a ring's directory is its user's: set aside by them.
  void set_log_aside() {
    std::error_code error;
    const fs::path log = directory_.gateway_log(ring_);
    log_start_ = fs::file_size(log, error);
    if (error) log_start_ = 0;
    if (log_start_ <= log_bytes) return;
    fs::rename(log, log.string() + ".old", error);
    if (!error) log_start_ = 0;
  }

  const RingDirectory& directory_;
  std::string platform_;
  std::string ring_;
  std::string user_;
  bool running_ = false;
  bool ended_ = false;
  pid_t child_ = 0;
  int port_ = 0;
  std::uintmax_t log_start_ = 0;
};

// One round: ports for all, then settings for all (each names the others' ports), then all at once.
std::vector<Status> try_all(std::vector<Starting>& all, const std::string& password, Ports& ports) {
  std::vector<Status> results;
  for (Starting& each : all) results.push_back(each.settle_ports(ports));
  const RingRecord record = ports.record();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (results[i]) results[i] = all[i].launch(record, password);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (results[i]) results[i] = all[i].wait();
  }
  return results;
}

}  // namespace

std::string usual_service(const policy::Policy& policy, const policy::Ring& ring) {
  for (const policy::Service& service : policy.services) {
    const policy::Ring* home = policy.home_of(service.location);
    const bool does_more = std::ranges::any_of(service.purposes, [](const auto& each) { return each != "migrate"; });
    if (home != nullptr && home->name == ring.name && does_more) return service.name;
  }
  return {};
}

std::vector<GatewayOutcome> start_gateways(const policy::Policy& policy, const std::vector<std::string>& rings,
                                           const RingDirectory& directory,
                                           const std::map<std::string, std::string>& users, const std::string& password,
                                           Ports& ports) {
  std::vector<GatewayOutcome> outcomes;
  std::vector<Starting> all;
  for (const std::string& ring : rings) all.emplace_back(directory, policy.platform, ring, users.at(ring));
  std::vector<Status> results;
  for (int attempt = 0; attempt < start_attempts; ++attempt) {
    results = try_all(all, password, ports);
    if (std::ranges::none_of(all, [](Starting& each) { return each.lost_its_port(); })) break;
  }
  const RingRecord record = ports.record();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!results[i]) {
      outcomes.push_back(
          {rings[i], within(fmt::format("ring \"{}\" is up, but its gateway is not", rings[i]), results[i].error())});
      continue;
    }
    const std::string service = usual_service(policy, *policy.find_ring(rings[i]));
    if (!service.empty()) {
      all[i].started.uri = directory.service_uri(service, record.database, record.gateways.at(rings[i]));
    }
    outcomes.push_back({rings[i], std::move(all[i].started)});
  }
  return outcomes;
}

bool is_gateway_up(const RingDirectory& directory, const std::string& ring, int port) {
  return running_gateway(directory, ring) && accepts(port);
}

}  // namespace ringfence::lifecycle
