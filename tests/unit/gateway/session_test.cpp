#include "gateway/session/session.h"

#include <gtest/gtest.h>

#include "session_names.h"

namespace ringfence::gateway {
namespace {

const HomeQuestion person_42{0, {}, {"42"}};

void at_home(World& world, const HomeQuestion& question = person_42) {
  world.lives(question, 0);
}

TEST(SimpleQuery, OfAPersonAtHomeIsRelayedAndTheServerGivenBack) {
  World world;
  at_home(world);
  world.client(query("SELECT * FROM person WHERE id = 42"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT * FROM person WHERE id = 42"));
  EXPECT_EQ(world.seen.releases, 0);
  world.server(row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "C SELECT 1", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(SimpleQuery, OfAPersonElsewhereIsRefusedWithoutAServer) {
  World world;
  world.lives(person_42, 1);
  world.client(query("SELECT * FROM person WHERE id = 42"));
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501 "), "Z I"));
  EXPECT_EQ(world.seen.refusals, 1);
}

TEST(SimpleQuery, OfAPersonWhoseHomeIsNotKnownWaitsForTheAnswer) {
  World world;
  world.client(query("SELECT * FROM person WHERE id = 42"));
  ASSERT_TRUE(world.asked);
  EXPECT_EQ(*world.asked, person_42);
  EXPECT_TRUE(world.session->waits());
  world.event(Session::HomeFound{person_42, {0}});
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT * FROM person WHERE id = 42"));
}

TEST(SimpleQuery, OfAPersonNobodyKnowsRunsHereAndFindsNothing) {
  World world;
  world.client(query("SELECT * FROM person WHERE id = 42"));
  world.event(Session::HomeFound{person_42, {}});
  EXPECT_THAT(world.server_got(), ElementsAre(StartsWith("Q ")));
  EXPECT_EQ(world.homes().size(), 0u);
}

TEST(SimpleQuery, IsRefusedWhereARingDoesNotAnswer) {
  World world;
  world.client(query("SELECT * FROM person WHERE id = 42"));
  world.event(Session::HomeUnknown{person_42, {"ring eu does not answer", {}, {}, "08006"}});
  EXPECT_THAT(world.client_got(), ElementsAre("E 08006 ring eu does not answer", "Z I"));
}

TEST(SimpleQuery, InATransactionFailsTheServerToo) {
  World world;
  world.lives(person_42, 1);
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  (void)world.client_got();
  (void)world.server_got();
  world.client(query("SELECT * FROM person WHERE id = 42"));
  EXPECT_THAT(world.server_got(), ElementsAre("B  ringfence_refused", "S"));
  world.server(failure("26000", "prepared statement \"ringfence_refused\" does not exist") + ready('E'));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501 "), "Z E"));
  EXPECT_EQ(world.seen.releases, 0);
}

TEST(SimpleQuery, WaitsForAServerAndIsNotLost) {
  World world;
  world.given([](World& now) { now.none_free = true; });
  world.client(query("SELECT 1"));
  EXPECT_TRUE(world.session->waits());
  world.granted();
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 1"));
}

TEST(SimpleQuery, WaitsForAServerThatHasToBeBroughtToItsSettings) {
  World world;
  world.given([](World& now) { now.side->followed.set(0, "another"); });
  world.given([](World& now) { now.none_free = true; });
  world.client(query("SELECT 1"));
  world.granted();
  EXPECT_THAT(world.server_got(), ElementsAre("Q SET application_name TO 'x'", "Q SELECT 1"));
  world.server(complete("SET") + ready() + row("1") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("D 1", "C SELECT 1", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(SimpleQuery, BehindAnUnansweredPipelineIsNotForgotten) {
  World world;
  world.client(parse("", "SELECT 1") + sync() + query("SELECT 2"));
  EXPECT_THAT(world.server_got(), ElementsAre("P  SELECT 1", "S"));
  EXPECT_TRUE(world.session->waits());
  world.server(parse_complete() + ready());
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 2"));
  EXPECT_FALSE(world.session->waits());
}

TEST(SimpleQuery, IsToldThatThereWillBeNoServer) {
  World world;
  world.given([](World& now) { now.none_free = true; });
  world.client(query("SELECT 1"));
  world.event(Session::Refused{{"too many wait", {}, {}, "53300"}});
  EXPECT_THAT(world.client_got(), ElementsAre("E 53300 too many wait", "Z I"));
}

TEST(OwnSettings, AreAnsweredHereAndDecideWhatFollows) {
  World world;
  at_home(world);
  world.client(query("SET ringfence.subject = '42'"));
  EXPECT_THAT(world.client_got(), ElementsAre("C SET", "Z I"));
  world.client(query("SHOW ringfence.subject"));
  EXPECT_THAT(world.client_got(), ElementsAre("T", "D 42", "C SHOW", "Z I"));
  world.client(query("SELECT count(*) FROM person"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT count(*) FROM person"));
}

TEST(OwnSettings, BeforeAStatementOfTheSameTextAreTakenOff) {
  World world;
  at_home(world);
  world.client(query("SET ringfence.subject = '42'; SELECT count(*) FROM person"));
  EXPECT_THAT(world.server_got(), ElementsAre(HasSubstr("SELECT count(*) FROM person")));
  EXPECT_THAT(world.client_got(), ElementsAre("C SET"));
  world.server(row("1") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("D 1", "C SELECT 1", "Z I"));
  EXPECT_EQ(world.session->own().subject, "42");
}

TEST(OwnSettings, AreUndoneByARollback) {
  World world;
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query("SET ringfence.viewer = 'DE'"));
  EXPECT_EQ(world.session->own().viewer, "DE");
  world.client(query("ROLLBACK"));
  world.server(complete("ROLLBACK") + ready());
  EXPECT_EQ(world.session->own().viewer, "");
}

TEST(OwnSettings, LocalOnesEndWithTheTransaction) {
  World world;
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query("SET LOCAL ringfence.viewer = 'DE'"));
  EXPECT_EQ(world.session->own().viewer, "DE");
  world.client(query("COMMIT"));
  world.server(complete("COMMIT") + ready());
  EXPECT_EQ(world.session->own().viewer, "");
}

TEST(OwnSettings, ReportsNeedThePurposeOperate) {
  World world;
  world.client(query("SHOW ringfence.pools"));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501 permission denied"), "Z I"));
}

// A Parse that the server need not be asked for leaves it idle at the Sync, with more of the client's behind that.
TEST(Extended, AServerIsGivenBackBeforeAnotherIsTaken) {
  World world;
  world.client(parse("a", "SELECT 2") + sync());
  world.server(parse_complete() + ready());
  (void)world.server_got();
  world.client(parse("b", "SELECT 2") + sync() + query("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 1"));
  EXPECT_TRUE(world.has_server) << "the one that was taken";
  EXPECT_EQ(world.seen.releases, 2);
  world.server(row("1") + complete("SELECT 1") + ready());
  EXPECT_EQ(world.client_got().back(), "Z I");
}

TEST(Extended, AStatementPreparedOnceIsKnownOnEveryServer) {
  World world;
  at_home(world);
  const std::string text = "SELECT first_name FROM person WHERE id = $1";
  world.client(parse("s", text) + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("P ringfence_1 " + text, "S"));
  world.server(parse_complete() + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);

  world.given([](World& now) { now.another_server(); });
  world.client(bind("", "s", {"42"}) + execute() + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("P ringfence_1 " + text, "B  ringfence_1", "E ", "S"));
  world.server(parse_complete() + bind_complete() + row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("2", "D Ada", "C SELECT 1", "Z I"));
}

TEST(Extended, TheUnnamedStatementIsBroughtToTheServerThatBindsIt) {
  World world;
  world.client(parse("", "SELECT 1") + sync());
  world.server(parse_complete() + ready());
  world.given([](World& now) { now.another_server(); });
  (void)world.server_got();
  world.client(bind("", "") + execute() + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("P  SELECT 1", "B  ", "E ", "S"));
}

TEST(Extended, ARefusalTakesItsPlaceInAPipelineAndTheRestIsSkipped) {
  World world;
  at_home(world);
  world.lives({0, {}, {"7"}}, 1);
  const std::string text = "SELECT first_name FROM person WHERE id = $1";
  world.client(parse("", text) + bind("", "", {"42"}) + execute() + bind("", "", {"7"}) + execute() + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("P  " + text, "B  ", "E ", "B  ringfence_refused", "S"));
  world.server(parse_complete() + bind_complete() + row("Ada") + complete("SELECT 1") +
               failure("26000", "no such statement") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "D Ada", "C SELECT 1", StartsWith("E 42501 "), "Z I"));
}

TEST(Extended, AfterAnErrorNothingIsSentUpToTheSync) {
  World world;
  at_home(world);
  world.client(parse("a", "SELECT first_name FROM person WHERE id = $1"));
  (void)world.server_got();
  world.server(failure("42703", "column does not exist"));
  EXPECT_THAT(world.client_got(), ElementsAre("E 42703 column does not exist"));
  world.client(bind("", "a", {"42"}) + execute());
  EXPECT_THAT(world.server_got(), IsEmpty());
  world.client(sync());
  EXPECT_THAT(world.server_got(), ElementsAre("S"));
  world.server(ready());
  EXPECT_THAT(world.client_got(), ElementsAre("Z I"));
  world.client(bind("", "a", {"42"}) + sync());
  EXPECT_THAT(world.client_got(), ElementsAre("E 26000 prepared statement \"a\" does not exist", "Z I"));
}

TEST(Extended, NamesAreTheClientsOwn) {
  World world;
  world.client(parse("s", "SELECT 1") + sync());
  world.server(parse_complete() + ready());
  (void)world.client_got();
  world.client(parse("s", "SELECT 2") + sync());
  EXPECT_THAT(world.client_got(), ElementsAre("E 42P05 prepared statement \"s\" already exists", "Z I"));
  world.client(close(wire::Target::statement, "s") + sync());
  EXPECT_THAT(world.client_got(), ElementsAre("3", "Z I"));
  world.client(describe(wire::Target::statement, "s") + sync());
  EXPECT_THAT(world.client_got(), ElementsAre("E 26000 prepared statement \"s\" does not exist", "Z I"));
}

TEST(Extended, DeallocateReachesWhatTheProtocolPrepared) {
  World world;
  world.client(parse("s", "SELECT 1") + sync());
  world.server(parse_complete() + ready());
  (void)world.client_got();
  (void)world.server_got();
  world.client(query("DEALLOCATE s"));
  EXPECT_THAT(world.client_got(), ElementsAre("C DEALLOCATE", "Z I"));
  EXPECT_THAT(world.server_got(), IsEmpty());
}

TEST(Extended, OwnSettingsAreAnsweredInTheirTurn) {
  World world;
  at_home(world);
  world.client(parse("", "SELECT first_name FROM person WHERE id = $1") + bind("", "", {"42"}) + execute() +
               parse("o", "SET ringfence.viewer = 'DE'") + bind("", "o") + describe(wire::Target::portal, "") +
               execute() + sync());
  EXPECT_THAT(world.client_got(), IsEmpty());
  world.server(parse_complete() + bind_complete() + complete("SELECT 0") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "C SELECT 0", "1", "2", "n", "C SET", "Z I"));
  EXPECT_EQ(world.session->own().viewer, "DE");
}

TEST(Settings, AServerIsBroughtToTheSessionsOwnFirst) {
  World world;
  world.given([](World& now) { now.side->followed.set(6, "UTC"); });
  world.client(query("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SET TimeZone TO 'x'", "Q SELECT 1"));
  world.server(complete("SET") + wire::encode(wire::ParameterStatus{"TimeZone", "X"}) + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("S TimeZone X"));
  world.server(row("1") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("D 1", "C SELECT 1", "Z I"));
  world.client(query("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 1"));
}

TEST(Settings, WhatAServerDoesNotReportPinsTheSession) {
  World world;
  world.client(query("SET work_mem = '1MB'"));
  world.server(complete("SET") + ready());
  EXPECT_EQ(world.seen.releases, 0);
  EXPECT_TRUE(world.session->is_pinned());
  world.client(query("DISCARD ALL"));
  world.server(complete("DISCARD ALL") + ready());
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(IdleInTransaction, EndsTheConnectionInPostgresOwnWords) {
  for (const char status : {'T', 'E'}) {
    World world;
    world.client(query("BEGIN"));
    EXPECT_FALSE(world.session->is_idle_in_transaction()) << "the server has not answered";
    world.server(complete("BEGIN") + ready(status));
    EXPECT_TRUE(world.session->is_idle_in_transaction());
    (void)world.client_got();
    world.event(Session::IdleTooLong{});
    EXPECT_THAT(world.client_got(), ElementsAre("E 25P03 terminating connection due to idle-in-transaction timeout"));
    EXPECT_TRUE(world.seen.closed);
    EXPECT_EQ(world.seen.releases, 0) << "its server is not clean";
  }
}

TEST(IdleInTransaction, IsNobodyWhoseServerWorksOrWhoHasNone) {
  World world;
  world.not_rerun();  // its COMMIT is on the way before a loss is told, and ends what was lost
  world.event(Session::IdleTooLong{});
  world.client(query("BEGIN"));
  world.event(Session::IdleTooLong{});
  world.server(complete("BEGIN") + ready('T'));
  world.client(parse("", "SELECT 1"));
  world.server(parse_complete());
  world.event(Session::IdleTooLong{});
  world.client(sync() + query("COMMIT"));
  world.server(ready('T'));
  world.event(Session::IdleTooLong{});
  world.server(complete("COMMIT") + ready());
  world.event(Session::IdleTooLong{});
  EXPECT_FALSE(world.seen.closed);
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(Copy, InIsRelayedAsItComes) {
  World world;
  world.client(query("COPY tag TO STDOUT"));
  world.server(wire::encode(wire::CopyOutResponse{{0, {0, 0}}}) + wire::encode(wire::CopyData{"1\ta\n"}));
  EXPECT_THAT(world.client_got(), ElementsAre("H", "d 1\ta\n"));
}

TEST(Copy, AQueryInTheMiddleEndsTheConnection) {
  World world("web", {{}, "migrate", {}, false});
  world.client(query("COPY tag FROM STDIN"));
  world.server(wire::encode(wire::CopyInResponse{{0, {0}}}));
  world.client(query("SELECT 1"));
  EXPECT_TRUE(world.seen.closed);
  EXPECT_THAT(world.server_got(), ElementsAre(HasSubstr("COPY")));
}

TEST(Lost, InATransactionTheSessionFailsUntilItsEnd) {
  World world;
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  (void)world.client_got();
  (void)world.server_got();
  world.event(Session::ServerLost{{"ring us is gone", {}, {}, "08006"}});
  EXPECT_FALSE(world.seen.closed);
  world.client(query("SELECT 1"));
  EXPECT_THAT(world.client_got(), ElementsAre("E 08006 ring us is gone", "Z E"));
  world.client(query("SELECT 1"));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 25P02"), "Z E"));
  world.client(query("ROLLBACK"));
  EXPECT_THAT(world.client_got(), ElementsAre("C ROLLBACK", "Z I"));
  world.client(query("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 1"));
}

TEST(Lost, WhileItAnswersTheErrorStandsInThePlaceOfTheAnswer) {
  World world;
  world.client(parse("", "SELECT 1") + bind("", "") + execute() + sync() + parse("", "SELECT 2") + sync());
  (void)world.server_got();
  world.server(parse_complete());
  world.event(Session::ServerLost{{"ring us is gone", {}, {}, "08006"}});
  EXPECT_THAT(world.client_got(), ElementsAre("1", "E 08006 ring us is gone", "Z I", "E 08006 ring us is gone", "Z I"));
}

TEST(Lost, InTheMiddleOfARowThereIsNothingMoreToSay) {
  World world;
  world.client(query("SELECT 1"));
  const std::string data = row("a long value");
  world.server(std::string_view(data).substr(0, 9));
  (void)world.client_got();
  world.event(Session::ServerLost{{"ring us is gone", {}, {}, "08006"}});
  EXPECT_TRUE(world.seen.closed);
  EXPECT_TRUE(world.client_got().empty());
}

TEST(Dedicated, APassesEverythingUnderItsOwnNames) {
  World world("web", {{}, "migrate", {}, false}, true);
  world.client(parse("s", "CREATE TABLE t ()") + bind("", "s") + execute() + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("P s CREATE TABLE t ()", "B  s", "E ", "S"));
  world.server(parse_complete() + bind_complete() + complete("CREATE TABLE") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "C CREATE TABLE", "Z I"));
  EXPECT_EQ(world.seen.releases, 0);
  world.client(query("SET ringfence.viewer = 'DE'"));
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.client_got(), ElementsAre("C SET", "Z I"));
}

TEST(Protocol, AnUnknownLetterEndsTheConnection) {
  World world;
  world.client(std::string("\x01\0\0\0\4", 5));
  EXPECT_TRUE(world.seen.closed);
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 08P01")));
}

}  // namespace
}  // namespace ringfence::gateway
