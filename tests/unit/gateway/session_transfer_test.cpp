// Statements whose people are at home elsewhere: where they run, and what is on record before they do.
#include <gtest/gtest.h>

#include "session_names.h"

namespace ringfence::gateway {
namespace {

const HomeQuestion in_us{0, {}, {"1"}};
const HomeQuestion in_eu{0, {}, {"42"}};
constexpr std::size_t eu = 2;

OwnValues feed() {
  OwnValues own;
  own.purpose = "feed";
  return own;
}

struct Feed : World {
  Feed() : World("web", feed(), false, true) {
    lives(in_us, 0);
    lives(in_eu, eu);
  }
  void on_record() { event(Session::Recorded{{}}); }
};

// Lets so many rows pass, each counted in `all`, which several may have in common.
struct Few : Meter {
  Few(std::shared_ptr<int> left) : all(std::move(left)) {}
  bool pass(std::size_t) override { return *all > 0 && (--*all, true); }
  Error refusal() const override { return {"the budget is used up", {}, {}, "53400"}; }
  void ended(TransferEnds::Outcome outcome) override { said = outcome; }
  std::shared_ptr<int> all;
  std::optional<TransferEnds::Outcome> said;
};
std::shared_ptr<Few> few(int rows) {
  return std::make_shared<Few>(std::make_shared<int>(rows));
}

const std::string of_eu = "SELECT first_name FROM person WHERE id = 42";
const std::string more_of_eu = of_eu + " AND first_name <> 'Ada'";
const std::string of_us = "SELECT first_name FROM person WHERE id = 1";

TEST(Transfer, NothingIsSentBeforeItsEntryIsDurable) {
  Feed world;
  world.client(query(more_of_eu));
  EXPECT_THAT(world.server_got(), IsEmpty());
  ASSERT_TRUE(world.begun);
  EXPECT_TRUE(world.begun->asks);
  EXPECT_EQ(world.begun->peer, "eu");
  ASSERT_EQ(world.begun->parts.size(), 1u);
  EXPECT_EQ(world.begun->parts[0].subject, in_eu);
  EXPECT_EQ(world.begun->parts[0].plan->from, "eu");
  EXPECT_EQ(world.begun->parts[0].plan->to, "us");
  EXPECT_THAT(world.begun->parts[0].plan->rules, ElementsAre("public-feed"));
  EXPECT_EQ(world.begun->shape, "SELECT first_name FROM person WHERE id = ? AND first_name <> ?");
  EXPECT_THAT(world.seen.went_to, ElementsAre(Destination{eu, {}, "feed", {}}));
  world.on_record();
  EXPECT_THAT(world.server_got(), ElementsAre("Q " + more_of_eu));
}

TEST(Transfer, AReadThatSaysOnlyWhoseItIsGoesAhead) {
  Feed world;
  world.client(query(of_eu));
  EXPECT_THAT(world.server_got(), ElementsAre("Q " + of_eu));
  world.server(row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), IsEmpty()) << "its entry is not durable";
  EXPECT_EQ(world.seen.releases, 0);
  const std::string id = world.begun->id;
  world.on_record();
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "C SELECT 1", "Z I"));
  EXPECT_THAT(world.seen.ended, ElementsAre(TransferEnds{id, 1, row("Ada").size(), TransferEnds::Outcome::done}));
}

TEST(Transfer, OnlyThoseOfAPagesNumbersGoAlong) {
  Feed world;
  const auto goes_ahead = [&](const std::string& text) {
    world.client(query(text));
    const bool went = !world.server_got().empty();
    world.on_record();
    world.server(complete("SELECT 0") + ready());
    (void)world.server_got();
    return went;
  };
  EXPECT_TRUE(goes_ahead(of_eu + " ORDER BY first_name LIMIT 20 OFFSET 40"));
  EXPECT_FALSE(goes_ahead(of_eu + " AND first_name = 'Ada'"));
  EXPECT_FALSE(goes_ahead("SELECT first_name, 'what Bo said' FROM person WHERE id = 42"));
  EXPECT_FALSE(goes_ahead(of_eu + " LIMIT length('what Bo said')"));
  EXPECT_FALSE(goes_ahead(of_eu + " /* what Bo said */"));
}

