// SIGHUP: settings, certificates, policy and schema anew. What cannot be read leaves in use what there was.
#include <algorithm>

#include "base/file.h"
#include "base/limits.h"
#include "gateway/serve/gateway.h"
#include "gateway/serve/log.h"

namespace ringfence::gateway {

namespace {

bool same(const Address& a, const Address& b) {
  return a.host == b.host && a.port == b.port;
}

}  // namespace

ControlSettings control_settings(const Settings& settings) {
  ControlSettings control;
  control.policy_file = settings.policy_file;
  control.ring = settings.ring;
  control.database = settings.database;
  control.peers = settings.peers;
  control.tls = settings.peer_tls;
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
  server_tls_ = std::move(*servers);
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
  settings.ring = settings_.ring;
  settings.database = settings_.database;
  settings.listen = settings_.listen;
  settings.http = settings_.http;
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

void Gateway::reload() {
  log("reloading", {{"ring", settings_.ring}});
  verifiers_.clear();
  if (use_settings_anew()) load();
}

}  // namespace ringfence::gateway
