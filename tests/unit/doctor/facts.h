// A gateway that is well, to be made worse by one thing at a time.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "doctor/judge.h"

namespace ringfence::doctor {

inline Facts healthy() {
  Facts facts;
  facts.settings_file = "/etc/ringfence/gateway.toml";
  facts.now = std::chrono::sys_days(std::chrono::June / 1 / 2026);
  facts.settings.ring = "us";
  facts.settings.policy_file = "/etc/ringfence/ringfence.toml";
  facts.settings.database = "postgresql://ringfence:secret@db/app";
  facts.settings.listen = {{"127.0.0.1", 6432}};
  facts.settings.tls = {"us.crt", "us.key", "rings.crt"};
  facts.settings.peer_tls = {"us.crt", "us.key", "rings.crt"};
  facts.settings.peers = {{"eu", "eu.example", 6432}};
  PolicyFacts policy;
  policy.sha256 = std::string(64, 'a');
  policy.has_ring = true;
  policy.others = {"eu"};
  policy.services = {"web-us"};
  policy.looks_up = true;
  facts.policy.value = policy;
  ServerFacts server;
  server.version = 150018;
  server.parameters = {{"password_encryption", "scram-sha-256"},
                       {"log_statement", "none"},
                       {"log_min_duration_statement", "-1"},
                       {"log_min_error_statement", "panic"},
                       {"log_error_verbosity", "terse"},
                       {"log_parameter_max_length_on_error", "0"},
                       {"fsync", "on"},
                       {"full_page_writes", "on"},
                       {"synchronous_commit", "on"},
                       {"max_connections", "100"},
                       {"superuser_reserved_connections", "3"}};
  server.has_tls = server.reads_verifiers = server.has_schema = true;
  server.database = "app";
  server.role = "ringfence";
  facts.server.value = server;
  ServiceFacts service;
  service.name = "web-us";
  service.at_home = service.exists = true;
  service.verifier = Verifier::scram;
  facts.services.value = {service};
  facts.walls.value = WallFacts{{}, 21, {}, {}};
  facts.conflicts.value = ConflictFacts{};
  facts.pulled.value = {{"eu", "person", true, 0, {}}};
  facts.pair_keys.value = {{"eu", 1, "0123456789abcdef", true}};
  TlsFacts tls;
  tls.section = "tls";
  tls.files = facts.settings.tls;
  tls.certificate.value = {
      "ring:us", {"us.example"}, "CN=rings", facts.now - std::chrono::days(10), facts.now + std::chrono::days(100)};
  tls.key.value = KeyFileFacts{0600, 1000};
  tls.key_matches.value = true;
  tls.refusal.value = "";
  facts.tls = {tls};
  ListenFacts listen;
  listen.address = "127.0.0.1:6432";
  listen.port = Port::accepts;
  listen.said_ring = "us";
  listen.said_sha256 = policy.sha256;
  facts.listen = {listen};
  PeerFacts peer;
  peer.ring = "eu";
  peer.host = "eu.example";
  peer.address = "eu.example:6432";
  peer.certificate = {
      "ring:eu", {"eu.example"}, "CN=rings", facts.now - std::chrono::days(10), facts.now + std::chrono::days(100)};
  peer.said_sha256 = policy.sha256;
  facts.peers = {peer};
  facts.gateway = 4711;
  facts.descriptors = 20000;
  return facts;
}

// The one check that is not ok; a failed test where there is none, or more.
inline Check only(const Facts& facts, const std::vector<const Facts*>& others = {}) {
  Check found;
  int count = 0;
  for (const Check& check : judge(facts, others).checks) {
    if (check.state == State::ok) continue;
    found = check;
    ++count;
  }
  EXPECT_EQ(count, 1) << to_text(judge(facts, others));
  return found;
}

inline void expect(const Check& check, State state, const std::string& kind, const std::string& message,
                   const std::string& mend) {
  EXPECT_EQ(check.state, state) << check.message;
  EXPECT_EQ(check.kind, kind);
  EXPECT_THAT(check.message, testing::HasSubstr(message));
  EXPECT_THAT(check.mend, testing::HasSubstr(mend));
  EXPECT_FALSE(check.why.empty());
}

}  // namespace ringfence::doctor
