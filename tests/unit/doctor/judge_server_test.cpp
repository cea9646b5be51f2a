#include "facts.h"

namespace ringfence::doctor {

namespace {

using std::chrono::days;

Facts with_version(int version) {
  Facts facts = healthy();
  facts.server.value->version = version;
  return facts;
}

Facts with_parameter(const std::string& name, const std::string& value) {
  Facts facts = healthy();
  facts.server.value->parameters[name] = value;
  return facts;
}

TEST(JudgeServer, AHealthyGatewayIsWell) {
  const Report report = judge(healthy());
  EXPECT_TRUE(is_well(report));
  for (const Check& check : report.checks) EXPECT_EQ(check.state, State::ok) << check.kind << ": " << check.message;
}

TEST(JudgeServer, MinorsThatUndoTheWallsAreWrongAndOlderOnesWarnedOf) {
  expect(only(with_version(150013)), State::wrong, "server-version", "15.13 is older than 15.14", "install 15.18");
  expect(only(with_version(140018)), State::wrong, "server-version", "14.18 is older than 14.19", "install 14.23");
  expect(only(with_version(170005)), State::wrong, "server-version", "17.5 is older than 17.6", "postgresql-17");
  expect(only(with_version(150014)), State::warning, "server-version", "15.14 is older than 15.18", "install 15.18");
  expect(only(with_version(180000)), State::warning, "server-version", "18.0 is older than 18.4", "install 18.4");
  expect(only(with_version(130022)), State::wrong, "server-version", "older than 14", "pg_upgrade");
  EXPECT_TRUE(is_well(judge(with_version(190000))));
}

TEST(JudgeServer, AVersionWithoutFixesIsWarnedOfFromItsEnd) {
  Facts facts = with_version(140023);
  EXPECT_TRUE(is_well(judge(facts)));
  facts.now = std::chrono::sys_days(std::chrono::November / 12 / 2026);
  facts.tls.front().certificate.value->not_after = facts.now + days(100);
  facts.peers.front().certificate->not_after = facts.now + days(100);
  expect(only(facts), State::warning, "server-version", "gets no fixes", "pg_upgrade");
}

TEST(JudgeServer, WhatDestroysRowsOrPasswordsIsWrong) {
  expect(only(with_parameter("fsync", "off")), State::wrong, "durability", "fsync", "ALTER SYSTEM SET fsync = on");
  expect(only(with_parameter("password_encryption", "md5")), State::wrong, "password-encryption", "md5",
         "ALTER SYSTEM SET password_encryption = 'scram-sha-256'");
}

TEST(JudgeServer, WhatTellsTheLogOfPeopleIsWarnedOf) {
  for (const auto& [name, value] : {std::pair{"log_statement", "all"},
                                    {"log_statement", "mod"},
                                    {"log_min_duration_statement", "0"},
                                    {"log_min_error_statement", "error"},
                                    {"log_error_verbosity", "default"},
                                    {"log_parameter_max_length_on_error", "-1"},
                                    {"auto_explain.log_min_duration", "250"}}) {
    expect(only(with_parameter(name, value)), State::warning, "server-log", name,
           std::string("ALTER SYSTEM SET ") + name);
  }
  EXPECT_TRUE(is_well(judge(with_parameter("log_statement", "ddl"))));
}

TEST(JudgeServer, TlsToTheServer) {
  Facts facts = healthy();
  facts.server.value->has_tls = false;
  expect(only(facts), State::warning, "server-tls", "in clear", "ssl = on");
  facts.settings.server_tls = "require";
  expect(only(facts), State::wrong, "server-tls", "require it", "ssl = on");
  facts.server.value->by_socket = true;
  EXPECT_TRUE(is_well(judge(facts)));
}

TEST(JudgeServer, SettingsOfARoleThatChangeWhatStatementsMean) {
  Facts facts = healthy();
  facts.server.value->overrides = {{"web-us", true, "search_path", "evil"}, {"", false, "search_path", "other"}};
  const Check check = only(facts);
  expect(check, State::wrong, "role-settings", "search_path of web-us is \"evil\"",
         "ALTER ROLE \"web-us\" RESET search_path;\nALTER DATABASE \"app\" RESET search_path;");
}

TEST(JudgeServer, ADatabaseThatIsAwayHidesWhatDependsOnIt) {
  Facts facts = healthy();
  facts.server = {{}, "the database cannot be reached"};
  facts.server_unreachable = fail("Connection refused");
  facts.services = {{}, "the database cannot be reached"};
  const Report report = judge(facts);
  EXPECT_FALSE(is_well(report));
  const std::string text = to_text(report);
  EXPECT_THAT(text, testing::HasSubstr("  wrong      database: Connection refused\n             why   "));
  EXPECT_THAT(text, testing::HasSubstr("not looked services: because the database cannot be reached"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("secret")));
}

TEST(JudgeServer, RoomForConnections) {
  Facts facts = healthy();
  facts.server.value->parameters["max_connections"] = "27";
  expect(only(facts), State::wrong, "connections", "max_connections = 27 leaves 24",
         "ALTER SYSTEM SET max_connections = 28; then restart PostgreSQL\nor in /etc/ringfence/gateway.toml: [pool] "
         "servers = 19");
  facts.server.value->role_is_superuser = true;
  EXPECT_TRUE(is_well(judge(facts))) << "its own connections are of those that are reserved";
  facts.server.value->database_limit = 10;
  expect(only(facts), State::wrong, "connections", "CONNECTION LIMIT leaves 10", "servers = 5");
}

TEST(JudgeServer, RoomForClients) {
  Facts facts = healthy();
  facts.descriptors = 1024;
  expect(only(facts), State::wrong, "descriptors", "1024 files", "LimitNOFILE=10084");
}

}  // namespace

}  // namespace ringfence::doctor
