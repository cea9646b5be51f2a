// What a session keeps of a transaction, a server or a COPY, and what becomes of it where something fails.
#include <gtest/gtest.h>

#include "session_names.h"

namespace ringfence::gateway {
namespace {

const Error gone{"ring us is gone", {}, {}, "08006"};
const Error ends{"the gateway ends", {}, {}, "57P01"};

std::string run_extended(std::string_view text) {
  return parse("", text) + bind("", "") + execute() + sync();
}

void begin(World& world) {
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  (void)world.client_got();
  (void)world.server_got();
}

TEST(Lost, InATransactionTheExtendedProtocolFailsUntilItsEndToo) {
  World world;
  begin(world);
  world.event(Session::ServerLost{gone});
  world.client(run_extended("SELECT 1"));
  EXPECT_THAT(world.client_got(), ElementsAre("E 08006 ring us is gone", "Z E"));
  world.client(run_extended("SELECT 1"));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 25P02"), "Z E"));
  world.client(parse("", "ROLLBACK") + describe(wire::Target::statement, "") + bind("", "") +
               describe(wire::Target::portal, "") + execute() + sync());
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "t", "n", "2", "n", "C ROLLBACK", "Z I"));
  world.client(run_extended("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("P  SELECT 1", "B  ", "E ", "S"));
}

TEST(Lost, WhatWasPreparedBeforeIsRefusedUntilTheEndOfTheTransaction) {
  World world;
  world.client(parse("s", "SELECT 1") + parse("r", "ROLLBACK") + sync());
  world.server(parse_complete() + parse_complete() + ready());
  begin(world);
  world.event(Session::ServerLost{gone});
  world.client(sync());
  world.client(bind("", "s") + execute() + sync());
  EXPECT_THAT(world.client_got(), ElementsAre("Z E", "E 08006 ring us is gone", "Z E"));
  world.client(bind("", "s") + execute() + sync());
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 25P02"), "Z E"));
  world.client(bind("", "r") + execute() + bind("", "s") + execute() + sync());
  EXPECT_THAT(world.client_got(), ElementsAre("2", "C ROLLBACK"));
  EXPECT_THAT(world.server_got(), ElementsAre("P ringfence_1 SELECT 1", "B  ringfence_1", "E ", "S"));
}

TEST(Lost, ACommitIsToldThatItFailedAndARollbackThatItIsDone) {
  World committing;
  begin(committing);
  committing.event(Session::ServerLost{gone});
  committing.client(query("COMMIT"));
  EXPECT_THAT(committing.client_got(), ElementsAre("E 08006 ring us is gone", "Z I"));

  World rolling_back;
  begin(rolling_back);
  rolling_back.event(Session::ServerLost{gone});
  rolling_back.client(query("ROLLBACK"));
  EXPECT_THAT(rolling_back.client_got(), ElementsAre("C ROLLBACK", "Z I"));
}

TEST(Lost, AnEndThatChainsIsRefusedSinceThereIsNoServerToBeginAnewOn) {
  World world;
  begin(world);
  world.event(Session::ServerLost{gone});
  world.client(query("ROLLBACK AND CHAIN") + query("ROLLBACK AND CHAIN"));
  EXPECT_THAT(world.client_got(), ElementsAre("E 08006 ring us is gone", "Z E", StartsWith("E 25P02"), "Z E"));
}

TEST(Lost, ACommitOfTheExtendedProtocolIsToldThatItFailed) {
  World world;
  begin(world);
  world.event(Session::ServerLost{gone});
  world.client(run_extended("COMMIT"));
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "E 08006 ring us is gone", "Z I"));
}

TEST(Lost, APinnedSessionEndsWithItsServer) {
  World world;
  world.client(query("LISTEN news"));
  world.server(complete("LISTEN") + ready());
  (void)world.client_got();
  world.event(Session::ServerLost{gone});
  EXPECT_TRUE(world.seen.closed);
  EXPECT_THAT(world.client_got(), ElementsAre("E 08006 ring us is gone"));
}

TEST(Pinned, ADiscardAllThatFailsLeavesTheServerToTheSession) {
  World world;
  world.client(query("SET work_mem = '1MB'"));
  world.server(complete("SET") + ready());
  begin(world);
  world.client(query("DISCARD ALL"));
  world.server(failure("25001", "DISCARD ALL cannot run inside a transaction block") + ready('E'));
  world.client(query("ROLLBACK"));
  world.server(complete("ROLLBACK") + ready());
  EXPECT_TRUE(world.session->is_pinned());
  EXPECT_EQ(world.seen.releases, 0);
}

TEST(Prepared, ADeallocateAllThatFailsForgetsNothing) {
  World world;
  world.client(parse("s", "SELECT 1") + sync());
  world.server(parse_complete() + ready());
  begin(world);
  world.client(query("SELECT 1/0"));
  world.server(failure("22012", "division by zero") + ready('E'));
  world.client(query("DEALLOCATE ALL"));
  world.server(failure("25P02", "current transaction is aborted") + ready('E'));
  world.client(query("ROLLBACK"));
  world.server(complete("ROLLBACK") + ready());
  (void)world.client_got();
  (void)world.server_got();
  world.client(bind("", "s") + execute() + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("B  ringfence_1", "E ", "S"));
}

