// What postgres_fdw hears on its connections to the gateway.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/world/fdw_session.h"
#include "session_bytes.h"

namespace ringfence::gateway {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* begin = "START TRANSACTION ISOLATION LEVEL REPEATABLE READ";

// What postgres_fdw would send.
std::string declare(const std::string& cursor, const std::string& sql) {
  std::string bytes;
  wire::encode(wire::Parse{{}, "DECLARE " + cursor + " CURSOR FOR\n" + sql, {}}, bytes);
  wire::encode(wire::Bind{}, bytes);
  wire::encode(wire::Describe{wire::Target::portal, {}}, bytes);
  wire::encode(wire::Execute{}, bytes);
  wire::encode(wire::Sync{}, bytes);
  return bytes;
}

struct Fdw {
  FdwSession session;
  FdwSession::Actions last;
  std::string said;
  void say(std::string bytes) {
    while (!bytes.empty()) {
      FdwSession::Actions actions;
      const std::size_t used = session.resume(bytes, actions);
      if (used == 0) break;
      bytes.erase(0, used);
      said += actions.to_client;
      if (actions.open || actions.fetch > 0 || actions.over || actions.close || actions.close_cursor ||
          actions.rewind || actions.undone > 0 || actions.released > 0) {
        last = actions;
      }
    }
  }
  std::vector<std::string> got() { return shown(std::exchange(said, {}), wire::Sender::server); }
};

TEST(FdwSession, AnswersTheChatterItself) {
  Fdw fdw;
  fdw.say(query("SET search_path = pg_catalog") + query("SET extra_float_digits = 3"));
  EXPECT_THAT(fdw.got(), ElementsAre("C SET", "Z I", "C SET", "Z I"));
  fdw.say(query(begin) + declare("c1", "SELECT id FROM transfer_us_feed.person"));
  EXPECT_THAT(fdw.got(), ElementsAre("C START TRANSACTION", "Z T", "1", "2", "n", "C DECLARE CURSOR", "Z T"));
  ASSERT_TRUE(fdw.last.open);
  EXPECT_EQ(fdw.last.open->text, "SELECT id FROM transfer_us_feed.person");
  EXPECT_EQ(fdw.last.cursor, "c1");
  fdw.say(query("FETCH 100 FROM c1"));
  EXPECT_EQ(fdw.last.fetch, 100u);
  EXPECT_TRUE(fdw.session.waits());
  EXPECT_THAT(fdw.got(), IsEmpty());
  FdwSession::Actions actions;
  fdw.session.resume(FdwSession::Fetched{{}, row("7"), 1}, actions);
  EXPECT_THAT(shown(actions.to_client, wire::Sender::server), ElementsAre("T", "D 7", "C FETCH 1", "Z T"));
  fdw.say(query("CLOSE c1") + query("COMMIT TRANSACTION"));
  EXPECT_THAT(fdw.got(), ElementsAre("C CLOSE CURSOR", "Z T", "C COMMIT", "Z I"));
  EXPECT_TRUE(fdw.last.over);
}

TEST(FdwSession, KeepsItsValuesWithTheQuery) {
  Fdw fdw;
  fdw.say(query(begin));
  std::string bytes;
  wire::encode(wire::Parse{{}, "DECLARE c9 CURSOR FOR\nSELECT 1 WHERE $1::text = $2", {0, 0}}, bytes);
  wire::Bind bind;
  bind.parameters = {"x", std::nullopt};
  wire::encode(bind, bytes);
  wire::encode(wire::Execute{}, bytes);
  wire::encode(wire::Sync{}, bytes);
  fdw.say(bytes);
  ASSERT_TRUE(fdw.last.open);
  EXPECT_THAT(fdw.last.open->parameters, ElementsAre(std::optional<std::string>("x"), std::nullopt));
}

// What was opened before a savepoint outlives what is undone behind it.
TEST(FdwSession, KnowsItsSavepoints) {
  Fdw fdw;
  fdw.say(query(begin) + declare("c1", "SELECT 1"));
  EXPECT_EQ(fdw.session.savepoint(), 0U);
  fdw.say(query("SAVEPOINT s2") + query("SAVEPOINT s3") + declare("c2", "SELECT 2"));
  EXPECT_EQ(fdw.session.savepoint(), 3U);
  fdw.say(query("RELEASE SAVEPOINT s3"));
  EXPECT_EQ(fdw.last.released, 3U);
  EXPECT_EQ(fdw.session.savepoint(), 2U);
  fdw.got();
  fdw.say(query("ROLLBACK TO SAVEPOINT s2; RELEASE SAVEPOINT s2"));
  EXPECT_EQ(fdw.last.undone, 2U);
  EXPECT_FALSE(fdw.last.over);
  EXPECT_EQ(fdw.session.savepoint(), 0U);
  EXPECT_THAT(fdw.got(), ElementsAre("C ROLLBACK", "C RELEASE", "Z T"));
  fdw.say(query("SAVEPOINT s2") + query("ABORT TRANSACTION"));
  EXPECT_TRUE(fdw.last.over);
  EXPECT_EQ(fdw.session.savepoint(), 0U);
}

TEST(FdwSession, DoesNothingElse) {
  for (const char* text :
       {"SELECT 1", "BEGIN", "FETCH 0 FROM c1", "FETCH 5 FROM c1; SELECT 1", "CLOSE ALL", "SET search_path = public",
        "COPY t TO STDOUT", "SAVEPOINT x", "SAVEPOINT s0", "SAVEPOINT s99999999999", "RELEASE SAVEPOINT s2; SELECT 1",
        "", "ROLLBACK TO SAVEPOINT s2; RELEASE SAVEPOINT s3", "FETCH 99999999999999999999 FROM c1"}) {
    Fdw fdw;
    fdw.say(query(begin));
    fdw.got();
    fdw.say(query(text));
    const auto got = fdw.got();
    ASSERT_EQ(got.size(), 2u) << text;
    EXPECT_THAT(got[0], HasSubstr("E 0A000")) << text;
    EXPECT_EQ(got[1], "Z E") << text;
    fdw.say(query("FETCH 5 FROM c1"));
    EXPECT_THAT(fdw.got()[0], HasSubstr("25P02"));
    fdw.say(query("ABORT TRANSACTION"));
    EXPECT_THAT(fdw.got(), ElementsAre("C ROLLBACK", "Z I"));
  }
}

TEST(FdwSession, PassesOverTheRestOfAPipelineThatItRefuses) {
  Fdw fdw;
  std::string bytes;
  wire::encode(wire::Parse{{}, "SELECT secret FROM person", {}}, bytes);
  wire::encode(wire::Bind{}, bytes);
  wire::encode(wire::Execute{}, bytes);
  wire::encode(wire::Sync{}, bytes);
  fdw.say(query(begin) + bytes);
  const auto got = fdw.got();
  ASSERT_EQ(got.size(), 4u);
  EXPECT_THAT(got[2], HasSubstr("0A000"));
  EXPECT_EQ(got[3], "Z E");
  EXPECT_FALSE(fdw.last.open.has_value());
}

TEST(FdwSession, HangsUpOnWhatIsNotTheProtocol) {
  Fdw fdw;
  fdw.say(std::string("\x01\x00\x00\x00\x04", 5));
  EXPECT_TRUE(fdw.last.close);
}

}  // namespace
}  // namespace ringfence::gateway
