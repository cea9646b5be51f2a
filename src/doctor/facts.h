// What was seen of one gateway and of what it depends on: filled in by look/, judged by judge.h. Values only.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "compile/postgres/change.h"
#include "gateway/io/tls_facts.h"
#include "gateway/serve/settings.h"

namespace ringfence::doctor {

// A value, or why it could not be looked at: one phrase that goes on from "because".
template <class T>
struct Seen {
  std::optional<T> value;
  std::string because;
  explicit operator bool() const { return value.has_value(); }
  const T* operator->() const { return &*value; }
  const T& operator*() const { return *value; }
};

struct PolicyFacts {
  std::string sha256;
  Diagnostics findings;
  bool has_ring = false;
  std::vector<std::string> others;    // the other rings
  std::vector<std::string> services;  // at home here
  bool looks_up = false;
};

struct ServerFacts {
  int version = 0;                                // 150018 for 15.18
  std::map<std::string, std::string> parameters;  // as the gateway's role sees them in this database
  bool is_standby = false;
  bool has_tls = false;              // the server offers it
  bool by_socket = false;            // the gateway comes by a Unix socket
  std::int64_t database_limit = -1;  // CONNECTION LIMIT; -1: none
  std::string database, role;
  bool role_is_superuser = false;
  bool reads_verifiers = false;
  bool has_schema = false;                    // ringfence
  std::vector<std::string> tables_forbidden;  // of it, to the role
  struct Override {                           // ALTER ROLE, ALTER DATABASE … SET
    std::string role;                         // empty: every role
    bool everywhere = false;                  // not only in this database
    std::string name, value;
  };
  std::vector<Override> overrides;  // of services, or of everybody
};

enum class Verifier { scram, none, other, unknown };
struct ServiceFacts {
  std::string name;
  bool at_home = false;
  bool visits = false;  // at home elsewhere, and may connect here
  bool exists = false;
  Verifier verifier = Verifier::unknown;
  bool expired = false;                // VALID UNTIL
  std::int64_t connection_limit = -1;  // -1: none
  std::vector<compile::Change> changes;
  std::vector<std::string> for_a_person;
};

struct WallFacts {
  Diagnostics misfit;  // errors: policy and database do not fit, and nothing else was compared
  std::size_t objects = 0;
  std::vector<compile::Change> differences;
  std::vector<std::string> beyond_repair;
};

struct ConflictFacts {
  std::size_t count = 0;
  std::vector<std::string> some;  // "subject 7 of person: ring us, claimed by ring eu"
};
// How far a peer's directory is known here.
struct PulledFacts {
  std::string ring, table;
  bool begun = false;          // something has come from there
  std::uint64_t waiting = 0;   // rows that have not; at most one page is counted
  std::optional<Error> error;  // the peer would not say
};
struct PairKeyFacts {
  std::string ring;
  std::int64_t version = 0;  // the newest; 0: there is none
  std::string fingerprint;
  std::optional<bool> peer_has;  // a key of that version; nothing: it did not say
};

struct KeyFileFacts {
  unsigned mode = 0;
  uid_t owner = 0;
};
// Certificate, key and authority of [tls] or [peer_tls].
struct TlsFacts {
  std::string section;
  gateway::TlsFiles files;
  Seen<gateway::CertificateFacts> certificate;
  Seen<KeyFileFacts> key;
  Seen<bool> key_matches;
  Seen<std::string> refusal;  // why the authority has not signed it; empty: it has
};

enum class Port { free, unusable, accepts };
struct ListenFacts {
  std::string address;
  Port port = Port::free;
  std::string error;     // of unusable
  bool is_ours = false;  // the process is
  std::optional<Error> error_of_hello;
  std::string said_ring, said_sha256;  // empty: it was not asked, or did not say
};

enum class Stage { name, connection, tls, hello, done };
struct PeerFacts {
  std::string ring, address;
  std::string host;
  Stage failed = Stage::done;  // where it came to an end
  Error error;
  std::optional<gateway::CertificateFacts> certificate;
  std::string refusal;
  std::string said_sha256;
};

struct LedgerFacts {
  std::map<std::string, std::size_t> forks;  // evidence, by ring (record/forks.h)
  std::optional<std::uint64_t> entry;        // of the policy that was recorded last; nothing: none was
  std::string policy_sha256;
};

struct Facts {
  std::string settings_file;
  std::string directory;  // of `ringfence up`; empty: none
  std::chrono::sys_seconds now;
  Diagnostics settings_findings;
  gateway::Settings settings;
  std::optional<Error> policy_unreadable;
  Seen<PolicyFacts> policy;
  std::optional<Error> server_unreachable;
  Seen<ServerFacts> server;
  Seen<std::vector<ServiceFacts>> services;
  Seen<WallFacts> walls;
  Seen<ConflictFacts> conflicts;
  Seen<std::vector<PulledFacts>> pulled;
  Seen<std::vector<PairKeyFacts>> pair_keys;
  Seen<LedgerFacts> ledger;  // where the settings name one
  std::vector<TlsFacts> tls;
  std::vector<ListenFacts> listen;
  std::optional<ListenFacts> http;  // is_ours: it says that it is healthy
  std::vector<PeerFacts> peers;
  std::optional<pid_t> gateway;  // the process, where it runs on this machine
  std::uint64_t descriptors = 0;
};

}  // namespace ringfence::doctor