TEST(Transfer, OfABindNothingGoesAheadButTheKeyAndNumbers) {
  const auto goes_ahead = [&](const std::string& text, const std::string& bound) {
    Feed world;
    world.not_rerun();
    world.client(parse("", text) + bound + execute("") + sync());
    world.server(parse_complete());
    world.server(ready());
    return !world.unrecorded.empty() && !world.session->waits();
  };
  const std::string text = "SELECT first_name FROM person WHERE id = $1";
  EXPECT_TRUE(goes_ahead(text, bind("", "", {"42"})));
  EXPECT_TRUE(goes_ahead(text + " LIMIT $2", bind("", "", {"42", "20"})));
  EXPECT_FALSE(goes_ahead(text + " LIMIT $2", bind("", "", {"42", "what Bo said"})));
  EXPECT_FALSE(goes_ahead(text, bind("", "", {"42", "what Bo said"}))) << "PostgreSQL takes more than it needs";
  EXPECT_FALSE(goes_ahead(text + " LIMIT 'what Bo said'", bind("", "", {"42"})));
  EXPECT_FALSE(goes_ahead(text, bind("what Bo said", "", {"42"})));
}

// It would be done, and the client be told that it was refused.
TEST(Transfer, ACommitWaitsForWhatIsHeldBeforeIt) {
  Feed world;
  world.client(query("BEGIN; " + of_eu));
  world.on_record();
  world.server(complete("BEGIN") + complete("SELECT 0") + ready('T'));
  (void)world.server_got();
  (void)world.client_got();
  world.client(parse("", of_eu) + bind("", "") + execute("") + parse("c", "COMMIT") + bind("", "c") + execute("") +
               sync());
  EXPECT_THAT(world.server_got(), ::testing::Contains("E ").Times(1));
  world.server(parse_complete() + bind_complete() + complete("SELECT 0"));
  world.on_record();
  EXPECT_THAT(world.server_got(), ::testing::Contains("E ").Times(1));
  world.server(parse_complete() + bind_complete() + complete("COMMIT") + ready());
  EXPECT_EQ(world.client_got().back(), "Z I");
}

TEST(Transfer, WhatIsWithheldIsCountedWhereTheRowsAre) {
  Feed world;
  world.client(query("SET ringfence.viewer = 'CN'; SET ringfence.count_withheld = on"));
  (void)world.client_got();
  const std::string told = "N 01R51 something of post is withheld from viewers in CN";
  wire::NoticeResponse count{{{{'S', "NOTICE"}, {'V', "NOTICE"}, {'C', "01R51"}, {'M', "so many"}}}};
  const auto read = [&](const std::string& counted) {
    world.client(query(of_eu));
    world.on_record();
    world.server(withheld_notice() + complete("SELECT 0") + counted + ready());
    return world.client_got();
  };
  EXPECT_THAT(read(wire::encode(count)), ElementsAre(told, "C SELECT 0", "N 01R51 so many", "Z I"));
  EXPECT_THAT(world.seen.went_to, ElementsAre(Destination{eu, {}, "feed", "CN", false, true}));
  EXPECT_THAT(read({}), ElementsAre(told, "C SELECT 0", "N 01R51 withheld from viewers in CN: not counted", "Z I"))
      << "its gateway has not said";
}

