// What the gateway finds out while it serves: policy, schema, homes, verifiers; and who may be cancelled.
#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/pass_file.h"
#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"
#include "gateway/serve/log.h"
#include "gateway/wire/startup.h"
#include "policy/transfer_rules.h"

namespace ringfence::gateway {

namespace {
constexpr std::chrono::seconds verifier_age{10};
constexpr std::uint32_t first_process = 0x4000'0000;  // above every process id of Linux: dedicated servers have those
}  // namespace

// One at a time: what was asked for meanwhile is done after.
void Gateway::load() {
  if (loading_) {
    load_again_ = true;
    return;
  }
  loading_ = controls_->run([this, previous = router_->knowledge().generation](Control& control) {
    auto loaded = std::make_shared<Result<std::shared_ptr<const Knowledge>>>(control.load(previous));
    return [this, loaded] {
      ++figures_.loads;
      if (*loaded) return record_then_use(**loaded);
      ++figures_.loads_failed;
      log("reload failed", {{"what", "policy or schema"}, {"error", to_text(loaded->error())}});
      this->loaded();
    };
  });
}

void Gateway::use(std::shared_ptr<const Knowledge> knowledge) {
  log("knows", {{"ring", settings_.ring},
                {"policy", knowledge->policy.sha256},
                {"tables", std::to_string(knowledge->catalogue.tables.size())},
                {"generation", std::to_string(knowledge->generation)}});
  const bool other_policy = knowledge->policy.sha256 != router_->knowledge().policy.sha256;
  router_->replace(std::move(knowledge));
  known_ = router_->shared_knowledge();
  if (recorder_) recorder_->use(router_->shared_knowledge());
  // Links were made under the policy that was in force then.
  for (auto& [key, pool] : pools_) {
    if (other_policy && pool->origin().peer) pool->retire();
  }
  homes_.clear();
  read_ahead();
}

// What a peer says anew may differ from what was asked for before.
void Gateway::forget_homes(const Control::Pulled& pulled) {
  for (const HomeQuestion& subject : pulled.subjects) homes_.forget(subject);
  if (!pulled.all_subjects) homes_.clear();
}

// Page by page, so that clients do not wait for it. What the policy numbered otherwise is not taken any more.
void Gateway::read_ahead() {
  const std::size_t most = settings_.homes_read_ahead;
  if (most == 0) return;
  (void)controls_->run([this, most, knowledge = router_->shared_knowledge()](Control& control) {
    const Status read = control.read_ahead(*knowledge, most, [&](std::vector<KnownHome> homes) {
      loop_->post([this, homes = std::move(homes), generation = knowledge->generation] {
        if (generation != router_->knowledge().generation) return;
        for (const KnownHome& home : homes) homes_.put(home.question, home.ring);
      });
    });
    auto told = std::make_shared<const Status>(read);
    return [told] {
      if (!*told) log("homes not read ahead", {{"error", to_text(told->error())}});
    };
  });
}

void Gateway::look_at_schema() {
  loop_->after(settings_.schema_interval, [this] { look_at_schema(); });
  if (looking_ || loading_) return;
  looking_ = controls_->run([this](Control& control) {
    auto signature = std::make_shared<Result<std::string>>(control.schema_signature());
    return [this, signature] {
      looking_ = false;
      if (*signature && **signature != router_->knowledge().schema_signature) load();
    };
  });
}

void Gateway::pull() {
  loop_->after(settings_.pull_interval, [this] { pull(); });
  if (pulling_ || settings_.peers.empty()) return;
  pulling_ = controls_->run([this, knowledge = router_->shared_knowledge()](Control& control) {
    auto pulled = std::make_shared<std::vector<Control::Pulled>>(control.pull(*knowledge));
    return [this, pulled] {
      pulling_ = false;
      ++figures_.pulls;
      for (const Control::Pulled& one : *pulled) {
        figures_.pull_conflicts += one.conflicts.size();
        for (const std::string& conflict : one.conflicts) log("conflict", {{"with", one.ring}, {"what", conflict}});
        if (one.entries) {
          figures_.pulled_entries += *one.entries;
          figures_.pulled[one.ring] = std::chrono::steady_clock::now();
        } else {
          ++figures_.pulls_failed;
        }
        forget_homes(one);
      }
    };
  });
}

void Gateway::find_verifier(const std::string& user, const std::function<void(Login::Event)>& then) {
  const auto& services = router_->knowledge().policy.services;
  // A service, or this ring's PostgreSQL on behalf of its world views.
  const bool known = user.starts_with(policy::world_prefix) ||
                     std::ranges::any_of(services, [&](const policy::Service& one) { return one.name == user; });
  if (!known) return then(Login::Verifier{});
  const auto found = verifiers_.find(user);
  if (found != verifiers_.end() && loop_->now() - found->second.found < verifier_age) {
    return then(Login::Verifier{found->second.verifier});
  }
  const bool taken = controls_->run([this, user, then](Control& control) {
    auto asked = std::make_shared<Result<std::optional<ScramVerifier>>>(control.verifier(user));
    return [this, user, then, asked] {
      if (!*asked) {
        log("verifier not found out", {{"service", user}, {"error", asked->error().message}});
        return then(Login::VerifierFailed{
            {fmt::format("ring {}: its database cannot be asked who logs in", settings_.ring), {}, {}, "08006"}});
      }
      verifiers_[user] = {**asked, loop_->now()};
      then(Login::Verifier{**asked});
    };
  });
  if (!taken) then(Login::VerifierFailed{{"too many log in at once", {}, "try again in a moment", "53300"}});
}

std::string Gateway::server_key(const std::string& user) {
  const auto found = verifiers_.find(user);
  if (found == verifiers_.end() || !found->second.verifier) return {};
  return std::string(as_bytes(found->second.verifier->server_key));
}

ServerPool& Gateway::pool(const std::string& service, const std::vector<std::pair<std::string, std::string>>& settings,
                          bool dedicated) {
  std::string key = service + (dedicated ? '\1' : '\0');
  for (const auto& [name, value] : settings) key += name + '\0' + value + '\0';
  auto& pool = pools_[key];
  if (!pool) {
    ServerCredentials credentials;
    credentials.user = service;
    credentials.database = database_.database;
    credentials.settings = settings;
    pool = std::make_unique<ServerPool>(*this, settings_.ring, std::move(credentials), settings_.pool);
  }
  return *pool;
}

Result<ServerPool*> Gateway::pool(const std::string& service, const Destination& away) {
  const std::string& ring = router_->knowledge().policy.rings.at(away.ring).name;
  ServerCredentials credentials;
  credentials.user = away.role.empty() ? service : away.role;
  if (away.role.empty()) {
    if (!is_peer(ring)) {
      return Error(fmt::format("ring {}: no connection to its gateway: it is not known where it is", ring), {},
                   fmt::format("name it in the gateway's settings: [peer.{}]", ring), "08006");
    }
    credentials.database = transfer_database;
    credentials.to_peer = {{"ringfence.purpose", away.purpose}};
    if (!away.viewer.empty()) credentials.to_peer.emplace_back("ringfence.viewer", away.viewer);
    if (away.counts) credentials.to_peer.emplace_back("ringfence.count_withheld", "on");
  } else {
    auto password = transfer_password(away.role);
    if (!password) return password.error();
    credentials.database = database_.database;
    credentials.password = std::move(*password);
  }
  std::string key =
      "\2" + ring + '\0' + credentials.user + '\0' + away.purpose + '\0' + away.viewer + (away.counts ? '\1' : '\0');
  auto& pool = pools_[key];
  // A password that has changed, or another policy, makes other servers.
  if (pool && (pool->credentials().password != credentials.password)) pool->use_password(credentials.password);
  if (!pool) pool = std::make_unique<ServerPool>(*this, ring, std::move(credentials), settings_.pool);
  return pool.get();
}

// Read each time a pool is asked for: it is small, and was changed by `up` or by hand whenever it is.
Result<std::string> Gateway::transfer_password(const std::string& role) const {
  const auto missing = [&](std::string detail) {
    return Error(fmt::format("ring {}: no password is known for the role {}", settings_.ring, role), std::move(detail),
                 "name a file that has it as transfer_passwords in the gateway's settings", "28000");
  };
  if (settings_.transfer_passwords.empty()) return missing("the gateway's settings name no file of passwords");
  const auto text = read_file(settings_.transfer_passwords, limits::pass_file_bytes);
  if (!text) return missing(text.error().message);
  const auto passwords = passwords_by_user(*text);
  const auto found = passwords.find(role);
  if (found == passwords.end()) return missing("the file does not name it");
  return found->second;
}

std::string Gateway::new_key(SessionId id, std::uint32_t& process) {
  if (process == 0) {
    do {
      last_process_ = last_process_ >= 0x7fff'ffff || last_process_ < first_process ? first_process : last_process_ + 1;
    } while (keys_.contains(last_process_));
    process = last_process_;
  }
  std::string key = random_bytes(4);
  keys_[process] = {id, key};
  return key;
}

// To the server that the client has now; until it has arrived there, nobody else gets that server.
bool Gateway::cancel(std::uint32_t process, const std::string& key, SessionId asker) {
  const auto found = keys_.find(process);
  if (found == keys_.end() || !equal_in_constant_time(found->second.key, key)) return false;
  Client* const client = find(found->second.session);
  if (client && client->cancel_world()) return false;
  Server* const server = client ? client->server() : nullptr;
  if (!server) return false;
  cancel(*server, asker);
  return true;
}

void Gateway::cancel(Server& server, SessionId asker) {
  ++server.cancelling;
  auto canceller = std::make_shared<Canceller>(*this, server.pool(), server, asker);
  canceller->begin(server.address(), canceller);
}

}  // namespace ringfence::gateway
