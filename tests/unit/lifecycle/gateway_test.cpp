#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lifecycle/gateway_files.h"
#include "lifecycle/gateway_process.h"
#include "lifecycle/gateways_up.h"
#include "lifecycle/service_passwords.h"

#include "base/pass_file.h"

namespace ringfence::lifecycle {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::string_literals;

RingRecord record() {
  return {"app", {{"us", 20001}, {"eu", 20002}}, {{"us", 20003}, {"eu", 20004}}, {{"us", 20005}, {"eu", 20006}}};
}

TEST(GatewayProcess, OnlyExactlyThisRingsIsOurs) {
  const std::string us = "/usr/bin/ringfence\0serve\0--settings\0/d/us/gateway.toml\0"s;
  EXPECT_TRUE(is_gateway_command(us, "/d/us/gateway.toml"));
  EXPECT_FALSE(is_gateway_command(us, "/d/eu/gateway.toml"));
  EXPECT_FALSE(is_gateway_command("vi\0/d/us/gateway.toml\0"s, "/d/us/gateway.toml"));
  EXPECT_FALSE(is_gateway_command("sh\0-c\0serve\0--settings\0/d/us/gateway.toml\0"s, "/d/us/gateway.toml"));
  EXPECT_FALSE(is_gateway_command("", "/d/us/gateway.toml")) << "a process that has ended";
}

TEST(GatewayFiles, EveryOtherRingIsAPeer) {
  const auto directory = RingDirectory::at("/d \"q\"");
  const std::string text = gateway_settings_text(*directory, record(), "us", "demands = \"http://h\"\n");
  EXPECT_THAT(text, HasSubstr("ring     = \"us\"\n"));
  EXPECT_THAT(text, HasSubstr("listen   = [\"127.0.0.1:20003\", \"/d \\\"q\\\"/us/gw:20003\"]\n"));
  EXPECT_THAT(text, HasSubstr("\"postgresql://postgres@/app?host=%2Fd%20%22q%22%2Fus&port=20001&passfile="));
  EXPECT_THAT(text, HasSubstr("[peer.eu]\ngateway = \"127.0.0.1:20004\"\n"));
  EXPECT_THAT(text, Not(HasSubstr("[peer.us]")));
  EXPECT_THAT(text, HasSubstr("\ndemands = \"http://h\"\n\n[tls]\n"));
}

TEST(RingRecord, KeepsTheGatewaysPorts) {
  const auto read = parse_ring_record(to_text(record()));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, record());
  EXPECT_FALSE(parse_ring_record(R"({"database": "a", "rings": {"us": {"port": 1, "gateway": 70000}}})"));
}

TEST(ServicePasswords, SurviveTheirFile) {
  const auto directory = RingDirectory::at("/d:d");
  policy::Policy policy;
  policy.rings.resize(1);
  policy.rings[0].name = "us";
  policy.rings[0].codes = {"US"};
  policy.services.resize(1);
  policy.services[0].name = "web-us";
  policy.services[0].location = "US";
  const std::map<std::string, std::string> passwords = {{"web-us", "a:b\\c \""}, {"gone", "x"}};
  const std::string text = service_passwords_text(*directory, policy, passwords);
  EXPECT_THAT(text, HasSubstr("127.0.0.1:*:*:web-us:a\\:b\\\\c \"\n"));
  EXPECT_THAT(text, HasSubstr("/d\\:d/us:*:*:web-us:"));
  EXPECT_THAT(text, HasSubstr("/d\\:d/us/gw:*:*:web-us:"));
  EXPECT_EQ(passwords_by_user(text), passwords);
}

TEST(ServicePasswords, OnlyWhatEveryClientSendsAsItIs) {
  EXPECT_TRUE(check_password("correct horse \"battery\" \\ staple:"));
  for (const std::string& wrong : {""s, "ünsafe"s, "tab\t"s, "nul\0l"s, std::string(513, 'x')}) {
    EXPECT_FALSE(check_password(wrong)) << wrong;
  }
}

TEST(UsualService, IsTheFirstAtHomeThatDoesMoreThanMigrate) {
  policy::Policy policy;
  policy.rings.resize(1);
  policy.rings[0].name = "us";
  policy.rings[0].codes = {"US"};
  policy.rings[0].jurisdictions = {"US"};
  for (const auto& [name, location, purpose] :
       {std::tuple{"mover", "US", "migrate"}, {"web-cn", "CN", "serve"}, {"web-us", "US", "serve"}}) {
    policy::Service service;
    service.name = name;
    service.location = location;
    service.purposes = {purpose};
    policy.services.push_back(service);
  }
  EXPECT_EQ(usual_service(policy, policy.rings[0]), "web-us");
  policy.services.pop_back();
  EXPECT_EQ(usual_service(policy, policy.rings[0]), "");
}

}  // namespace
}  // namespace ringfence::lifecycle
