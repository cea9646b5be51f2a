// How much is withheld, counted on request: what the server is asked then, and what the client hears.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "gateway/wire/frame.h"
#include "session_names.h"

namespace ringfence::gateway {
namespace {

const std::string of_42 = "SELECT first_name FROM person WHERE id = 42";
const std::string told = "N 01R51 something of post is withheld from viewers in CN";

std::string run(const std::string& value = {}, const std::string& tag = "SELECT 1") {
  return parse_complete() + bind_complete() + (value.empty() ? std::string() : row(value)) + complete(tag) +
         close_complete() + close_complete();
}

// The server's answers to a second look: so many rows are seen, and so many would be.
std::string looked(const std::string& seen, const std::string& all, char status = 'I') {
  const std::string rolled_back = status == 'I' ? run({}, "ROLLBACK") : run({}, "ROLLBACK") + run({}, "RELEASE");
  return run({}, status == 'I' ? "BEGIN" : "SAVEPOINT") + run("CN") + run(seen) + run("counting") + run(all) +
         ready('T') + close_complete() + close_complete() + rolled_back + ready(status);
}

struct Counting : World {
  explicit Counting(bool on = true) {
    lives({0, {}, {"42"}}, 0);
    client(query(std::string("SET ringfence.viewer = 'CN'; SET ringfence.count_withheld = ") + (on ? "on" : "off")));
    (void)client_got();
  }
  // The viewer is brought to the server first.
  void first(const std::string& text) {
    client(query(text));
    server(complete("SET") + ready());
    (void)server_got();
  }
};

std::vector<std::string> texts(const std::vector<std::string>& messages) {
  std::vector<std::string> found;
  for (const std::string& message : messages) {
    if (message.starts_with("P ") || message.starts_with("S")) found.push_back(message);
  }
  return found;
}

TEST(SecondLook, ComesBeforeReady) {
  Counting world;
  world.first(of_42);
  world.server(withheld_notice() + row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre(told, "D Ada", "C SELECT 1"));
  EXPECT_THAT(texts(world.server_got()), ElementsAre(HasSubstr(" BEGIN"), HasSubstr("'ringfence.viewer', 'CN', true"),
                                                     HasSubstr("SELECT pg_catalog.count(*) FROM person WHERE id = 42"),
                                                     HasSubstr("'counting', true"), HasSubstr("pg_catalog.count(*)"),
                                                     "S", HasSubstr(" ROLLBACK"), "S"));
  world.server(looked("1", "4"));
  EXPECT_THAT(world.client_got(),
              ElementsAre("N 01R51 withheld from viewers in CN: 3 of the rows that the statement is about", "Z I"));
}

TEST(SecondLook, IsNotTakenUnasked) {
  Counting world(false);
  world.first(of_42);
  world.server(withheld_notice() + complete("SELECT 0") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre(told, "C SELECT 0", "Z I"));
}

TEST(SecondLook, IsNotTakenWhereNothingWasWithheld) {
  Counting world;
  world.first(of_42);
  world.server(row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "C SELECT 1", "Z I"));
}

TEST(SecondLook, InATransactionIsBehindASavepoint) {
  Counting world;
  world.first("BEGIN");
  world.server(complete("BEGIN") + ready('T'));
  world.client(query(of_42));
  (void)world.server_got();
  (void)world.client_got();
  world.server(withheld_notice() + complete("SELECT 0") + ready('T'));
  EXPECT_THAT(texts(world.server_got()).front(), HasSubstr("SAVEPOINT ringfence_second_look"));
  world.server(looked("0", "1", 'T'));
  EXPECT_THAT(world.client_got(),
              ElementsAre(told, "C SELECT 0",
                          "N 01R51 withheld from viewers in CN: 1 of the rows that the statement is about", "Z T"));
}

TEST(SecondLook, HasTheValuesOfTheParametersThatItNeeds) {
  Counting world;
  const std::string text = "SELECT first_name FROM person WHERE id = $1 LIMIT $2";
  world.client(parse("", text) + bind("", "", {"42", "7"}) + execute() + sync());
  world.server(complete("SET") + ready());
  (void)world.server_got();
  world.server(parse_complete() + bind_complete() + withheld_notice() + complete("SELECT 0") + ready());
  std::size_t times = 0;
  const std::string value(
      "\0\0\0\x02"
      "42",
      6);
  for (std::size_t at = world.seen.to_server.find(value); at != std::string::npos;
       at = world.seen.to_server.find(value, at + 1)) {
    ++times;
  }
  EXPECT_EQ(times, 3U) << "its own Bind, and one of each count";
  world.server(looked("0", "1"));
  EXPECT_EQ(world.client_got().back(), "Z I");
}

TEST(SecondLook, ThatFailsFailsNothing) {
  Counting world;
  world.first(of_42);
  world.server(withheld_notice() + row("Ada") + complete("SELECT 1") + ready());
  (void)world.client_got();
  world.server(run({}, "BEGIN") + run("CN") + parse_complete() + bind_complete() +
               failure("22P02", "invalid input syntax for type integer: \"what nobody may see\"") + ready('E') +
               close_complete() + close_complete() + run({}, "ROLLBACK") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("N 01R51 withheld from viewers in CN: not counted", "Z I"));
  world.client(query(of_42));
  EXPECT_THAT(world.server_got().back(), "Q " + of_42);
}

// The user's cancel may come whenever it likes.
TEST(SecondLook, IsUndoneAgainWhereACancelHitItsEnd) {
  Counting world;
  world.first(of_42);
  world.server(withheld_notice() + complete("SELECT 0") + ready());
  (void)world.client_got();
  (void)world.server_got();
  world.server(run({}, "BEGIN") + run("CN") + run("0") + run("counting") + run("1") + ready('T') + close_complete() +
               close_complete() + failure("57014", "canceling statement due to user request") + ready('E'));
  EXPECT_THAT(world.client_got(), IsEmpty());
  EXPECT_THAT(texts(world.server_got()), ElementsAre(HasSubstr(" ROLLBACK"), "S"));
  world.server(close_complete() + close_complete() + run({}, "ROLLBACK") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("N 01R51 withheld from viewers in CN: not counted", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(SecondLook, ThatLosesItsServerLosesNothing) {
  Counting world;
  world.first(of_42);
  world.server(withheld_notice() + complete("SELECT 0") + ready());
  (void)world.client_got();
  world.event(Session::ServerLost{{"ring us: the connection to its database was lost", {}, {}, "08006"}});
  EXPECT_THAT(world.client_got(), ElementsAre("Z I")) << "what it asked for was done";
}

TEST(SecondLook, TellsNothingOfSettings) {
  Counting world;
  world.first(of_42);
  world.server(withheld_notice() + complete("SELECT 0") + ready());
  (void)world.client_got();
  const std::string became = wire::encode(wire::ParameterStatus{"application_name", "what nobody may see"});
  world.server(run({}, "BEGIN") + run("CN") + run("0") + run("counting") + run("1") + became + ready('T') +
               close_complete() + close_complete() + run({}, "ROLLBACK") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("in CN: 1 of the rows"), "Z I"));
}

TEST(SecondLook, IsOfTheViewerThatWasToldOf) {
  Counting world;
  world.first(of_42);
  world.client(query(of_42 + " /*ringfence.viewer='DE'*/"));
  world.server(withheld_notice() + complete("SELECT 0") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre(told, "C SELECT 0"));
  EXPECT_THAT(texts(world.server_got()), ::testing::Contains(HasSubstr("'ringfence.viewer', 'CN', true")));
  world.server(looked("0", "1"));
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("in CN: 1 of the rows"), "Z I"));
}

TEST(SecondLook, OfWhatFailedIsNotTaken) {
  Counting world;
  world.first(of_42);
  world.server(withheld_notice() + failure("22012", "division by zero") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre(told, "E 22012 division by zero", "Z I"));
  world.client(query(of_42));
  world.server(withheld_notice() + complete("SELECT 0") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre(told, "C SELECT 0")) << "the next one is told of too";
  world.server(looked("0", "0"));
}

TEST(SecondLook, IsNotTakenWhereMoreWasSent) {
  Counting world;
  const std::string one = bind("", "s") + execute() + sync();
  world.client(parse("s", of_42) + one);
  world.server(complete("SET") + ready() + parse_complete() + bind_complete() + complete("SELECT 0") + ready());
  (void)world.client_got();
  world.client(one + one);
  const std::string answer = bind_complete() + withheld_notice() + complete("SELECT 0") + ready();
  world.server(answer);
  EXPECT_THAT(world.client_got(),
              ElementsAre("2", told, "C SELECT 0", "N 01R51 withheld from viewers in CN: not counted", "Z I"));
  world.server(answer);
  EXPECT_THAT(world.client_got(), ElementsAre("2", told, "C SELECT 0"));
  world.server(looked("0", "1"));
  EXPECT_EQ(world.client_got().back(), "Z I");
}

// Of a portal that was left before its end nothing is left behind.
TEST(SecondLook, IsOfTheStatementBehindAPortalThatWasLeft) {
  Counting world;
  world.client(parse("s", of_42) + bind("", "s") + wire::encode(wire::Execute{"", 1}) +
               close(wire::Target::portal, "") + sync());
  world.server(complete("SET") + ready() + parse_complete() + bind_complete() + withheld_notice() + row("Ada") +
               wire::encode(wire::PortalSuspended{}) + close_complete() + ready());
  world.server(looked("0", "1"));
  (void)world.client_got();
  world.client(bind("", "s") + execute() + sync());
  world.server(bind_complete() + withheld_notice() + complete("SELECT 0") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("2", told, "C SELECT 0"));
  world.server(looked("0", "1"));
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("in CN: 1 of the rows"), "Z I"));
}

