#include "gateway/serve/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/serve/settings_values.h"

namespace ringfence::gateway {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* least = "ring = \"us\"\ndatabase = \"postgresql://r@db/app\"\n";

ParsedSettings parse(const std::string& text) {
  return parse_settings(text, "/etc/rf/gateway.toml");
}

std::vector<std::string> findings(const std::string& text) {
  std::vector<std::string> lines;
  for (const Diagnostic& each : parse(text).findings.sorted())
    lines.push_back(to_text(each.place) + ": " + each.message);
  return lines;
}

TEST(Settings, WhatIsNotSaidHasADefault) {
  const ParsedSettings parsed = parse(least);
  EXPECT_THAT(findings(least), IsEmpty());
  const Settings& settings = parsed.settings;
  EXPECT_EQ(settings.ring, "us");
  EXPECT_EQ(settings.policy_file, "/etc/rf/ringfence.toml");
  ASSERT_EQ(settings.listen.size(), 1U);
  EXPECT_EQ(settings.listen[0].host, "127.0.0.1");
  EXPECT_EQ(settings.listen[0].port, 6432);
  EXPECT_EQ(settings.pool.servers, 20U);
  EXPECT_EQ(settings.server_tls, "prefer");
  EXPECT_TRUE(settings.http.host.empty());
  EXPECT_THAT(settings.peers, IsEmpty());
}

TEST(Settings, EveryKeyIsRead) {
  const std::string text = R"(ring = "us"
policy = "../p.toml"
database = "postgresql://r@a,b/app"
listen = ["[::1]:7000", "/run/rf:7001"]
http = "127.0.0.1:6480"
clients = 5
[tls]
certificate = "us.crt"
key = "/keys/us.key"
authority = "all.crt"
required = true
[server]
tls = "require"
authority = "pg.crt"
[pool]
servers = 3
waiting = 0
patience = "1s"
idle = "2min"
age = "3h"
retry = "250ms"
[time]
login = "4s"
idle_in_transaction = "0"
schema = "5s"
pull = "6s"
drain = "0"
[peer.eu]
gateway = "eu.example"
)";
  EXPECT_THAT(findings(text), IsEmpty());
  const Settings settings = parse(text).settings;
  EXPECT_EQ(settings.policy_file.lexically_normal(), "/etc/p.toml");
  EXPECT_EQ(settings.listen[0].host, "::1");
  EXPECT_EQ(settings.listen[1].host, "/run/rf");
  EXPECT_EQ(settings.listen[1].port, 7001);
  EXPECT_EQ(settings.http.port, 6480);
  EXPECT_EQ(settings.clients, 5U);
  EXPECT_EQ(settings.tls.certificate, "/etc/rf/us.crt");
  EXPECT_EQ(settings.tls.key, "/keys/us.key");
  EXPECT_TRUE(settings.tls_required);
  EXPECT_EQ(settings.server_authority, "/etc/rf/pg.crt");
  EXPECT_EQ(settings.pool.waiting, 0U);
  EXPECT_EQ(settings.pool.patience, milliseconds(1000));
  EXPECT_EQ(settings.pool.idle, milliseconds(120'000));
  EXPECT_EQ(settings.pool.age, milliseconds(10'800'000));
  EXPECT_EQ(settings.pool.retry, milliseconds(250));
  EXPECT_EQ(settings.login_patience, milliseconds(4000));
  EXPECT_EQ(settings.schema_interval, milliseconds(5000));
  EXPECT_EQ(settings.pull_interval, milliseconds(6000));
  EXPECT_EQ(settings.drain_patience, milliseconds(0));
  ASSERT_EQ(settings.peers.size(), 1U);
  EXPECT_EQ(settings.peers[0].ring, "eu");
  EXPECT_EQ(settings.peers[0].host, "eu.example");
  EXPECT_EQ(settings.peers[0].port, 6432);
  EXPECT_EQ(settings.peer_tls.authority, "/etc/rf/all.crt") << "what shows clients who we are shows peers too";
}

TEST(Settings, PeersMayBeShownAnotherCertificate) {
  const Settings settings =
      parse(std::string(least) +
            "[tls]\ncertificate = \"a\"\nkey = \"b\"\n[peer_tls]\ncertificate = \"c\"\nkey = \"d\"\n"
            "authority = \"e\"\n[peer.eu]\ngateway = \"h:1\"\n")
          .settings;
  EXPECT_EQ(settings.tls.certificate, "/etc/rf/a");
  EXPECT_EQ(settings.peer_tls.certificate, "/etc/rf/c");
  EXPECT_EQ(settings.peer_tls.authority, "/etc/rf/e");
}

TEST(Settings, EveryErrorAtOnceWithItsPlace) {
  EXPECT_THAT(findings(R"(rnig = "us"
database = "host=db"
listen = ["::1:6432", "h:99999"]
clients = 0
[tls]
certificate = "a"
required = "yes"
[server]
tls = "verify"
[pool]
patience = "1 s"
idle = "0"
servers = 99999999
[peer.eu]
)"),
              ElementsAre("/etc/rf/gateway.toml:1:1: ring is missing", "/etc/rf/gateway.toml:1:1: unknown key \"rnig\"",
                          "/etc/rf/gateway.toml:2:1: database is no libpq URI",
                          "/etc/rf/gateway.toml:3:11: listen \"::1:6432\" is not host:port",
                          "/etc/rf/gateway.toml:3:23: listen \"h:99999\" is not host:port",
                          "/etc/rf/gateway.toml:4:11: clients is 0, not between 1 and 1000000",
                          "/etc/rf/gateway.toml:6:1: tls: certificate without key",
                          "/etc/rf/gateway.toml:7:12: tls: required must be true or false, not a string",
                          "/etc/rf/gateway.toml:9:1: server: tls \"verify\" is neither off, prefer nor require",
                          "/etc/rf/gateway.toml:11:1: pool: patience \"1 s\" is no duration",
                          "/etc/rf/gateway.toml:12:1: pool: idle cannot be 0",
                          "/etc/rf/gateway.toml:13:11: pool: servers is 99999999, not between 1 and 10000",
                          "/etc/rf/gateway.toml:14:1: peer eu: gateway is missing"));
}

TEST(Settings, WhatWouldOnlyLookSafeIsRefused) {
  EXPECT_THAT(findings(std::string(least) + "[tls]\nrequired = true\n"),
              ElementsAre("/etc/rf/gateway.toml:4:1: tls: required without a certificate: nobody could connect"));
  EXPECT_THAT(findings(std::string(least) + "[server]\nauthority = \"pg.crt\"\n"),
              ElementsAre("/etc/rf/gateway.toml:4:1: server: authority without tls = \"require\""));
  EXPECT_THAT(
      findings(std::string(least) + "[peer.eu]\ngateway = \"h\"\n"),
      ElementsAre("/etc/rf/gateway.toml:3:2: peers without a certificate and an authority to know each other by"));
  EXPECT_THAT(findings(std::string(least) +
                       "tls = {certificate=\"a\", key=\"b\", authority=\"c\"}\n[peer.us]\ngateway = \"h\"\n"),
              ElementsAre("/etc/rf/gateway.toml:4:7: peer us: this is the gateway's own ring"));
}

TEST(Settings, DemandsGoOverNoWireInClear) {
  const std::string safe = std::string(least) + "http = \"127.0.0.1:6480\"\nledger = \"ledger\"\n";
  const auto demands = [&](const std::string& before, const std::string& address) {
    return findings(before + "demands = \"" + address + "\"\n");
  };
  EXPECT_THAT(demands(safe, "https://demands.us.example"), IsEmpty());
  EXPECT_EQ(parse(safe + "demands = \"https://demands.us.example\"\n").settings.demands->authority,
            "demands.us.example");
  EXPECT_FALSE(parse(safe).settings.demands) << "off unless somebody says so";
  EXPECT_THAT(
      demands(safe, "http://demands.us.example"),
      ElementsAre("/etc/rf/gateway.toml:5:1: demands \"http://demands.us.example\" is no address that officers can "
                  "reach safely"));
  EXPECT_THAT(
      demands(std::string(least) + "ledger = \"ledger\"\nhttp = \"0.0.0.0:6480\"\n", "https://demands.us.example"),
      ElementsAre("/etc/rf/gateway.toml:5:1: demands need `http` on this machine alone: it has no TLS"));
  EXPECT_THAT(demands(least, "https://demands.us.example"),
              ElementsAre("/etc/rf/gateway.toml:3:1: demands need `http` on this machine alone: it has no TLS",
                          "/etc/rf/gateway.toml:3:1: demands without a ledger: no step could be put on record"));
}

TEST(SettingsValues, WebAddresses) {
  const auto read = [](std::string_view text) {
    const auto address = read_web_address(text);
    return address ? address->scheme + " " + address->authority : std::string();
  };
  EXPECT_EQ(read("https://demands.example"), "https demands.example");
  EXPECT_EQ(read("https://demands.example:443"), "https demands.example");
  EXPECT_EQ(read("https://demands.example:8443"), "https demands.example:8443");
  EXPECT_EQ(read("https://[2001:db8::1]:443"), "https [2001:db8::1]");
  EXPECT_EQ(read("https://[2001:db8::1]"), "https [2001:db8::1]");
  EXPECT_EQ(read("http://127.0.0.1:6480"), "http 127.0.0.1:6480");
  EXPECT_EQ(read("http://localhost:80"), "http localhost");
  for (const char* text : {"", "https://", "demands.example", "ftp://demands.example", "https://demands.example/",
                           "https://a@demands.example", "https://Demands.example", "https://demands.example?a",
                           "https://demands.example:0", "https://demands.example:x", "http://192.0.2.1", "https://:443",
                           "https://2001:db8::1", "https://[::1", "http://[2001:db8::1]:80"}) {
    EXPECT_EQ(read(text), "") << text;
  }
}

TEST(SettingsValues, Durations) {
  EXPECT_EQ(read_duration("0"), milliseconds(0));
  EXPECT_EQ(read_duration("7d"), milliseconds(604'800'000));
  for (const char* wrong : {"", "s", "5", "-1s", "1.5s", "1S", "1s ", "367d", "99999999999999999999s"}) {
    EXPECT_EQ(read_duration(wrong), std::nullopt) << wrong;
  }
}

TEST(SettingsValues, Addresses) {
  const auto is = [](std::string_view text, std::string_view host, int port) {
    const auto read = read_address(text);
    return read && read->host == host && read->port == port;
  };
  EXPECT_TRUE(is("h", "h", 6432));
  EXPECT_TRUE(is("[::1]", "::1", 6432));
  EXPECT_TRUE(is("[::1]:1", "::1", 1));
  EXPECT_TRUE(is("/run/a:b", "/run/a:b", 6432)) << "a directory may have a colon in its name";
  EXPECT_TRUE(is("/run/a:b:5", "/run/a:b", 5));
  for (const char* wrong : {"", ":1", "h:", "h:0", "h:65536", "h:1x", "::1", "[::1", "[]:1", "[::1]1"}) {
    EXPECT_FALSE(read_address(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace ringfence::gateway