TEST(Transfer, CountingMayBeSwitchedWithinAPipeline) {
  Feed world;
  world.client(query("SET ringfence.viewer = 'CN'"));
  const std::string one = bind("", "s", {"42"}) + execute("");
  world.client(parse("s", "SELECT first_name FROM person WHERE id = $1") + one +
               parse("on", "SET ringfence.count_withheld = on") + bind("", "on") + execute("") + one + sync());
  world.server(complete("SET") + ready() + parse_complete());
  world.server(ready());
  const std::string answer = bind_complete() + row("Ada") + complete("SELECT 1");
  world.on_record();
  world.server(parse_complete() + answer);
  if (!world.unrecorded.empty()) world.on_record();
  world.server(answer + ready());
  EXPECT_THAT(world.client_got(), ::testing::Contains("D Ada").Times(2));
}

TEST(Transfer, WhatWentAheadAndCannotBeRecordedIsNotSeen) {
  Feed world;
  world.client(query(of_eu));
  world.server(row("Ada") + complete("SELECT 1") + ready());
  world.event(Session::Recorded{Error{"the ledger cannot be written", {}, {}, "58030"}});
  EXPECT_THAT(world.client_got(), ElementsAre("E 58030 the ledger cannot be written", "Z I"));
  EXPECT_FALSE(world.has_server) << "its answer is thrown away with it";
  EXPECT_THAT(world.seen.ended, IsEmpty());
  world.client(query(of_us));
  EXPECT_THAT(world.server_got(), ::testing::Contains("Q " + of_us));
  world.server(complete("SELECT 1") + ready());
}

TEST(Transfer, WhatWentAheadAndWasLostEndsOnceItIsOnRecord) {
  Feed world;
  world.client(query(of_eu));
  const std::string id = world.begun->id;
  world.event(Session::ServerLost{{"ring eu: the connection to its gateway was lost", {}, {}, "08006"}});
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 08006"), "Z I"));
  EXPECT_THAT(world.seen.ended, IsEmpty());
  world.on_record();
  EXPECT_THAT(world.seen.ended, ElementsAre(TransferEnds{id, 0, 0, TransferEnds::Outcome::lost}));
}

TEST(Transfer, OfAPipelineEachIsHeldUntilItsOwnIsOnRecord) {
  Feed world;
  const std::string one = bind("", "", {"42"}) + execute("");
  world.client(parse("", "SELECT first_name FROM person WHERE id = $1") + one + one + sync());
  world.server(parse_complete());
  world.server(ready());
  (void)world.client_got();
  EXPECT_THAT(world.server_got(), ::testing::Contains("S"));
  const std::string answer = bind_complete() + row("Ada") + complete("SELECT 1");
  world.server(parse_complete() + answer + answer + ready());
  EXPECT_THAT(world.client_got(), IsEmpty());
  world.on_record();
  EXPECT_THAT(world.client_got(), IsEmpty());
  world.on_record();
  EXPECT_THAT(world.client_got(), ElementsAre("2", "D Ada", "C SELECT 1", "2", "D Ada", "C SELECT 1", "Z I"));
  EXPECT_EQ(world.seen.ended.size(), 2u);
}

TEST(Transfer, IsNotBegunWhereItMayNotBe) {
  Feed world;
  world.not_rerun();  // it would be refused there, and is carried in the script
  world.recording_fails = Error{"the budget is used up", {}, {}, "53400"};
  world.client(query(of_eu));
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.client_got(), ElementsAre("E 53400 the budget is used up", "Z I"));
  EXPECT_EQ(world.seen.releases, 1) << "nobody keeps a link that is of no use";
}