TEST(Prepared, WhatServersCallAStatementCannotBeDeallocated) {
  World world;
  world.client(query("DEALLOCATE ringfence_7") + query("SELECT 1; DEALLOCATE ringfence_7"));
  const char* const refusal = "E 26000 prepared statement \"ringfence_7\" does not exist";
  EXPECT_THAT(world.client_got(), ElementsAre(refusal, "Z I", refusal, "Z I"));
  world.client(parse("", "DEALLOCATE ringfence_7") + bind("", "") + execute() + sync());
  world.server(parse_complete() + failure("26000", "no such statement") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", refusal, "Z I"));
}

TEST(OwnSettings, BeforeADeallocateLeaveNothingToTheNextQuery) {
  World world;
  world.client(parse("s", "SELECT 1") + sync());
  world.server(parse_complete() + ready());
  (void)world.server_got();
  world.client(query("SET ringfence.viewer = 'DE'; DEALLOCATE s") + query("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 1"));
}

TEST(Prepared, DeallocateAllInAPipelineIsWaitedFor) {
  World world;
  world.client(parse("s", "SELECT 1") + sync());
  world.server(parse_complete() + ready());
  (void)world.client_got();
  (void)world.server_got();
  world.client(parse("", "DEALLOCATE ALL") + bind("", "") + execute() + bind("", "s") + execute() + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("P  DEALLOCATE ALL", "B  ", "E ", "H"));
  world.server(parse_complete() + bind_complete() + complete("DEALLOCATE ALL"));
  EXPECT_THAT(world.server_got(), ElementsAre("B  ringfence_refused", "S"));
  world.server(failure("26000", "no such statement") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "C DEALLOCATE ALL", StartsWith("E 26000"), "Z I"));
}

TEST(Settings, ThatAServerDoesNotTakeAreTheLastWord) {
  World world;
  world.given([](World& now) { now.side->followed.set(6, "UTC"); });
  world.client(query("SELECT 1"));
  world.server(failure("22023", "invalid value for parameter \"TimeZone\"") + ready() + row("1") +
               complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("E 22023 invalid value for parameter \"TimeZone\""));
  EXPECT_TRUE(world.seen.closed);
}

