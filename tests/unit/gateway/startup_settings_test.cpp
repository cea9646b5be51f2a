#include "gateway/session/startup_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace ringfence::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Said = std::vector<std::pair<std::string_view, std::string_view>>;

std::string refused(const Said& settings) {
  const auto read = read_settings({wire::protocol_3_0, settings});
  return read ? "" : read.error().sqlstate;
}

StartupSettings kept(const Said& settings) {
  auto read = read_settings({wire::protocol_3_0, settings});
  EXPECT_TRUE(read) << read.error().message;
  return read ? *read : StartupSettings();
}

std::string unfit(const Said& settings) {
  StartupSettings said = kept(settings);
  const Status fit = fit_for_judging(said);
  return fit ? "" : fit.error().sqlstate;
}

StartupSettings judged(const Said& settings) {
  StartupSettings said = kept(settings);
  EXPECT_TRUE(fit_for_judging(said));
  return said;
}

TEST(StartupSettings, WhatIsKept) {
  EXPECT_THAT(kept({{"user", "web"}, {"database", "app"}, {"replication", "off"}, {"_pq_.x", "1"}}), IsEmpty());
  EXPECT_THAT(kept({{"TimeZone", "UTC"}, {"application_name", "x"}}),
              ElementsAre(Pair("application_name", "x"), Pair("timezone", "UTC")));
  EXPECT_THAT(kept({{"ringfence.subject", "42"}}), ElementsAre(Pair("ringfence.subject", "42")));
  EXPECT_THAT(judged({{"client_encoding", "'utf-8'"}, {"standard_conforming_strings", "ON"}}),
              ElementsAre(Pair("client_encoding", "UTF8"), Pair("standard_conforming_strings", "on")));
  EXPECT_THAT(judged({{"ringfence.count_withheld", "YES"}}), ElementsAre(Pair("ringfence.count_withheld", "on")));
  EXPECT_EQ(unfit({{"ringfence.count_withheld", "perhaps"}}), "22023");
  EXPECT_THAT(kept({{"search_path", "other"}, {"client_encoding", "SJIS"}, {"standard_conforming_strings", "off"}}),
              ElementsAre(Pair("client_encoding", "SJIS"), Pair("search_path", "other"),
                          Pair("standard_conforming_strings", "off")));
}

TEST(StartupSettings, TheLastWordCountsAndOptionsComeFirst) {
  EXPECT_THAT(kept({{"geqo", "on"}, {"GEQO", "off"}, {"options", "-c geqo=1 -c jit=off"}}),
              ElementsAre(Pair("geqo", "off"), Pair("jit", "off")));
}

TEST(StartupSettings, OptionsAsPostgresqlSplitsThem) {
  const auto read = read_options(" -c  a=1\t--Work-Mem=64MB -cb=two\\ words\\\\ -c c= --d=x=y\\");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(*read, ElementsAre(Pair("a", "1"), Pair("work_mem", "64MB"), Pair("b", "two words\\"), Pair("c", ""),
                                 Pair("d", "x=y")));
  EXPECT_THAT(*read_options(""), IsEmpty());
  for (const std::string_view wrong : {"-c", "-c a", "-ca", "--a", "--", "-S 5", "-d5", "a=1", "-", "\\"}) {
    const auto other = read_options(wrong);
    ASSERT_FALSE(other) << wrong;
    EXPECT_EQ(other.error().sqlstate, "42601") << wrong;
  }
}

TEST(StartupSettings, NobodyBecomesAnother) {
  EXPECT_EQ(refused({{"role", "postgres"}}), "42501");
  EXPECT_EQ(refused({{"Role", "postgres"}}), "42501");
  EXPECT_EQ(refused({{"session_authorization", "postgres"}}), "42501");
  EXPECT_EQ(refused({{"options", "-csession-authorization=postgres"}}), "42501");
  // In lower case they would reach the server as who logs in to what.
  for (const std::string_view name : {"USER", "Database", "OPTIONS", "Replication", "_PQ_.x"}) {
    EXPECT_EQ(refused({{name, "postgres"}}), "42704") << name;
  }
  for (const std::string_view options : {"-c user=postgres", "--database=x", "-c replication=1", "-c _pq_.x=1"}) {
    EXPECT_EQ(refused({{"options", options}}), "42704") << options;
  }
}

TEST(StartupSettings, NothingIsReadOtherwiseThanItIsJudged) {
  for (const std::string_view path : {"public", "\"$user\", public", "\"$user\",public", "PUBLIC"}) {
    EXPECT_EQ(unfit({{"search_path", path}}), "") << path;
  }
  for (const std::string_view path :
       {"", "pg_temp, public", "public, other", "public; DROP TABLE person", "\"Public\"x"}) {
    EXPECT_EQ(unfit({{"search_path", path}}), "42501") << path;
  }
  for (const std::string_view encoding : {"UTF8", "utf-8", "Unicode", "\"UTF8\""}) {
    EXPECT_EQ(unfit({{"client_encoding", encoding}}), "") << encoding;
  }
  for (const std::string_view encoding : {"", "SJIS", "LATIN1", "SQL_ASCII", "GBK", "auto"}) {
    EXPECT_EQ(unfit({{"client_encoding", encoding}}), "22023") << encoding;
  }
  for (const std::string_view off : {"off", "0", "", "of", "maybe"}) {
    EXPECT_EQ(unfit({{"standard_conforming_strings", off}}), "22023") << off;
  }
}

TEST(StartupSettings, NoReplication) {
  for (const std::string_view on : {"database", "true", "on", "1", "", "TRUE"}) {
    EXPECT_EQ(refused({{"replication", on}}), "0A000") << on;
  }
  EXPECT_EQ(refused({{"replication", "database"}, {"replication", "off"}}), "0A000");
}

TEST(StartupSettings, NamesThatAreNone) {
  const std::string longest(limits::name_bytes, 'a');
  EXPECT_EQ(refused({{longest, "1"}}), "");
  const std::string longer = longest + "a";
  for (const std::string_view name :
       {std::string_view(longer), std::string_view("a b"), std::string_view("a.b;c"), std::string_view("1a"),
        std::string_view("a..b"), std::string_view("a."), std::string_view(".a"), std::string_view("a'"),
        std::string_view("\xc3\xa9"), std::string_view("ringfence.other"), std::string_view("ringfence.")}) {
    EXPECT_EQ(refused({{name, "1"}}), "42704") << name;
  }
  EXPECT_EQ(refused({{"options", "-c =1"}}), "42704");
}

TEST(StartupSettings, NotMoreThanThereMayBe) {
  std::string options;
  for (std::size_t i = 0; i <= limits::startup_settings; ++i) options += "--a" + std::to_string(i) + "=1 ";
  EXPECT_EQ(refused({{"options", options}}), "54000");
}

}  // namespace
}  // namespace ringfence::gateway
