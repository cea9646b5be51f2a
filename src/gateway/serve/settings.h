// What one gateway needs to know besides the policy: a file of its own, gateway.toml, since it differs from machine to
// machine. Every key has a default, and docs/gateway.md says why it is what it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "gateway/control/control.h"
#include "gateway/io/connect.h"
#include "gateway/io/tls.h"
#include "gateway/pool/pool.h"
#include "gateway/serve/settings_values.h"
#include "ledger/keys.h"

namespace ringfence::gateway {

struct Settings {
  std::filesystem::path file;  // that they were read from, to be read again
  std::string ring;
  std::filesystem::path policy_file;
  std::vector<Address> listen;  // at least one
  TlsFiles tls;                 // of the listener; `authority` checks client certificates, peers' included
  bool tls_required = false;
  std::string database;               // libpq URI of the ring, of the gateway's own role; may name several hosts
  std::string server_tls = "prefer";  // off, prefer, require
  std::string server_authority;       // PEM: who signs the servers' certificates
  std::vector<PeerAddress> peers;
  PeerTls peer_tls;
  std::map<std::string, ledger::VerifierKey> peer_ledger_keys;  // of the peers' ledgers, where they are given
  PoolLimits pool;
  std::size_t clients = 10000;  // open connections; more are refused with 53300
  std::size_t homes_read_ahead = 250'000;
  std::chrono::milliseconds login_patience{15000};
  std::chrono::milliseconds idle_in_transaction{0};  // 0: for ever
  std::chrono::milliseconds schema_interval{2000};   // how often the database's schema is looked at
  std::chrono::milliseconds pull_interval{5000};     // how often the peers' directories are
  std::chrono::milliseconds cosign_interval{10000};  // how often the peers are asked to cosign the ledger; 0: never
  std::chrono::milliseconds drain_patience{30000};   // after SIGTERM
  std::string ledger;                 // the folder of this ring's ledger; empty: none, and no transfer is carried
  std::string transfer_passwords;     // of the roles that read this ring for others: a password file, as libpq's
  std::string content_address;        // where viewers reach /v1/content; empty: at `http`
  std::string places;                 // a MaxMind DB file: /v1/jurisdiction; empty: none
  std::string webhook;                // where notices are posted; empty: they are kept
  std::string webhook_secret;         // the file of what they are signed with; empty: they are not
  std::optional<WebAddress> demands;  // where officers reach /v1/demands; nothing: it is not served
  Address http;                       // /metrics, the ledger, /v1/content; an empty host: none
};

// Reads `text` (TOML); every error with its place. `file` names it in findings; relative paths in it are relative to
// its directory.
struct ParsedSettings {
  Settings settings;
  Diagnostics findings;
};
// What finds out about policy, database and peers.
ControlSettings control_settings(const Settings& settings);
ParsedSettings parse_settings(std::string_view text, const std::filesystem::path& file);

}  // namespace ringfence::gateway