TEST(Transfer, ItsEndSaysHowManyRowsCame) {
  Feed world;
  world.client(query(of_eu));
  const std::string id = world.begun->id;
  world.on_record();
  world.server(row("Ada") + row("Bo") + complete("SELECT 2") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "D Bo", "C SELECT 2", "Z I"));
  const std::uint64_t bytes = row("Ada").size() + row("Bo").size();
  EXPECT_THAT(world.seen.ended, ElementsAre(TransferEnds{id, 2, bytes, TransferEnds::Outcome::done}));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(Transfer, TheRowThatIsTooManyDoesNotPass) {
  Feed world;
  world.not_rerun();  // the meter is used up
  world.client(query(of_eu));
  const std::string id = world.begun->id;
  const auto meter = few(2);
  world.event(Session::Recorded{{}, meter});
  world.server(row("Ada") + row("Bo") + row("Cy") + row("Di") + complete("SELECT 4") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "D Bo", "E 53400 the budget is used up", "Z I"));
  const std::uint64_t bytes = row("Ada").size() + row("Bo").size();
  EXPECT_THAT(world.seen.ended, ElementsAre(TransferEnds{id, 2, bytes, TransferEnds::Outcome::lost}));
  EXPECT_EQ(meter->said, TransferEnds::Outcome::lost);
  EXPECT_FALSE(world.has_server);
  EXPECT_EQ(world.seen.releases, 0);
  EXPECT_EQ(world.seen.refusals, 1);
  world.client(query(of_us));
  EXPECT_THAT(world.server_got(), ::testing::Contains("Q " + of_us));
}

TEST(Transfer, ARowThatComesInPiecesIsCountedOnceAndNoneOfItPassesIfItIsTooMany) {
  Feed world;
  world.not_rerun();
  world.client(query(of_eu));
  world.event(Session::Recorded{{}, few(1)});
  for (const char byte : row("Ada") + row("Bo")) world.server(std::string(1, byte));
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "E 53400 the budget is used up", "Z I"));
}

TEST(Transfer, ATransactionThatWasCutOffHasFailed) {
  Feed world;
  world.not_rerun();
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query(of_eu));
  world.server(complete("ROLLBACK") + ready());
  world.event(Session::Recorded{{}, few(0)});
  (void)world.client_got();
  world.server(complete("BEGIN") + ready('T') + row("Ada"));
  EXPECT_THAT(world.client_got(), ElementsAre("E 53400 the budget is used up", "Z E"));
  world.client(query(of_us));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 25P02"), "Z E"));
  world.client(query("ROLLBACK"));
  EXPECT_THAT(world.client_got(), ElementsAre("C ROLLBACK", "Z I"));
}

TEST(Transfer, SeveralThatAreOpenShareWhatIsLeft) {
  const auto left = std::make_shared<int>(3);
  Feed one, other;
  for (Feed* world : {&one, &other}) {
    world->not_rerun();
    world->client(query(of_eu));
    world->event(Session::Recorded{{}, std::make_shared<Few>(left)});
  }
  one.server(row("Ada") + row("Bo"));
  other.server(row("Cy") + row("Di"));
  EXPECT_THAT(other.client_got(), ElementsAre("D Cy", "E 53400 the budget is used up", "Z I"));
  one.server(row("Ed"));
  EXPECT_THAT(one.client_got(), ElementsAre("D Ada", "D Bo", "E 53400 the budget is used up", "Z I"));
}

TEST(Transfer, OfAPipelineTheRowThatIsTooManyEndsAll) {
  Feed world;
  world.not_rerun();
  world.client(parse("", "SELECT first_name FROM person WHERE id = $1") + bind("", "", {"42"}) + execute("") + sync());
  world.server(parse_complete());
  world.server(ready());
  (void)world.client_got();
  world.event(Session::Recorded{{}, few(1)});
  world.server(parse_complete() + bind_complete() + row("Ada") + row("Bo") + complete("SELECT 2") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("2", "D Ada", "E 53400 the budget is used up", "Z I"));
  EXPECT_EQ(world.seen.ended.size(), 1u);
}

TEST(Transfer, IsRefusedWhereItCannotBeRecorded) {
  Feed world;
  world.client(query(more_of_eu));
  world.event(Session::Recorded{Error{"the ledger cannot be written", {}, {}, "58030"}});
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.client_got(), ElementsAre("E 58030 the ledger cannot be written", "Z I"));
  EXPECT_THAT(world.seen.ended, IsEmpty());
  EXPECT_EQ(world.seen.releases, 1) << "nobody keeps a link that is of no use";
  world.client(query(of_us));
  EXPECT_THAT(world.server_got(), ElementsAre("Q " + of_us));
}

