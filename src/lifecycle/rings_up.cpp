#include "lifecycle/rings_up.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <future>
#include <semaphore>
#include <thread>

#include "lifecycle/cluster_make.h"
#include "lifecycle/gateway_files.h"
#include "lifecycle/gateway_process.h"
#include "lifecycle/pair_keys.h"
#include "lifecycle/policy_copy.h"
#include "lifecycle/postmaster.h"
#include "lifecycle/service_passwords.h"
#include "lifecycle/transfer_passwords.h"
#include "pg/connection.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
constexpr std::chrono::milliseconds patience_with_stopping{30'000};
constexpr std::chrono::milliseconds patience_with_gateways{5'000};  // `down` ends sessions; it does not wait for them

Status make_directory(const RingDirectory& directory) {
  std::error_code error;
  if (fs::is_directory(directory.root(), error)) return {};
  fs::create_directories(directory.root().parent_path(), error);
  // Whatever the umask: the user the servers run as must be able to enter. What is private in it has modes of its own.
  const std::string path = directory.root().string();
  if (::mkdir(path.c_str(), 0755) == 0 && ::chmod(path.c_str(), 0755) == 0) return {};
  // Another `up` may have made it in the meantime; the lock in it decides which of the two waits.
  if (errno == EEXIST && fs::is_directory(directory.root(), error)) return {};
  return fail(fmt::format("could not create \"{}\": {}", path, std::strerror(errno)), {},
              "choose a directory that you can write to");
}

Result<std::map<std::string, std::string>> users_of(const policy::Policy& policy, const RingDirectory& directory) {
  std::map<std::string, std::string> users;
  for (const policy::Ring& ring : policy.rings) {
    RINGFENCE_TRY(check_ring_name(ring.name));
    auto user = server_user(directory, ring.name);
    if (!user) return user.error();
    const bool is_new_user = std::ranges::none_of(users, [&](const auto& other) { return other.second == *user; });
    if (is_new_user) RINGFENCE_TRY(check_reachable(directory, *user));
    users[ring.name] = *user;
  }
  return users;
}

Result<RingRecord> record_for(const policy::Policy& policy, const RingDirectory& directory) {
  auto record = read_ring_record(directory);
  if (!record) return record.error();
  if (*record) return **record;
  return RingRecord{database_name_for(policy.platform), {}};
}

// initdb keeps a processor busy; more of them at once than there are only take longer each.
using Turns = std::counting_semaphore<>;

Result<StartedRing> settle_ring(const RingDirectory& directory, const std::string& ring, const std::string& user,
                                const std::string& password, Ports& ports, Turns& turns) {
  if (!directory.is_made(ring)) {
    turns.acquire();
    Status made = make_cluster(directory, ring, user, password);
    turns.release();
    if (!made) return made.error();
  }
  RINGFENCE_TRY(keep_database_certificate(directory, ring, user));
  return start_cluster(directory, ring, user, ports);
}

// What a ring's database needs before a gateway may stand before it, whatever tables it has by now.
Status prepare_ring(const RingDirectory& directory, const policy::Policy& policy, const policy::Ring& ring,
                    StartedRing& started) {
  auto connection = pg::Connection::open(started.uri);
  if (!connection) return connection.error();
  auto for_a_person = keep_services(directory, policy, ring, *connection);
  if (!for_a_person) return within("the roles of its services", for_a_person.error());
  for (const std::string& line : *for_a_person) started.notes.push_back("for a person: " + line);
  Status readers = keep_transfers(directory, policy, ring, *connection);
  return readers ? Status() : within("the roles that read for other rings", readers.error());
}

std::vector<std::string> rings_in(const RingDirectory& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory.root(), error)) {
    const std::string name = entry.path().filename().string();
    if (check_ring_name(name) && directory.is_made(name)) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

// The gateway first: its clients are told that it ends, and not that their server is gone.
Result<bool> stop_ring(const RingDirectory& directory, const std::string& name) {
  auto gateway = stop_gateway(directory, name, patience_with_gateways);
  auto server = stop_postmaster(directory.data(name), patience_with_stopping);
  return gateway ? server : gateway;
}

std::vector<std::string> keys_of_all(const RingDirectory& directory) {
  auto lock = DirectoryLock::take(directory, [] {});
  if (!lock) return {to_text(lock.error())};
  auto record = read_ring_record(directory);
  if (!record) return {to_text(record.error())};
  if (!*record) return {};
  std::vector<std::string> made;
  for (const auto& [ring, port] : (*record)->ports) {
    if (directory.is_made(ring)) made.push_back(ring);
  }
  return keep_pair_keys(directory, **record, made);
}

}  // namespace

bool UpReport::all_up() const {
  return failures.empty() &&
         std::ranges::all_of(rings, [](const RingOutcome& ring) { return ring.started.has_value(); }) &&
         std::ranges::all_of(gateways, [](const GatewayOutcome& gateway) { return gateway.started.has_value(); });
}

Result<UpReport> bring_up(const policy::Policy& policy, const std::optional<PolicyFiles>& files,
                          const RingDirectory& directory, bool gateways, const UpEvents& events) {
  RINGFENCE_TRY(make_directory(directory));
  auto lock = DirectoryLock::take(directory, events.waiting);
  if (!lock) return lock.error();
  auto users = users_of(policy, directory);
  if (!users) return users.error();
  auto record = record_for(policy, directory);
  if (!record) return record.error();
  RINGFENCE_TRY(remove_half_made(directory));
  RINGFENCE_TRY(keep_authority(directory, policy.platform));
  if (files) RINGFENCE_TRY(keep_policy(directory, *files, policy));
  auto password = keep_password(directory, policy);
  if (!password) return password.error();
  // Before the first ring is made: from here on the databases' name is settled.
  RINGFENCE_TRY(write_ring_record(directory, *record));

  Ports ports(directory, *record);
  Turns turns(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::future<Result<StartedRing>>> work;
  for (const policy::Ring& ring : policy.rings) {
    work.push_back(std::async(std::launch::async, [&, name = ring.name] {
      return settle_ring(directory, name, users->at(name), *password, ports, turns);
    }));
  }
  UpReport report;
  std::vector<std::string> ready;
  for (std::size_t i = 0; i < work.size(); ++i) {
    const policy::Ring& ring = policy.rings[i];
    Result<StartedRing> started = work[i].get();
    if (started) {
      Status prepared = prepare_ring(directory, policy, ring, *started);
      if (!prepared) started = within(fmt::format("ring \"{}\" is up, but not ready", ring.name), prepared.error());
    }
    report.rings.push_back({ring.name, std::move(started)});
    events.settled(report.rings.back());
    if (report.rings.back().started) ready.push_back(ring.name);
  }
  // Before the gateways, which then know of them. What made one side's and was killed before the other's is mended
  // here.
  if (gateways && looks_up(policy)) report.failures = keep_pair_keys(directory, ports.record(), ready);
  if (gateways) report.gateways = start_gateways(policy, ready, directory, *users, *password, ports);
  for (const GatewayOutcome& gateway : report.gateways) events.gateway_settled(gateway);
  for (const std::string& name : rings_in(directory)) {
    if (policy.find_ring(name) == nullptr) report.left_behind.push_back(name);
  }
  return report;
}

std::vector<std::string> databases_changed(const RingDirectory& directory) {
  std::vector<std::string> failures = keys_of_all(directory);
  for (const std::string& ring : rings_in(directory)) {
    if (auto told = reload_gateway(directory, ring); !told) {
      failures.push_back(to_text(within(fmt::format("the gateway of ring {}", ring), told.error())));
    }
  }
  return failures;
}

Result<std::vector<StopOutcome>> take_down(const RingDirectory& directory, const std::function<void()>& waiting) {
  std::error_code error;
  if (!fs::is_directory(directory.root(), error)) {
    return fail(fmt::format("there is no directory \"{}\"", directory.root().string()));
  }
  auto lock = DirectoryLock::take(directory, waiting);
  if (!lock) return lock.error();
  const std::vector<std::string> names = rings_in(directory);
  std::vector<std::future<Result<bool>>> work;
  for (const std::string& name : names) {
    work.push_back(std::async(std::launch::async, [&directory, name] { return stop_ring(directory, name); }));
  }
  std::vector<StopOutcome> outcomes;
  for (std::size_t i = 0; i < names.size(); ++i) outcomes.push_back({names[i], work[i].get()});
  return outcomes;
}

bool is_up(const RingDirectory& directory, const std::string& ring, const std::string& uri) {
  return running_postmaster(directory.data(ring)) && pg::Connection::open(uri);
}

}  // namespace ringfence::lifecycle