TEST(Copy, InAPipelineTheSyncBehindItIsPartOfIt) {
  World world("web", {{}, "migrate", {}, false});
  world.client(parse("", "COPY tag FROM STDIN") + bind("", "") + execute() + sync());
  world.server(parse_complete() + bind_complete() + wire::encode(wire::CopyInResponse{{0, {0}}}));
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "G"));
  world.client(wire::encode(wire::CopyData{"1\ta\n"}) + wire::encode(wire::CopyDone{}) + sync());
  world.server(complete("COPY 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("C COPY 1", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(Copy, AQueryThatWasSentBehindItEndsTheConnection) {
  World world("web", {{}, "migrate", {}, false});
  world.client(query("COPY tag FROM STDIN") + query("SELECT 1"));
  world.server(wire::encode(wire::CopyInResponse{{0, {0}}}));
  EXPECT_THAT(world.client_got(), ElementsAre("G", StartsWith("E 08P01")));
  EXPECT_TRUE(world.seen.closed);
}

TEST(Copy, ThatFailsInAPipelineWaitsForTheNextSync) {
  World world("web", {{}, "migrate", {}, false});
  world.client(parse("", "COPY tag FROM STDIN") + bind("", "") + execute() + sync());
  world.server(parse_complete() + bind_complete() + wire::encode(wire::CopyInResponse{{0, {0}}}));
  world.client(wire::encode(wire::CopyFail{"enough"}));
  world.server(failure("57014", "COPY from stdin failed"));
  (void)world.server_got();
  EXPECT_EQ(world.seen.releases, 0);
  world.client(sync());
  EXPECT_THAT(world.server_got(), ElementsAre("S"));
  world.server(ready());
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(Pipeline, AQueryBehindMessagesWithoutASyncHasThemAnsweredFirst) {
  World world;
  world.client(parse("", "SELECT 1") + query("SELECT 2"));
  EXPECT_THAT(world.server_got(), ElementsAre("P  SELECT 1", "H"));
  world.server(parse_complete());
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 2"));
}

TEST(Dedicated, AQueryBehindMessagesWithoutASyncIsPassedOverIfTheyFail) {
  World world("web", {{}, "migrate", {}, false}, true);
  world.client(bind("", "none") + query("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("B  none", "H"));
  world.server(failure("26000", "prepared statement \"none\" does not exist"));
  EXPECT_THAT(world.server_got(), IsEmpty());
  world.client(sync());
  world.server(ready());
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 26000"), "Z I"));
}

TEST(Copy, FromTheClientIsRelayedAndEndsTheTransaction) {
  World world("web", {{}, "migrate", {}, false});
  world.client(query("COPY tag FROM STDIN"));
  world.server(wire::encode(wire::CopyInResponse{{0, {0}}}));
  world.client(wire::encode(wire::CopyData{"1\ta\n"}) + wire::encode(wire::CopyData{"2\tb\n"}));
  world.client(wire::encode(wire::CopyDone{}));
  EXPECT_THAT(world.server_got(), ElementsAre("Q COPY tag FROM STDIN", "d 1\ta\n", "d 2\tb\n", "c"));
  world.server(complete("COPY 2") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("G", "C COPY 2", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(Drain, WhoIsIdleIsSentAway) {
  World world;
  world.event(Session::Ending{ends});
  EXPECT_THAT(world.client_got(), ElementsAre("E 57P01 the gateway ends"));
  EXPECT_TRUE(world.seen.closed);
}

TEST(Drain, ATransactionIsWaitedFor) {
  World world;
  begin(world);
  world.event(Session::Ending{ends});
  EXPECT_FALSE(world.seen.closed);
  world.client(query("COMMIT"));
  world.server(complete("COMMIT") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("C COMMIT", "Z I", "E 57P01 the gateway ends"));
  EXPECT_TRUE(world.seen.closed);
}

TEST(Pipeline, OfSeveralSyncsIsAnsweredInOrder) {
  World world;
  world.lives({0, {}, {"42"}}, 0);
  const std::string text = "SELECT first_name FROM person WHERE id = $1";
  world.client(parse("s", text) + bind("", "s", {"42"}) + execute() + sync() + bind("p", "s", {"42"}) +
               describe(wire::Target::portal, "p") + execute("p") + sync() + query("SELECT 1"));
  world.server(parse_complete() + bind_complete() + row("Ada") + complete("SELECT 1") + ready());
  world.server(bind_complete() + no_data() + row("Ada") + complete("SELECT 1") + ready());
  world.server(row("1") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "D Ada", "C SELECT 1", "Z I", "2", "n", "D Ada", "C SELECT 1",
                                              "Z I", "D 1", "C SELECT 1", "Z I"));
  EXPECT_EQ(world.seen.releases, 3);
}

// As drivers do that read by pages: a portal of its own name for each, in one transaction.
TEST(Portals, ThatWereClosedMakeRoomForOthers) {
  World world;
  world.not_rerun();  // some thousands of steps
  world.lives({0, {}, {"42"}}, 0);
  begin(world);
  world.client(parse("s", "SELECT first_name FROM person WHERE id = $1") + sync());
  world.server(parse_complete() + ready('T'));
  for (std::size_t i = 0; i != limits::portals + 10; ++i) {
    const std::string name = "p" + std::to_string(i);
    world.client(bind(name, "s", {"42"}) + execute(name) + close(wire::Target::portal, name) + sync());
    world.server(bind_complete() + row("Ada") + complete("SELECT 1") + wire::encode(wire::CloseComplete{}) +
                 ready('T'));
    (void)world.server_got();
    ASSERT_THAT(world.client_got(), ::testing::Contains("D Ada")) << name;
  }
}

TEST(Portals, OfANameThatIsBoundAnewInOneBreathAreTwo) {
  World world;
  world.lives({0, {}, {"42"}}, 0);
  begin(world);
  world.client(parse("s", "SELECT first_name FROM person WHERE id = $1") + bind("p", "s", {"42"}) +
               close(wire::Target::portal, "p") + bind("p", "s", {"42"}) + sync());
  world.server(parse_complete() + bind_complete() + wire::encode(wire::CloseComplete{}) + bind_complete() + ready('T'));
  world.client(execute("p") + sync());
  world.server(row("Ada") + complete("SELECT 1") + ready('T'));
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "3", "2", "Z T", "D Ada", "C SELECT 1", "Z T"));
}

TEST(Portals, OfOurOwnAnswersAreGoneOnceClosed) {
  World world;
  world.client(parse("o", "SET ringfence.viewer = 'DE'") + bind("p", "o") + close(wire::Target::portal, "p") +
               execute("p") + sync());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "3", ::testing::StartsWith("E 34000"), "Z I"));
}

TEST(Dedicated, CopiesAndFailsOnItsOwnServer) {
  World world("web", {{}, "migrate", {}, false}, true);
  world.client(query("COPY tag FROM STDIN"));
  world.server(wire::encode(wire::CopyInResponse{{0, {0}}}));
  world.client(wire::encode(wire::CopyData{"1\ta\n"}) + wire::encode(wire::CopyDone{}));
  world.server(complete("COPY 1") + ready());
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(parse("s", "SELECT 1/0") + bind("", "s") + execute() + sync());
  world.server(parse_complete() + bind_complete() + failure("22012", "division by zero") + ready('E'));
  EXPECT_THAT(world.client_got(),
              ElementsAre("G", "C COPY 1", "Z I", "C BEGIN", "Z T", "1", "2", "E 22012 division by zero", "Z E"));
  EXPECT_EQ(world.seen.releases, 0);
}

}  // namespace
}  // namespace ringfence::gateway
