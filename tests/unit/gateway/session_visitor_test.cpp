// A reader of another ring at this ring's own gateway: whatever it says runs as the role that reads for it, and what is
// a transfer is on record before. The service is in ring eu, the gateway that of ring us.
#include <gtest/gtest.h>

#include "session_names.h"

namespace ringfence::gateway {
namespace {

const HomeQuestion in_us{0, {}, {"1"}};
const HomeQuestion in_eu{0, {}, {"42"}};
const Destination reads{0, "transfer_eu_feed", {}, {}};
const Destination itself{};

OwnValues purpose(std::string name) {
  OwnValues own;
  own.purpose = std::move(name);
  return own;
}

struct Visitor : World {
  explicit Visitor(std::string name = "feed") : World("berlin", purpose(std::move(name)), false, true) {
    lives(in_us, 0);
    lives(in_eu, 2);
  }
  void on_record() { event(Session::Recorded{{}}); }
};

const std::string of_us = "SELECT first_name FROM person WHERE id = 1";

TEST(Visitor, ReadsOnRecordAsTheRoleThatReads) {
  Visitor world;
  world.client(query(of_us));
  EXPECT_THAT(world.server_got(), ElementsAre("Q " + of_us));
  ASSERT_TRUE(world.begun);
  EXPECT_FALSE(world.begun->asks);
  EXPECT_EQ(world.begun->peer, "") << "it came by itself";
  EXPECT_EQ(world.begun->parts.at(0).plan->to, "eu");
  EXPECT_THAT(world.seen.went_to, ElementsAre(reads));
  world.server(row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), IsEmpty()) << "its entry is not durable";
  world.on_record();
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "C SELECT 1", "Z I"));
  EXPECT_EQ(world.seen.ended.size(), 1u);
}

// Its role may not call set_config().
TEST(Visitor, HasWhatIsWithheldCounted) {
  Visitor world;
  world.client(query("SET ringfence.viewer = 'CN'; SET ringfence.count_withheld = on"));
  world.client(query(of_us));
  world.on_record();
  world.server(complete("SET") + ready() + withheld_notice() + complete("SELECT 0") + ready());
  (void)world.client_got();
  const auto asked = world.server_got();
  EXPECT_THAT(asked, ::testing::Contains(HasSubstr("SET LOCAL ringfence.viewer TO 'CN'")));
  EXPECT_THAT(asked, ::testing::Contains(HasSubstr("SET LOCAL transaction_read_only TO on")));
  EXPECT_THAT(asked, ::testing::Contains(HasSubstr("SET LOCAL ringfence.told TO counting")));
  EXPECT_THAT(asked, ::testing::Not(::testing::Contains(HasSubstr("set_config"))));
  const auto run = [](const std::string& rows, const std::string& tag) {
    return parse_complete() + bind_complete() + rows + complete(tag) + close_complete() + close_complete();
  };
  world.server(run({}, "BEGIN") + run({}, "SET") + run({}, "SET") + run({}, "SET") + run(row("1"), "SELECT 1") +
               run({}, "SET") + run(row("3"), "SELECT 1") + ready('T') + close_complete() + close_complete() +
               run({}, "ROLLBACK") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("in CN: 2 of the rows"), "Z I"));
}

TEST(Visitor, ATransactionThatHasDoneSomethingElseReadsToo) {
  Visitor world;
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  for (const std::string text : {"SELECT 1", "SELECT name FROM tag"}) {
    world.client(query(text));
    world.server(complete("SELECT 1") + ready('T'));
  }
  EXPECT_FALSE(world.begun) << "shared rows are no transfer";
  world.client(query(of_us));
  ASSERT_TRUE(world.begun);
  world.on_record();
  EXPECT_THAT(world.server_got(), ElementsAre("Q BEGIN", "Q SELECT 1", "Q SELECT name FROM tag", "Q " + of_us));
  world.server(complete("SELECT 1") + ready('T'));
  EXPECT_THAT(world.seen.went_to, ElementsAre(reads));
}

