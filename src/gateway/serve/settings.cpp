#include "gateway/serve/settings.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "gateway/serve/settings_values.h"
#include "policy/document.h"
#include "policy/names.h"
#include "policy/section.h"

namespace ringfence::gateway {

namespace {

namespace fs = std::filesystem;
using policy::Kind;
using policy::Member;
using policy::Section;
using policy::Value;

class Reader {
 public:
  Reader(const fs::path& file, ParsedSettings& into)
      : folder_(file.parent_path()), settings_(into.settings), findings_(into.findings) {}

  void read(const Value& root) {
    Section section(findings_, root, "");
    read_what(section);
    settings_.listen = addresses(section, "listen", {{"127.0.0.1", 6432}});
    settings_.clients = number(section, "clients", settings_.clients, 1, limits::gateway_clients);
    settings_.homes_read_ahead =
        number(section, "homes_read_ahead", settings_.homes_read_ahead, 0, limits::homes_read_ahead);
    if (const auto http = address(section, "http", "\"127.0.0.1:6480\"")) settings_.http = *http;
    settings_.content_address = section.text("content_address", "\"https://content.example\"");
    settings_.places = path(section, "places");
    settings_.webhook = section.text("webhook", "\"https://platform.example/notices\"");
    settings_.webhook_secret = path(section, "webhook_secret");
    settings_.ledger = path(section, "ledger");
    settings_.transfer_passwords = path(section, "transfer_passwords");
    read_demands(section);
    read_tls(table(section, "tls"));
    read_servers(table(section, "server"));
    read_pool(table(section, "pool"));
    read_times(table(section, "time"));
    read_peers(section);
    section.finish();
  }

 private:
  void read_what(Section& section) {
    settings_.ring = section.text("ring", "\"us\"");
    section.require("ring", "say whose gateway this is, by the ring's name in the policy: ring = \"us\"");
    settings_.policy_file = folder_ / "ringfence.toml";
    if (const std::string file = section.text("policy", "\"ringfence.toml\""); !file.empty()) {
      settings_.policy_file = folder_ / file;
    }
    settings_.database = section.text("database", "\"postgresql://ringfence@db.us.example/app\"");
    section.require("database",
                    "where the ring's PostgreSQL is: database = \"postgresql://ringfence@db.us.example/app\"");
    const bool is_uri =
        settings_.database.starts_with("postgresql://") || settings_.database.starts_with("postgres://");
    if (section.has("database") && !settings_.database.empty() && !is_uri) {
      section.error(section.place_of("database"), "database is no libpq URI",
                    "for example: database = \"postgresql://ringfence@db.us.example/app\"");
    }
  }

  // What it says and is told is of people: it goes over no wire in clear.
  void read_demands(Section& section) {
    const std::string text = section.text("demands", "\"https://demands.us.example\"");
    if (text.empty()) return;
    settings_.demands = read_web_address(text);
    const Place& place = section.place_of("demands");
    if (!settings_.demands) {
      section.error(place, fmt::format("demands \"{}\" is no address that officers can reach safely", text),
                    "https:// and a host, without a path, or http://127.0.0.1:PORT on this machine alone");
    }
    if (!is_loopback(settings_.http.host)) {
      section.error(place, "demands need `http` on this machine alone: it has no TLS",
                    "http = \"127.0.0.1:6480\", and a proxy on this machine that has a certificate in front of it");
    }
    if (settings_.ledger.empty()) {
      section.error(place, "demands without a ledger: no step could be put on record",
                    "name its folder: ledger = \"ledger\"");
    }
  }

  void read_tls(const Value* value) {
    if (value == nullptr) return;
    Section section(findings_, *value, "tls");
    settings_.tls = files(section);
    settings_.tls_required = section.flag("required");
    if (settings_.tls_required && settings_.tls.certificate.empty()) {
      section.error(section.place_of("required"), "required without a certificate: nobody could connect",
                    "name the gateway's certificate and key: certificate = \"gateway.crt\", key = \"gateway.key\"");
    }
    section.finish();
  }

