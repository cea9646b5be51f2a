// SIGHUP: settings, certificates, policy and schema anew. What cannot be read leaves in use what there was.
#include <algorithm>

#include "base/file.h"
#include "base/limits.h"
#include "gateway/serve/gateway.h"
#include "gateway/serve/log.h"

namespace ringfence::gateway {

namespace {

constexpr std::chrono::seconds record_again_after{5};

bool same(const Address& a, const Address& b) {
  return a.host == b.host && a.port == b.port;
}

Result<std::map<std::string, Origin>> origins_of(const Settings& settings, const std::vector<Address>& database,
                                                 std::shared_ptr<TlsContext> server_tls) {
  using Tls = ServerLogin::Tls;
  const Tls asks = settings.server_tls == "off"       ? Tls::off
                   : settings.server_tls == "require" ? Tls::require
                                                      : Tls::prefer;
  std::map<std::string, Origin> origins{{settings.ring, {settings.ring, false, database, std::move(server_tls), asks}}};
  if (settings.peers.empty()) return origins;
  auto peers =
      TlsContext::for_servers({settings.peer_tls.certificate, settings.peer_tls.key, settings.peer_tls.authority});
  if (!peers) return peers.error();
  for (const PeerAddress& peer : settings.peers) {
    origins[peer.ring] = {peer.ring, true, {{peer.host, peer.port}}, *peers, Tls::require};
  }
  return origins;
}

}  // namespace

ControlSettings control_settings(const Settings& settings) {
  ControlSettings control;
  control.policy_file = settings.policy_file;
  control.ring = settings.ring;
  control.database = settings.database;
  control.peers = settings.peers;
  control.tls = settings.peer_tls;
  control.keeps_ledger = !settings.ledger.empty();
  control.content_address = settings.content_address;
  if (control.content_address.empty() && !settings.http.host.empty()) {
    control.content_address = fmt::format("http://{}:{}", settings.http.host, settings.http.port);
  }
  return control;
}

// Both or neither.
Status Gateway::prepare_tls(const Settings& settings) {
  auto servers = TlsContext::for_servers({{}, {}, settings.server_authority});
  if (!servers) return servers.error();
  std::shared_ptr<TlsContext> clients;
  if (!settings.tls.certificate.empty()) {
    auto made = TlsContext::for_clients(settings.tls);
    if (!made) return made.error();
    clients = std::move(*made);
  }
  auto origins = origins_of(settings, database_.addresses, std::move(*servers));
  if (!origins) return origins.error();
  for (const auto& [ring, origin] : origins_) origins->try_emplace(ring, origin);  // pools may still speak of it
  origins_ = std::move(*origins);
  client_tls_ = std::move(clients);
  login_rules_.tls_offered = client_tls_ != nullptr;
  login_rules_.tls_required = settings.tls_required;
  return {};
}

// Whose ring it is, where it listens and which database it serves are what everything else here was made for.
void Gateway::keep_until_restart(Settings& settings) const {
  const auto kept = [](bool changed, std::string_view key) {
    if (changed) log("setting kept until a restart", {{"key", std::string(key)}});
  };
  kept(settings.ring != settings_.ring, "ring");
  kept(settings.database != settings_.database, "database");
  kept(!std::ranges::equal(settings.listen, settings_.listen, same), "listen");
  kept(!same(settings.http, settings_.http), "http");
  kept(settings.ledger != settings_.ledger, "ledger");
  kept(settings.demands != settings_.demands, "demands");
  kept(settings.places != settings_.places, "places");
  kept(settings.webhook != settings_.webhook, "webhook");
  kept(settings.webhook_secret != settings_.webhook_secret, "webhook_secret");
  settings.ring = settings_.ring;
  settings.database = settings_.database;
  settings.listen = settings_.listen;
  settings.http = settings_.http;
  settings.ledger = settings_.ledger;
  settings.demands = settings_.demands;
  settings.places = settings_.places;
  settings.webhook = settings_.webhook;
  settings.webhook_secret = settings_.webhook_secret;
}

// False: the file has errors, and nothing has changed.
bool Gateway::use_settings_anew() {
  const auto text = read_file(settings_.file, limits::policy_file_bytes);
  if (!text) {
    log("reload failed", {{"what", "settings"}, {"error", to_text(text.error())}});
    return false;
  }
  ParsedSettings parsed = parse_settings(*text, settings_.file);
  if (parsed.findings.has_errors()) {
    for (const Diagnostic& one : parsed.findings.sorted()) {
      if (one.severity != Severity::error) continue;
      log("reload failed", {{"what", "settings"}, {"place", to_text(one.place)}, {"error", one.message}});
    }
    return false;
  }
  keep_until_restart(parsed.settings);
  if (Status done = prepare_tls(parsed.settings); !done) {
    log("reload failed", {{"what", "TLS"}, {"error", done.error().message}});
    return false;
  }
  settings_ = std::move(parsed.settings);
  controls_->use(control_settings(settings_));
  for (auto& [key, pool] : pools_) pool->use(settings_.pool);
  return true;
}

// A change of the policy is a transfer of power: on record first. Until it is, the old one stays in use.
void Gateway::record_then_use(const std::shared_ptr<const Knowledge>& knowledge) {
  if (!recorder_ || knowledge->policy.sha256 == router_->knowledge().policy.sha256) {
    use(knowledge);
    return loaded();
  }
  recorder_->record_policy(knowledge->shown_policy, [this, knowledge](const Status& done) {
    if (done) {
      use(knowledge);
    } else {
      ++figures_.loads_failed;
      log("policy not used", {{"policy", knowledge->policy.sha256},
                              {"in_use", router_->knowledge().policy.sha256},
                              {"error", to_text(done.error())}});
      loop_->after(record_again_after, [this] { load(); });
    }
    loaded();
  });
}

void Gateway::loaded() {
  loading_ = false;
  if (std::exchange(load_again_, false)) load();
}

void Gateway::reload() {
  log("reloading", {{"ring", settings_.ring}});
  verifiers_.clear();
  if (use_settings_anew()) load();
}

}  // namespace ringfence::gateway
