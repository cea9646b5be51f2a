#include "facts.h"

namespace ringfence::doctor {

namespace {

using std::chrono::days;

TEST(Judge, SettingsWithErrorsSayAllOfThemAndNothingElseIsLookedAt) {
  Facts facts = healthy();
  facts.settings_findings.error({"gateway.toml", 3, 1}, "no such key", "");
  facts.settings_findings.error({"gateway.toml", 9, 1}, "another", "");
  const Report report = judge(facts);
  ASSERT_EQ(report.checks.size(), 2u);
  expect(report.checks[0], State::wrong, "settings", "2 errors", "gateway.toml:9:1: error: another");
  EXPECT_EQ(report.checks[1].state, State::not_looked);
}

TEST(Judge, Policy) {
  Facts facts = healthy();
  facts.policy.value->has_ring = false;
  expect(only(facts), State::wrong, "policy-ring", "no ring us", "ring = \"us\"");
  facts = healthy();
  facts.policy.value->findings.warning({"ringfence.toml", 1, 1}, "no platform", "");
  expect(only(facts), State::warning, "policy", "with warnings", "no platform");
  facts = healthy();
  facts.policy.value->others = {"eu", "cn"};
  expect(only(facts), State::wrong, "peer", "do not say where", "[peer.cn]");
}

TEST(Judge, ServicesAndTheirWaysOut) {
  Facts facts = healthy();
  ServiceFacts& service = facts.services.value->front();
  service.verifier = Verifier::none;
  expect(only(facts), State::wrong, "service-password", "no password",
         "ringfence password web-us --policy /etc/ringfence/ringfence.toml");
  facts.directory = "/var/lib/my rings";
  expect(only(facts), State::wrong, "service-password", "no password", "--random --dir '/var/lib/my rings'");
  service.verifier = Verifier::unknown;
  EXPECT_EQ(only(facts).state, State::not_looked);
  service.verifier = Verifier::scram;
  service.changes = {{"ALTER ROLE \"web-us\" NOSUPERUSER", "different role web-us: SUPERUSER", "services"}};
  expect(only(facts), State::wrong, "service-rights", "SUPERUSER", "ALTER ROLE \"web-us\" NOSUPERUSER;");
  service.changes.clear();
  service.for_a_person = {"service web-us owns table person"};
  expect(only(facts), State::wrong, "service-rights", "owns table person", "");
  service.for_a_person.clear();
  service.connection_limit = 3;
  expect(only(facts), State::warning, "service-limit", "CONNECTION LIMIT 3", "CONNECTION LIMIT 20");
  service = {};
  service.name = "web-us";
  service.at_home = true;
  expect(only(facts), State::wrong, "service-role", "no role", "ringfence apply --dir");
}

TEST(Judge, AServiceOfAnotherRingIsLookedAtOnlyWhereItHasRights) {
  Facts facts = healthy();
  ServiceFacts other;
  other.name = "web-eu";
  other.exists = true;
  facts.services.value->push_back(other);
  EXPECT_TRUE(is_well(judge(facts)));
  facts.services.value->back().changes = {{"REVOKE …", "unexpected grant of web-eu", "services"}};
  expect(only(facts), State::wrong, "service-rights", "web-eu", "REVOKE");
}

TEST(Judge, Walls) {
  Facts facts = healthy();
  facts.walls.value->differences = {{"…", "missing check ringfence_home on person", ""}};
  expect(only(facts), State::wrong, "walls", "1 differ: missing check ringfence_home",
         "ringfence apply --policy /etc/ringfence/ringfence.toml");
  facts.walls = {{}, "permission denied"};
  EXPECT_EQ(only(facts).message, "because permission denied");
}

TEST(Judge, DirectoryAndConflicts) {
  Facts facts = healthy();
  facts.pulled.value->front() = {"eu", "person", true, 17, {}};
  EXPECT_TRUE(is_well(judge(facts)));
  facts.pulled.value->front() = {"eu", "person", true, 1000, {}};
  expect(only(facts), State::warning, "directory", "1000 or more people behind", "");
  facts.pulled.value->front() = {"eu", "person", false, 1, {}};
  expect(only(facts), State::warning, "directory", "nothing has come", "");
  facts = healthy();
  facts.conflicts.value = ConflictFacts{2, {"a subject of person: ring us has it, ring eu claims it"}};
  expect(only(facts), State::wrong, "conflicts", "2: a subject", "directory_conflict");
}

TEST(Judge, KeysOfTwoRings) {
  Facts facts = healthy();
  facts.pair_keys.value->front() = {"eu", 0, "", {}};
  expect(only(facts), State::wrong, "look-up-key", "no key", "pair_key");
  facts.pair_keys.value->front() = {"eu", 1, "0123456789abcdef", false};
  expect(only(facts), State::wrong, "look-up-key", "that ring has no key of version 1", "pair_key");
  facts = healthy();
  Facts other = healthy();
  other.settings.ring = "eu";
  other.pair_keys.value = {{"us", 1, "fedcba9876543210", true}};
  expect(only(facts, {&facts, &other}), State::wrong, "look-up-key", "another key there", "DELETE FROM");
  other.pair_keys.value = {{"us", 2, "0123456789abcdef", true}};
  expect(only(facts, {&facts, &other}), State::wrong, "look-up-key", "version 1 here and 2 there", "");
  other.pair_keys.value = {{"us", 1, "0123456789abcdef", true}};
  EXPECT_TRUE(is_well(judge(facts, {&facts, &other})));
}

TEST(Judge, OwnCertificateAndKey) {
  Facts facts = healthy();
  TlsFacts& tls = facts.tls.front();
  tls.certificate.value->not_after = facts.now + days(29);
  expect(only(facts), State::warning, "certificate", "expires in 29 days", "kill -HUP 4711");
  tls.certificate.value->not_after = facts.now + days(30);
  EXPECT_EQ(judge(facts).checks.size(), judge(healthy()).checks.size());
  tls.certificate.value->not_after = facts.now;
  expect(only(facts), State::wrong, "certificate", "expired 0 hours ago", "us.crt");
  tls = healthy().tls.front();
  tls.certificate.value->not_before = facts.now + days(1);
  expect(only(facts), State::wrong, "certificate", "good only in 1 day", "date -u");
  tls = healthy().tls.front();
  tls.certificate.value->common_name = "ring:eu";
  expect(only(facts), State::wrong, "certificate-name", "\"ring:eu\", not \"ring:us\"", "CN=ring:us");
  tls = healthy().tls.front();
  tls.key.value->mode = 0640;
  expect(only(facts), State::wrong, "key", "mode is 0640", "chmod 0600 us.key");
  tls.key.value->owner = 0;
  EXPECT_TRUE(is_well(judge(facts))) << "root's may be read by a group, as PostgreSQL has it";
  tls.key_matches.value = false;
  expect(only(facts), State::wrong, "key", "not that of the certificate", "us.key");
  tls = healthy().tls.front();
  tls.refusal.value = "unable to get local issuer certificate";
  expect(only(facts), State::wrong, "certificate-authority", "has not signed", "CN=ring:us");
}

TEST(Judge, WhereItListens) {
  Facts facts = healthy();
  facts.listen.front().said_sha256 = std::string(64, 'b');
  expect(only(facts), State::wrong, "listen", "goes by policy bbbb", "kill -HUP 4711");
  facts.listen.front() = {"127.0.0.1:6432", Port::free, "", false, {}, "", ""};
  expect(only(facts), State::wrong, "listen", "does not listen here", "kill 4711; ringfence serve --settings");
  facts.gateway.reset();
  expect(only(facts), State::warning, "listen", "no gateway listens", "ringfence serve --settings");
  facts.directory = "/rings";
  expect(only(facts), State::wrong, "listen", "no gateway listens", "ringfence up --dir /rings");
  facts.directory.clear();
  facts.listen.front().port = Port::unusable;
  facts.listen.front().error = "Permission denied";
  expect(only(facts), State::wrong, "listen", "Permission denied", "gateway.toml");
  facts.listen.front() = {"127.0.0.1:6432", Port::accepts, "", false, fail("no TLS there"), "", ""};
  expect(only(facts), State::wrong, "listen", "not this gateway: no TLS there", "ss -ltnp | grep :6432");
  facts.listen.front() = {"127.0.0.1:6432", Port::accepts, "", false, {}, "eu", ""};
  expect(only(facts), State::wrong, "listen", "ring eu listens here", "ss");
}

TEST(Judge, OtherRingsGateways) {
  Facts facts = healthy();
  PeerFacts& peer = facts.peers.front();
  peer.failed = Stage::connection;
  peer.error = fail("Connection refused");
  expect(only(facts), State::wrong, "peer", "eu.example:6432: Connection refused", "peer.eu.gateway");
  peer = healthy().peers.front();
  peer.certificate->not_after = facts.now - days(3);
  expect(only(facts), State::wrong, "peer-certificate", "expired 3 days ago", "CN=ring:eu");
  peer = healthy().peers.front();
  peer.certificate->not_after = facts.now + days(3);
  expect(only(facts), State::warning, "peer-certificate", "expires in 3 days", "CN=ring:eu");
  peer = healthy().peers.front();
  peer.certificate->common_name = "ring:cn";
  expect(only(facts), State::wrong, "peer-certificate", "that of ring:cn", "peer.eu.gateway");
  peer = healthy().peers.front();
  peer.refusal = "hostname mismatch";
  expect(only(facts), State::wrong, "peer-certificate", "hostname mismatch (names: eu.example", "eu.example");
  peer = healthy().peers.front();
  peer.said_sha256 = std::string(64, 'b');
  expect(only(facts), State::wrong, "peer-hello", "its policy is bbbb", "ringfence.toml");
  peer.failed = Stage::hello;
  peer.error = fail("ring eu cannot be reached", "private key file has group or world access");
  expect(only(facts), State::wrong, "peer-hello", "group or world access", "");
}

TEST(Judge, JsonForPrograms) {
  Facts facts = healthy();
  facts.peers.front().failed = Stage::name;
  const std::string json = to_json({judge(facts)});
  EXPECT_THAT(json, testing::HasSubstr("\"well\": false"));
  EXPECT_THAT(json, testing::HasSubstr("\"check\": \"peer\""));
  EXPECT_THAT(json, testing::HasSubstr("\"state\": \"wrong\""));
}

TEST(Judge, ShellsTakeNamesAsTheyAre) {
  EXPECT_EQ(shell_quoted("/var/lib/rings"), "/var/lib/rings");
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quoted(""), "''");
}

}  // namespace

}  // namespace ringfence::doctor