  void read_servers(const Value* value) {
    if (value == nullptr) return;
    Section section(findings_, *value, "server");
    const std::string tls = section.text("tls", "\"prefer\"");
    if (tls == "off" || tls == "prefer" || tls == "require") {
      settings_.server_tls = tls;
    } else if (!tls.empty()) {
      section.error(section.place_of("tls"), fmt::format("tls \"{}\" is neither off, prefer nor require", tls),
                    "\"prefer\" uses TLS where the server has it; \"require\" refuses a server without");
    }
    settings_.server_authority = path(section, "authority");
    if (!settings_.server_authority.empty() && settings_.server_tls != "require") {
      section.error(section.place_of("authority"), "authority without tls = \"require\"",
                    "a server that offers no TLS would not be checked at all: add tls = \"require\"");
    }
    section.finish();
  }

  void read_pool(const Value* value) {
    if (value == nullptr) return;
    Section section(findings_, *value, "pool");
    PoolLimits& pool = settings_.pool;
    pool.servers = number(section, "servers", pool.servers, 1, limits::gateway_servers);
    pool.waiting = number(section, "waiting", pool.waiting, 0, limits::gateway_clients);
    pool.patience = duration(section, "patience", pool.patience);
    pool.idle = duration(section, "idle", pool.idle);
    pool.age = duration(section, "age", pool.age);
    pool.retry = duration(section, "retry", pool.retry);
    section.finish();
  }

  void read_times(const Value* value) {
    if (value == nullptr) return;
    Section section(findings_, *value, "time");
    settings_.login_patience = duration(section, "login", settings_.login_patience);
    settings_.idle_in_transaction = duration(section, "idle_in_transaction", settings_.idle_in_transaction, true);
    settings_.schema_interval = duration(section, "schema", settings_.schema_interval);
    settings_.pull_interval = duration(section, "pull", settings_.pull_interval);
    settings_.cosign_interval = duration(section, "cosign", settings_.cosign_interval, true);
    settings_.drain_patience = duration(section, "drain", settings_.drain_patience, true);
    section.finish();
  }

  // What shows clients who this ring is shows its peers too, unless they are shown something else.
  void read_peers(Section& root) {
    settings_.peer_tls = {settings_.tls.certificate, settings_.tls.key, settings_.tls.authority};
    if (const Value* value = table(root, "peer_tls")) {
      Section section(findings_, *value, "peer_tls");
      const TlsFiles own = files(section);
      settings_.peer_tls = {own.certificate, own.key, own.authority};
      section.finish();
    }
    const Value* peers = table(root, "peer");
    if (peers == nullptr) return;
    for (const Member& entry : peers->members) read_peer(entry);
    const PeerTls& tls = settings_.peer_tls;
    if (settings_.peers.empty() || (!tls.certificate.empty() && !tls.authority.empty())) return;
    findings_.error(root.place_of("peer"), "peers without a certificate and an authority to know each other by",
                    "name certificate, key and authority under [tls], or under [peer_tls]");
  }

  void read_peer(const Member& entry) {
    if (entry.value.kind != Kind::table) {
      findings_.error(entry.place, fmt::format("peer.{} must be a table", entry.key),
                      fmt::format("write [peer.{}], then gateway = \"host:6432\"", entry.key));
      return;
    }
    Section section(findings_, entry.value, "peer " + entry.key);
    const auto where = address(section, "gateway", "\"eu.gateway.example:6432\"");
    section.require("gateway", "where that ring's gateway listens: gateway = \"eu.gateway.example:6432\"");
    if (entry.key == settings_.ring) {
      section.error(entry.place, "this is the gateway's own ring", "list the other rings only");
    }
    if (where) settings_.peers.push_back({entry.key, where->host, where->port});
    read_ledger_key(section, entry.key);
    section.finish();
  }