TEST(SecondLook, IsNotTakenOfWhatDoesSomething) {
  Counting world;
  const std::string unlocks = of_42 + " AND pg_advisory_unlock(7)";
  world.first(unlocks);
  world.server(withheld_notice() + complete("SELECT 0") + ready());
  EXPECT_THAT(world.client_got(),
              ElementsAre(told, "C SELECT 0", "N 01R51 withheld from viewers in CN: not counted", "Z I"));
}

TEST(SecondLook, HoldsBackWhatIsSentMeanwhile) {
  Counting world;
  world.first(of_42);
  world.server(withheld_notice() + complete("SELECT 0") + ready());
  (void)world.server_got();
  world.client(parse("", of_42) + bind("", "") + execute() + sync());
  EXPECT_THAT(world.server_got(), ::testing::IsEmpty());
  world.server(looked("0", "1"));
  EXPECT_THAT(world.server_got(), ::testing::Contains("S"));
}

TEST(SecondLook, SaysWhatOfABatchIsNotCounted) {
  Counting world;
  world.not_rerun();
  const std::string one = bind("", "") + execute();
  std::string batch = parse("", of_42), answers = parse_complete();
  for (std::size_t i = 0; i < limits::second_looks + 2; ++i) {
    batch += one;
    answers += bind_complete() + withheld_notice() + complete("SELECT 0");
  }
  world.client(batch + sync());
  world.server(complete("SET") + ready() + answers + ready());
  for (std::size_t i = 0; i < limits::second_looks; ++i) world.server(looked("0", "1"));
  const auto got = world.client_got();
  EXPECT_THAT(got, ::testing::Contains(HasSubstr("in CN: not counted")).Times(1));
  EXPECT_EQ(got.back(), "Z I");
}