TEST(Visitor, PreparesWhereItsTablesAre) {
  Visitor world;
  world.client(parse("", "SELECT first_name FROM person WHERE id = $1") + describe(wire::Target::statement, "") +
               sync());
  EXPECT_THAT(world.server_got(), ElementsAre(StartsWith("P  SELECT"), "D S ", "S"));
  EXPECT_THAT(world.seen.went_to, ElementsAre(reads));
  EXPECT_FALSE(world.begun);
  world.server(parse_complete() + no_data() + ready());
  world.client(bind("", "", {"1"}) + execute("") + sync());
  ASSERT_TRUE(world.begun);
  world.on_record();
  world.server(parse_complete() + bind_complete() + row("Ada") + complete("SELECT 1") + ready());
  EXPECT_EQ(world.seen.ended.size(), 1u);
}

TEST(Visitor, ATransactionThatBeganBeforeThePurposeWasSaidMoves) {
  Visitor world("");
  world.client(query("BEGIN"));
  EXPECT_THAT(world.seen.went_to, ElementsAre(itself));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query("SET ringfence.purpose = 'feed'"));
  world.client(parse("", of_us) + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("Q BEGIN", "Q ROLLBACK"));
  world.server(complete("ROLLBACK") + ready('I'));
  EXPECT_THAT(world.seen.went_to, ElementsAre(itself, reads));
  EXPECT_THAT(world.server_got(), ElementsAre("Q BEGIN", StartsWith("P  SELECT"), "S"));
  world.server(complete("BEGIN") + ready('T') + parse_complete() + ready('T'));
}

TEST(Visitor, ATransactionStaysWithOneRoleAndCanBeEnded) {
  Visitor world("");
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query("SAVEPOINT a"));
  world.server(complete("SAVEPOINT") + ready('T'));
  world.client(query("SET ringfence.purpose = 'feed'"));
  (void)world.client_got();
  world.client(query(of_us));
  world.server(failure("26000", "prepared statement \"ringfence_refused\" does not exist") + ready('E'));
  EXPECT_THAT(world.client_got(),
              ElementsAre("E 25001 a transaction stays with one role: this one is berlin's, and the statement would be "
                          "transfer_eu_feed's",
                          "Z E"));
  (void)world.server_got();
  world.client(query("ROLLBACK"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q ROLLBACK"));
  world.server(complete("ROLLBACK") + ready());
}

TEST(Visitor, HasNothingWhereNoRuleLetsItRead) {
  Visitor world("serve");
  for (const std::string& text : {of_us, std::string("SELECT name FROM tag"), std::string("SELECT * FROM setting")}) {
    world.client(query(text));
    EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501 refused: "), "Z I")) << text;
  }
  world.client(query("SELECT 1"));
  EXPECT_THAT(world.seen.went_to, ElementsAre(itself));
  world.server(complete("SELECT 1") + ready());
}

TEST(Visitor, LeavesNothingBehindAndWritesNothing) {
  Visitor world;
  for (const char* text :
       {"LISTEN x", "SET work_mem = 64", "CREATE TEMP TABLE seen (name text)", "DECLARE c CURSOR FOR SELECT 1",
        "EXPLAIN SELECT first_name FROM person WHERE id = 1", "UPDATE person SET first_name = 'x' WHERE id = 1",
        "COPY person FROM STDIN", "SELECT pg_advisory_lock(1)", "SELECT relname FROM pg_class",
        "SELECT first_name FROM public.person WHERE id = 1", "SELECT first_name FROM person WHERE id = 42"}) {
    world.client(query(text));
    EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E "), "Z I")) << text;
  }
  EXPECT_FALSE(world.begun);
  EXPECT_THAT(world.server_got(), IsEmpty());
}

}  // namespace
}  // namespace ringfence::gateway