  void read_ledger_key(Section& section, const std::string& ring) {
    const std::string text = section.text("ledger_key", "\"eu.example/ledger+1a2b3c4d+AQ…\"");
    if (text.empty()) return;
    auto key = ledger::parse_verifier_key(text);
    if (key && key->kind == ledger::KeyKind::log) {
      settings_.peer_ledger_keys[ring] = std::move(*key);
      return;
    }
    section.error(section.place_of("ledger_key"), "ledger_key is not the key of a ledger",
                  "the first line of that ring's ledger.vkey: name+hash+key");
  }

  TlsFiles files(Section& section) {
    TlsFiles files{path(section, "certificate"), path(section, "key"), path(section, "authority")};
    if (files.certificate.empty() != files.key.empty()) {
      const std::string_view there = files.key.empty() ? "certificate" : "key";
      section.error(section.place_of(there),
                    fmt::format("{} without {}", there, files.key.empty() ? "key" : "certificate"),
                    "the two belong together");
    }
    return files;
  }

  static const Value* table(Section& section, std::string_view key) {
    return section.find(key, Kind::table, "{ … }, or a table of its own: [" + std::string(key) + "]");
  }

  std::string path(Section& section, std::string_view key) {
    const std::string text = section.text(key, fmt::format("\"{}.pem\"", key));
    return text.empty() ? text : (folder_ / text).lexically_normal().string();
  }

  std::optional<Address> address(Section& section, std::string_view key, std::string_view example) {
    const std::string text = section.text(key, example);
    if (text.empty()) return std::nullopt;
    auto read = read_address(text);
    if (!read) not_an_address(section, section.place_of(key), key, text);
    return read;
  }

  std::vector<Address> addresses(Section& section, std::string_view key, std::vector<Address> otherwise) {
    std::vector<Address> all;
    for (const policy::Item& item : section.texts(key, "[\"127.0.0.1:6432\"]", true)) {
      if (auto read = read_address(item.text)) {
        all.push_back(std::move(*read));
      } else {
        not_an_address(section, item.place, key, item.text);
      }
    }
    return all.empty() ? std::move(otherwise) : all;
  }

  static void not_an_address(Section& section, const Place& place, std::string_view key, std::string_view text) {
    section.error(
        place, fmt::format("{} \"{}\" is not host:port", key, text),
        "for example \"127.0.0.1:6432\", \"[::1]:6432\", or a directory of Unix sockets: \"/run/ringfence:6432\"");
  }

  static std::size_t number(Section& section, std::string_view key, std::size_t otherwise, std::size_t least,
                            std::size_t most) {
    const std::string example = std::to_string(otherwise);
    const Value* value = section.find(key, Kind::integer, example);
    if (value == nullptr) return otherwise;
    if (value->integer >= static_cast<std::int64_t>(least) && value->integer <= static_cast<std::int64_t>(most)) {
      return static_cast<std::size_t>(value->integer);
    }
    section.error(value->place, fmt::format("{} is {}, not between {} and {}", key, value->integer, least, most),
                  fmt::format("for example: {} = {}", key, example));
    return otherwise;
  }

  static std::chrono::milliseconds duration(Section& section, std::string_view key, std::chrono::milliseconds otherwise,
                                            bool may_be_zero = false) {
    const std::string text = section.text(key, "\"30s\"");
    if (text.empty()) return otherwise;
    const auto read = read_duration(text);
    if (!read) {
      section.error(section.place_of(key), fmt::format("{} \"{}\" is no duration", key, text),
                    "a number and ms, s, min, h or d, at most a year: \"500ms\", \"30s\", \"10min\"");
    } else if (read->count() == 0 && !may_be_zero) {
      section.error(section.place_of(key), fmt::format("{} cannot be 0", key), "for example: \"30s\"");
    } else {
      return *read;
    }
    return otherwise;
  }

  fs::path folder_;
  Settings& settings_;
  Diagnostics& findings_;
};

}  // namespace

ParsedSettings parse_settings(std::string_view text, const fs::path& file) {
  ParsedSettings parsed;
  parsed.settings.file = file;
  const auto root = policy::read_document(text, file.string(), parsed.findings);
  if (root) Reader(file, parsed).read(*root);
  return parsed;
}

}  // namespace ringfence::gateway