TEST(SecondLook, ServesEachOfABatch) {
  Counting world;
  const std::string one = bind("", "") + execute();
  world.client(parse("", of_42) + one + one + sync());
  world.server(complete("SET") + ready());
  const std::string answer = bind_complete() + withheld_notice() + complete("SELECT 0");
  world.server(parse_complete() + answer + answer + ready());
  (void)world.client_got();
  world.server(looked("0", "1"));
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("in CN: 1 of the rows")));
  world.server(looked("0", "2"));
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("in CN: 2 of the rows"), "Z I"));
}

// Of world views: this ring's part by two counts, the others' by what they say.
struct OfAllRings {
  std::unique_ptr<SecondLook> look;
  OfAllRings() {
    Countable statement;
    statement.for_elsewhere = true;
    statement.viewer = "CN";
    look = std::move(*SecondLook::at(statement, {{"SELECT here", {}}, compile::RowsOf{"SELECT elsewhere", {}}}, false));
  }
  Result<std::int64_t> seen(const std::string& bytes) {
    std::string_view left = bytes;
    while (!left.empty()) {
      const auto header = wire::read_frame_header(left, wire::Sender::server);
      const std::size_t size = wire::frame_header_bytes + (*header)->payload_bytes;
      look->take((*header)->type, left.substr(wire::frame_header_bytes, (*header)->payload_bytes));
      left.remove_prefix(size);
    }
    return look->rows();
  }
  static std::string answers(const std::string& seen, const std::string& elsewhere, const std::string& all) {
    return run({}, "BEGIN") + run({}, "SET") + run(seen) + run(elsewhere) + run({}, "SET") + run(all) + ready('T') +
           run({}, "ROLLBACK") + ready();
  }
};

TEST(SecondLook, AddsWhatOtherRingsSay) {
  OfAllRings all;
  EXPECT_THAT(texts(testing::shown(all.look->messages(), wire::Sender::client)),
              ElementsAre(HasSubstr(" BEGIN"), HasSubstr("SET LOCAL ringfence.viewer TO 'CN'"), HasSubstr("read_only"),
                          HasSubstr("statement_timeout"), HasSubstr("SELECT here"), HasSubstr("SELECT elsewhere"),
                          HasSubstr("TO counting"), HasSubstr("SELECT here"), "S", HasSubstr(" ROLLBACK"), "S"));
  all.look->elsewhere("eu", 3);
  all.look->elsewhere("row", 4);
  EXPECT_EQ(*all.seen(OfAllRings::answers("5", "900", "7")), 9);
}

TEST(SecondLook, OfAllRingsIsNoneWhereOneHasNotCounted) {
  OfAllRings all;
  all.look->elsewhere("eu", 3);
  all.look->elsewhere("row", Error{"it is out of reach", {}, {}, {}});
  EXPECT_EQ(all.seen(OfAllRings::answers("5", "900", "7")).error().message, "ring row: it is out of reach");
}

}  // namespace
}  // namespace ringfence::gateway