TEST(Transfer, HasAnIdOfTheLinkAndOfHowMuchWasAskedOverIt) {
  Feed world;
  world.given([](World& now) {
    now.side->link_name = "abcdef";
    now.side->asked = 15;
  });
  world.client(query("BEGIN; " + of_eu));
  EXPECT_EQ(world.begun->id, "abcdef00000010");
  world.on_record();
  world.server(complete("BEGIN") + complete("SELECT 0") + ready('T'));
  world.client(query(of_eu));
  EXPECT_EQ(world.begun->id, "abcdef00000011");
  world.on_record();
  world.server(complete("SELECT 0") + ready('T'));
}

TEST(Transfer, ATransactionThatHasOnlyBegunMoves) {
  Feed world;
  world.client(query("BEGIN READ ONLY"));
  world.server(complete("BEGIN") + ready('T'));
  (void)world.server_got();
  world.client(query(of_eu));
  EXPECT_THAT(world.server_got(), ElementsAre("Q ROLLBACK"));
  world.server(complete("ROLLBACK") + ready('I'));
  EXPECT_EQ(world.seen.releases, 1);
  EXPECT_THAT(world.server_got(), ElementsAre("Q BEGIN READ ONLY", "Q " + of_eu));
  world.on_record();
  (void)world.client_got();
  world.server(complete("BEGIN") + ready('T') + row("Ada") + complete("SELECT 1") + ready('T'));
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "C SELECT 1", "Z T"));
  EXPECT_EQ(world.seen.ended.size(), 1u);
}

TEST(Transfer, WhatStandsBesideABeginDoesNotMoveAlong) {
  Feed world;
  world.client(query("BEGIN /* what Bo said */ READ ONLY"));
  world.server(complete("BEGIN") + ready('T'));
  (void)world.server_got();
  world.client(query(of_eu));
  world.server(complete("ROLLBACK") + ready('I'));
  EXPECT_THAT(world.server_got(),
              ElementsAre("Q ROLLBACK", ::testing::MatchesRegex("Q BEGIN +READ ONLY"), "Q " + of_eu));
  world.on_record();
  world.server(complete("BEGIN") + ready('T') + complete("SELECT 0") + ready('T'));
}

TEST(Transfer, ATransactionThatHasReadStaysInItsRing) {
  Feed world;
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query(of_us));
  world.server(complete("SELECT 0") + ready('T'));
  (void)world.client_got();
  (void)world.server_got();
  world.client(query(of_eu));
  EXPECT_THAT(world.server_got(), ElementsAre("B  ringfence_refused", "S"));
  world.server(failure("26000", "prepared statement \"ringfence_refused\" does not exist") + ready('E'));
  EXPECT_THAT(
      world.client_got(),
      ElementsAre("E 25001 a transaction stays in one ring: this one is in ring us, and the statement's rows are "
                  "in ring eu",
                  "Z E"));
}

TEST(Transfer, OneTextIsOfOneRing) {
  Feed world;
  world.client(query(of_us + "; " + of_eu));
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 25001 "), "Z I"));
}

TEST(Transfer, APipelineIsPreparedHereAndRunsWhereItsRowsAre) {
  Feed world;
  world.client(parse("", "SELECT first_name FROM person WHERE id = $1") + bind("", "", {"42"}) + execute("") + sync());
  EXPECT_THAT(world.server_got(), ElementsAre(StartsWith("P  SELECT"), "H"));
  world.server(parse_complete());
  EXPECT_THAT(world.server_got(), ElementsAre("S"));
  world.server(ready());
  EXPECT_EQ(world.seen.releases, 1);
  EXPECT_THAT(world.server_got(), ElementsAre(StartsWith("P  SELECT"), StartsWith("B "), "E ", "S"));
  world.on_record();
  world.server(parse_complete() + bind_complete() + row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "D Ada", "C SELECT 1", "Z I"));
  EXPECT_EQ(world.seen.ended.size(), 1u);
}

