// Beginning, ending, and what happens between events.
#include "gateway/serve/gateway.h"

#include <fmt/format.h>

#include <csignal>

#include "base/crypto.h"
#include "gateway/serve/client.h"
#include "gateway/serve/log.h"
#include "gateway/serve/worlds.h"

namespace ringfence::gateway {

namespace {

constexpr std::size_t errand_threads = 4;
constexpr std::chrono::milliseconds tick_interval{500};

}  // namespace

Gateway::Gateway(Settings settings) : settings_(std::move(settings)), worlds_(std::make_unique<Worlds>(*this)) {}
Gateway::~Gateway() {
  errands_.reset();  // what they know goes before what they speak of
}

Result<std::unique_ptr<Gateway>> Gateway::make(Settings settings) {
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(settings)));
  RINGFENCE_TRY(gateway->prepare());
  return gateway;
}

Status Gateway::prepare() {
  auto uri = read_database_uri(settings_.database);
  if (!uri) return uri.error();
  database_ = std::move(*uri);
  auto loop = Loop::make();
  if (!loop) return loop.error();
  loop_ = std::move(*loop);
  // Before the threads are made, which must not be the ones that a signal comes to.
  RINGFENCE_TRY(loop_->on_signal(SIGTERM, [this](int signal) { end(signal); }));
  RINGFENCE_TRY(loop_->on_signal(SIGINT, [this](int signal) { end(signal); }));
  RINGFENCE_TRY(loop_->on_signal(SIGHUP, [this](int) { reload(); }));
  errands_ = std::make_unique<Errands>(*loop_, errand_threads, limits::errands_waiting);
  controls_ = std::make_unique<Controls>(*errands_, control_settings(settings_));
  auto knowledge = controls_->now([](Control& control) { return control.load(0); });
  if (!knowledge) return within("the gateway cannot begin", knowledge.error());
  router_ = std::make_unique<Router>(std::move(*knowledge));
  known_ = router_->shared_knowledge();
  RINGFENCE_TRY(prepare_tls(settings_));
  if (!settings_.ledger.empty()) {
    auto recorder = Recorder::open(*loop_, *errands_, settings_.ledger, router_->shared_knowledge());
    if (!recorder) return recorder.error();
    recorder_ = std::move(*recorder);
    RINGFENCE_TRY(recorder_->record_policy_now(router_->knowledge().shown_policy));
  }
  login_rules_.mock_secret = random_bytes(32);
  login_rules_.databases = {database_.database};
  login_rules_.ring = settings_.ring;
  RINGFENCE_TRY(listen());
  read_ahead();
  loop_->after(tick_interval, [this] { tick(); });
  loop_->after(settings_.schema_interval, [this] { look_at_schema(); });
  loop_->after(settings_.pull_interval, [this] { pull(); });
  cosigning_.start();
  outgoing_.start();
  return {};
}

Status Gateway::listen() {
  for (const Address& address : settings_.listen) {
    auto listener = Listener::listen(*loop_, address,
                                     [this](int descriptor, bool unix_socket) { accepted(descriptor, unix_socket); });
    if (!listener) return listener.error();
    log("listening", {{"ring", settings_.ring}, {"host", address.host}, {"port", std::to_string((*listener)->port())}});
    listeners_.push_back(std::move(*listener));
  }
  return {};
}

std::vector<int> Gateway::ports() const {
  std::vector<int> ports;
  for (const auto& listener : listeners_) ports.push_back(listener->port());
  return ports;
}

void Gateway::run() {
  log("serving", {{"ring", settings_.ring}, {"policy", router_->knowledge().policy.sha256}});
  loop_->run();
  log("ended", {{"ring", settings_.ring}});
}

void Gateway::accepted(int descriptor, bool unix_socket) {
  const SessionId id = ++last_session_;
  const auto client = std::make_shared<Client>(*this, id, descriptor, unix_socket);
  clients_.emplace(id, client);
  if (clients_.size() > settings_.clients) {
    ++figures_.clients_turned_away;
    client->turn_away({"sorry, too many clients already",
                       fmt::format("the gateway of ring {} takes {}", settings_.ring, settings_.clients),
                       {},
                       "53300"});
    return;
  }
  ++figures_.clients_accepted;
  client->start();
}

Client* Gateway::find(SessionId id) {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : found->second.get();
}

ServerHolder* Gateway::holder(SessionId id) {
  if (Client* const client = find(id)) return client;
  return worlds_->find(id);
}

void Gateway::gone(SessionId id, std::uint32_t process) {
  keys_.erase(process);
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  loop_->destroy_later(found->second);
  clients_.erase(found);
  if (ending_ && clients_.empty()) loop_->stop();
}

void Gateway::refuse(std::vector<Pool::Refusal> refusals) {
  for (Pool::Refusal& one : refusals) refusals_.push_back(std::move(one));
}

// Grants may bring further ones: a session that needs its server no longer gives it back at once.
void Gateway::serve_waiting() {
  if (settling_) return;
  settling_ = true;
  while (!grants_.empty() || !refusals_.empty()) {
    const auto grants = std::exchange(grants_, {});
    for (const Pool::Grant& grant : grants) granted(grant);
    const auto refusals = std::exchange(refusals_, {});
    for (const Pool::Refusal& one : refusals) {
      if (ServerHolder* const who = holder(one.session)) who->refused(one.error);
    }
  }
  settling_ = false;
}

void Gateway::granted(const Pool::Grant& grant) {
  for (auto& [key, pool] : pools_) {
    Server* const server = pool->find(grant.server);
    if (!server) continue;
    if (ServerHolder* const who = holder(grant.session)) {
      who->granted(*server);
    } else {
      pool->give_back(*server);
    }
    return;
  }
}

void Gateway::tick() {
  for (auto& [key, pool] : pools_) pool->tick();
  settle();
  loop_->after(tick_interval, [this] { tick(); });
}

void Gateway::end(int signal) {
  if (ending_) {
    loop_->stop();
    return;
  }
  log("ending", {{"ring", settings_.ring}, {"signal", std::to_string(signal)}});
  ending_ = Error{"terminating connection because the gateway ends", {}, "connect again in a moment", "57P01"};
  listeners_.clear();
  const auto clients = clients_;
  for (const auto& [id, client] : clients) client->ending(*ending_);
  settle();
  if (clients_.empty()) loop_->stop();
  loop_->after(settings_.drain_patience, [this] { loop_->stop(); });
}

}  // namespace ringfence::gateway
