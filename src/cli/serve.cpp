#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "base/descriptors.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/serve_content.h"
#include "cli/serve_demands.h"
#include "cli/serve_notices.h"
#include "gateway/serve/gateway.h"
#include "gateway/serve/log.h"
#include "http/server.h"
#include "http/webhook.h"

namespace ringfence::cli {

namespace {

constexpr const char* description =
    "Serve one ring: listen for PostgreSQL clients, decide where each statement goes, and share the ring's "
    "servers\n"
    "among them. Runs in the foreground until SIGTERM, then lets transactions end; SIGHUP reads settings, policy,\n"
    "schema and certificates anew. Logs to standard error. `ringfence up` starts one for each ring by itself.\n\n"
    "Example: ringfence serve --settings /etc/ringfence/gateway.toml\n\n"
    "Exit 0: ended as it was told to; 1: it could not begin; 2: wrong use. docs/gateway.md has every setting.";

struct Options {
  std::string settings;
  bool check = false;
};

// The loop's turn is all that health needs. Metrics are made once for all who ask at about the same time: the pages run
// on one thread.
http::Pages pages_of(gateway::Gateway& gateway) {
  struct Kept {
    std::string text;
    std::chrono::steady_clock::time_point made;
  };
  const auto kept = std::make_shared<Kept>();
  const auto metrics = [&gateway, kept]() -> Result<std::string> {
    const auto now = std::chrono::steady_clock::now();
    if (!kept->text.empty() && now - kept->made < std::chrono::milliseconds(limits::metrics_age_ms)) return kept->text;
    auto text = gateway.ask_metrics();
    if (text) *kept = {*text, now};
    return text;
  };
  const auto health = [metrics]() -> Result<std::string> {
    auto text = metrics();
    return text ? Result<std::string>("ok\n") : text;
  };
  return {{"/metrics", {"text/plain; version=0.0.4; charset=utf-8", metrics}},
          {"/healthz", {"text/plain; charset=utf-8", health}}};
}

// The log of the ledger, for whoever wants to verify it. Tiles never change; partial ones are replaced by whole ones,
// and keep their own names.
http::StaticFiles files_of(const std::string& ledger) {
  if (ledger.empty()) return {};
  return {"/ledger/", std::filesystem::path(ledger) / "log",
          [](std::string_view name) { return !name.starts_with("tile/"); }};
}

Result<std::string> webhook_secret_of(const gateway::Settings& settings) {
  if (settings.webhook_secret.empty()) return std::string();
  auto secret = read_file(settings.webhook_secret, limits::webhook_secret_bytes);
  while (secret && secret->ends_with('\n')) secret->pop_back();
  return secret;
}

http::Service service_of(const gateway::Settings& settings, const gateway::Gateway& gateway,
                         const std::shared_ptr<const std::atomic<bool>>& ending) {
  if (!settings.demands) return {};
  return serve_demands({settings.ring,
                        [&gateway] { return gateway.known()->policy_file; },
                        settings.database,
                        {settings.demands->scheme, settings.demands->authority}},
                       ending);
}

int serve(const Options& options) {
  const auto text = read_file(options.settings, limits::policy_file_bytes);
  if (!text) {
    Error error = text.error();
    error.hint = "name the gateway's settings with --settings FILE";
    return report(error);
  }
  auto parsed = gateway::parse_settings(*text, options.settings);
  print_findings(parsed.findings);
  if (parsed.findings.has_errors()) return Exit::findings;
  if (options.check) return Exit::clean;
  raise_descriptor_limit();
  const gateway::Settings settings = parsed.settings;
  const auto secret = webhook_secret_of(settings);
  if (!secret) return report(secret.error());
  auto made = gateway::Gateway::make(std::move(parsed.settings));
  if (!made) return report(made.error());
  const auto ending = std::make_shared<std::atomic<bool>>(false);
  std::unique_ptr<http::Server> server;
  if (!settings.http.host.empty()) {
    auto answerers = content_answerers(**made, settings.database, settings.places);
    if (!answerers) return report(answerers.error());
    auto started =
        http::Server::start(settings.http.host, settings.http.port, pages_of(**made), files_of(settings.ledger),
                            std::move(*answerers), service_of(settings, **made, ending));
    if (!started) return report(started.error());
    server = std::move(*started);
    gateway::log("listening for HTTP", {{"host", settings.http.host}, {"port", std::to_string(server->port())}});
  }
  std::unique_ptr<NoticeThread> notices;
  if (!settings.webhook.empty()) {
    notices = std::make_unique<NoticeThread>(settings.database, http::to_webhook(settings.webhook, *secret));
  }
  (*made)->run();
  *ending = true;
  return Exit::clean;
}

}  // namespace

void register_serve(CLI::App& app, Action& action) {
  static Options options;
  CLI::App* command = app.add_subcommand("serve", "Serve one ring's clients: the gateway");
  command->description(description);
  command->add_option("--settings", options.settings, "The gateway's settings, a TOML file")->required();
  command->add_flag("--check", options.check, "Read the settings, say what is wrong with them, and end");
  command->callback([&action] { action = [] { return serve(options); }; });
}

}  // namespace ringfence::cli