TEST(Transfer, EndsAsFailedWhereTheStatementFails) {
  Feed world;
  world.client(query(of_eu));
  world.on_record();
  world.server(failure("57014", "canceling statement") + ready());
  ASSERT_EQ(world.seen.ended.size(), 1u);
  EXPECT_EQ(world.seen.ended[0].outcome, TransferEnds::Outcome::failed);
}

TEST(Transfer, EndsAsLostWithTheLink) {
  Feed world;
  world.client(query(of_eu));
  world.on_record();
  world.server(row("Ada"));
  world.event(Session::ServerLost{{"ring eu: the connection to its gateway was lost", {}, {}, "08006"}});
  ASSERT_EQ(world.seen.ended.size(), 1u);
  EXPECT_EQ(world.seen.ended[0].outcome, TransferEnds::Outcome::lost);
  EXPECT_EQ(world.seen.ended[0].rows, 1u);
}

TEST(Transfer, AnExplainIsNotCarried) {
  Feed world;
  for (const char* text : {"EXPLAIN SELECT first_name FROM person WHERE id = 42",
                           "EXPLAIN ANALYZE SELECT first_name FROM person WHERE id = 42"}) {
    world.client(query(text));
    EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E "), "Z I")) << text;
  }
  EXPECT_FALSE(world.begun);
}

TEST(Transfer, ABeginInsideATransactionIsNoFreshOne) {
  Feed world;
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query("DELETE FROM person WHERE id = 1"));
  world.server(complete("DELETE 1") + ready('T'));
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  (void)world.server_got();
  world.client(query(of_eu));
  EXPECT_THAT(world.server_got(), ElementsAre("B  ringfence_refused", "S"));
  world.server(failure("26000", "prepared statement \"ringfence_refused\" does not exist") + ready('E'));
}

TEST(Transfer, WhatComesAfterOneIsPreparedAtHome) {
  Feed world;
  world.client(query(of_eu));
  world.on_record();
  world.server(complete("SELECT 0") + ready());
  world.client(parse("", "SELECT first_name FROM person WHERE id = 1") + sync());
  EXPECT_EQ(world.seen.went_to.back(), Destination{});
  world.server(parse_complete() + ready());
}

TEST(Transfer, ATextCrossesWithItsBindAndNotBefore) {
  Feed world;
  world.client(query("BEGIN; " + of_eu));
  world.on_record();
  world.server(complete("BEGIN") + complete("SELECT 0") + ready('T'));
  (void)world.server_got();
  (void)world.client_got();
  world.client(parse("", of_eu) + sync());
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "Z T"));
  world.client(bind("", "") + execute("") + sync());
  EXPECT_THAT(world.server_got(), ElementsAre(StartsWith("P  SELECT"), StartsWith("B "), "E ", "S"));
  world.on_record();
  world.server(parse_complete() + bind_complete() + complete("SELECT 0") + ready('T'));
}

TEST(Transfer, CursorsAndListenAreNotCarried) {
  Feed world;
  for (const std::string& text : {"DECLARE c CURSOR FOR " + of_eu, "LISTEN x; " + of_eu, "SET work_mem = 64; " + of_eu,
                                  "FETCH ALL FROM c; " + of_eu}) {
    world.client(query(text));
    EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 0A000 refused: "), "Z I")) << text;
  }
  EXPECT_FALSE(world.begun);
  EXPECT_THAT(world.server_got(), IsEmpty());
}

TEST(Extended, ExecuteOfAPortalThatNobodyKnowsIsTheServersToRefuse) {
  Feed world;
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  (void)world.server_got();
  world.client(execute("nothing") + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("E nothing", "S"));
  world.server(failure("34000", "portal \"nothing\" does not exist") + ready('E'));
}

}  // namespace
}  // namespace ringfence::gateway
