#include "lifecycle/rings.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "lifecycle/policy_copy.h"
#include "lifecycle/postmaster.h"
#include "lifecycle/programs.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::lifecycle {
namespace {

using namespace std::string_literals;

policy::Policy two_rings(const std::string& us, const std::string& eu) {
  policy::Policy policy;
  policy.rings.resize(2);
  policy.rings[0].name = "us";
  policy.rings[0].database = us;
  policy.rings[1].name = "eu";
  policy.rings[1].database = eu;
  return policy;
}

TEST(RingAddresses, comeFromThePolicyAndItsEnvironment) {
  ::setenv("RINGFENCE_TEST_EU", "postgresql://eu.example/app", 1);
  const policy::Policy policy = two_rings("postgresql://us.example/app", "env:RINGFENCE_TEST_EU");
  const auto addresses = ring_addresses(policy, std::nullopt);
  ASSERT_TRUE(addresses);
  EXPECT_EQ(addresses->at(0).database, "postgresql://us.example/app");
  EXPECT_EQ(addresses->at(0).ring, &policy.rings[0]);
  EXPECT_EQ(addresses->at(1).database, "postgresql://eu.example/app");
}

TEST(RingAddresses, nameEveryRingWithoutOneAndWhatToSet) {
  ::unsetenv("RINGFENCE_TEST_NONE");
  const policy::Policy policy = two_rings("", "env:RINGFENCE_TEST_NONE");
  const auto addresses = ring_addresses(policy, std::nullopt);
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().message, "no database is known for rings \"us\", \"eu\"");
  EXPECT_EQ(addresses.error().detail,
            "ring \"us\" has no database in the policy; ring \"eu\": the environment variable RINGFENCE_TEST_NONE is "
            "not set");
}

TEST(RingDirectory, givesUrisThatEscapeEveryOddCharacter) {
  const auto directory = RingDirectory::at("/no such/50%/环/");
  ASSERT_TRUE(directory);
  EXPECT_EQ(directory->uri("meridian", 20001),
            "postgresql://postgres@127.0.0.1:20001/meridian?passfile=%2Fno%20such%2F50%25%2F%E7%8E%AF%2Fpgpass");
}

TEST(RingDirectory, hasNoSocketWhereItsPathWouldBeTooLong) {
  // 107 bytes are the limit; "/us/.s.PGSQL.65535" takes 18 of them.
  EXPECT_TRUE(RingDirectory::at("/" + std::string(88, 'd'))->socket_directory("us"));
  EXPECT_FALSE(RingDirectory::at("/" + std::string(89, 'd'))->socket_directory("us"));
}

TEST(RingRecord, readsWhatItWrites) {
  const RingRecord record{"meridian", {{"us", 20001}, {"eu", 65535}}};
  const auto read = parse_ring_record(to_text(record));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, record);
}

TEST(RingRecord, refusesWhatItNeverWrites) {
  for (const char* text :
       {"", "{", "[]", "{\"database\": \"x\"}", "{\"rings\": {}}", "{\"database\": 1, \"rings\": {}}",
        R"({"database": "x", "rings": {"us": {"port": 0}}})", R"({"database": "x", "rings": {"us": {"port": 65536}}})",
        R"({"database": "x", "rings": {"us": 1}})"}) {
    EXPECT_FALSE(parse_ring_record(text)) << text;
  }
}

TEST(RingNames, mayNotLeaveTheDirectoryOrTakeItsFiles) {
  EXPECT_TRUE(check_ring_name("us"));
  EXPECT_TRUE(check_ring_name("rest-of_World1"));
  for (const char* name : {"", ".", "..", "a/b", ".lock", "pgpass", "rings.json", "us.new-abcdef", "环"}) {
    EXPECT_FALSE(check_ring_name(name)) << name;
  }
  EXPECT_FALSE(check_ring_name(std::string(64, 'a')));
}

TEST(DatabaseName, isThePlatformsWhereThatIsPlain) {
  EXPECT_EQ(database_name_for("meridian"), "meridian");
  for (const char* platform : {"", "postgres", "template1", "My App", "a\"b"}) {
    EXPECT_EQ(database_name_for(platform), "ringfence") << platform;
  }
}

TEST(PassFile, escapesTheHostAndKeepsThePassword) {
  EXPECT_EQ(pass_line("/a:b\\c", "postgres", "x1"), "/a\\:b\\\\c:*:*:postgres:x1\n");
  EXPECT_EQ(password_of(pass_line("127.0.0.1", "postgres", "x1") + pass_line("/s", "postgres", "x1")), "x1");
  EXPECT_EQ(password_of(""), "");
}

TEST(PostmasterFile, isReadAsTheServerWritesIt) {
  const std::string starting = "4711\n/d/us/data\n1700000000\n20001\n/d/us\n127.0.0.1\n  5432001   0\nstarting\n";
  const std::string ready = "4711\n/d/us/data\n1700000000\n20001\n/d/us\n127.0.0.1\n  5432001   0\nready   \n";
  EXPECT_EQ(parse_postmaster_file(starting), (PostmasterFile{4711, 20001, false}));
  EXPECT_EQ(parse_postmaster_file(ready), (PostmasterFile{4711, 20001, true}));
}

TEST(PostmasterFile, trustsNoOtherText) {
  for (const char* text : {"", "\n", "x\n", "0\n", "1\n", "-1\n", "-4711\n/d\n"}) {  // negative: postgres --single
    EXPECT_FALSE(parse_postmaster_file(text)) << text;
  }
  EXPECT_EQ(parse_postmaster_file("4711\n"), (PostmasterFile{4711, 0, false}));
}

TEST(PostmasterCommand, isNoChildOfAServerAndNoOtherProgram) {
  EXPECT_TRUE(is_postmaster_command("/usr/lib/postgresql/15/bin/postgres\0-D\0/d\0"s));
  EXPECT_TRUE(is_postmaster_command("postgres"s));
  EXPECT_FALSE(is_postmaster_command("postgres: ringfence us: checkpointer \0"s));
  EXPECT_FALSE(is_postmaster_command("/usr/bin/vi\0postgres\0"s));
  EXPECT_FALSE(is_postmaster_command(""s));
}

TEST(ServerPrograms, sayTheirMajorVersion) {
  EXPECT_EQ(major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), 15);
  EXPECT_EQ(major_version("postgres (PostgreSQL) 17beta1\n"), 17);
  EXPECT_EQ(major_version("something else"), 0);
}

}  // namespace
}  // namespace ringfence::lifecycle
