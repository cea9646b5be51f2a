// For whom a session reads, as the database is told; and what the client hears of what is withheld.
#include <gtest/gtest.h>

#include "session_names.h"

namespace ringfence::gateway {
namespace {

const std::string of_42 = "SELECT first_name FROM person WHERE id = 42";
const std::string for_de = of_42 + " /*ringfence.viewer='DE'*/";
const std::string for_cn = of_42 + " /*ringfence.viewer='CN'*/";

std::string set(const std::string& viewer) {
  return "Q SET ringfence.viewer TO '" + viewer + "'";
}

struct Reading : World {
  Reading() { lives({0, {}, {"42"}}, 0); }
  // What reached the server, and its answer: rows to each SELECT, a tag to everything else.
  std::vector<std::string> ask(const std::string& text, const std::string& tag = "SELECT 1", char status = 'I') {
    client(query(text));
    const auto got = server_got();
    if (!got.empty() && got[0].starts_with("Q SET ringfence.viewer")) server(complete("SET") + ready(status));
    server(complete(tag) + ready(status));
    (void)client_got();
    return got;
  }
};

TEST(Viewer, IsSaidToAServerOnce) {
  Reading world;
  EXPECT_THAT(world.ask(for_de), ElementsAre(set("DE"), "Q " + for_de));
  EXPECT_THAT(world.ask(for_de), ElementsAre("Q " + for_de));
  EXPECT_THAT(world.ask(for_cn), ElementsAre(set("CN"), "Q " + for_cn));
  EXPECT_THAT(world.ask(of_42), ElementsAre(set(""), "Q " + of_42));
}

TEST(Viewer, OfNobodyIsNotSaidToAServerThatNeverHeardOfOne) {
  Reading world;
  EXPECT_THAT(world.ask(of_42), ElementsAre("Q " + of_42));
}

TEST(Viewer, OfTheSessionIsSaidToo) {
  Reading world;
  world.client(query("SET ringfence.viewer = 'FR'"));
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.ask(of_42), ElementsAre(set("FR"), "Q " + of_42));
}

TEST(Viewer, IsNotSaidForWhatOnlyBeginsATransaction) {
  Reading world;
  world.ask(for_de);
  EXPECT_THAT(world.ask("BEGIN", "BEGIN", 'T'), ElementsAre("Q BEGIN"));
  EXPECT_THAT(world.ask(for_de, "SELECT 1", 'T'), ElementsAre("Q " + for_de));
}

TEST(Viewer, SaidInATransactionMayGoBackWithIt) {
  Reading world;
  world.ask("BEGIN", "BEGIN", 'T');
  EXPECT_THAT(world.ask(for_de, "SELECT 1", 'T'), ElementsAre(set("DE"), "Q " + for_de));
  EXPECT_THAT(world.ask("ROLLBACK", "ROLLBACK"), ElementsAre("Q ROLLBACK"));
  EXPECT_THAT(world.ask(for_de), ElementsAre(set("DE"), "Q " + for_de));
}

TEST(Viewer, SaidBehindASavepointMayGoBackWithIt) {
  Reading world;
  world.ask(for_cn);
  world.ask("BEGIN", "BEGIN", 'T');
  world.ask("SAVEPOINT s", "SAVEPOINT", 'T');
  EXPECT_THAT(world.ask(for_de, "SELECT 1", 'T'), ElementsAre(set("DE"), "Q " + for_de));
  world.ask("ROLLBACK TO s", "ROLLBACK", 'T');
  EXPECT_THAT(world.ask(for_de, "SELECT 1", 'T'), ElementsAre(set("DE"), "Q " + for_de));
}

// As PostgreSQL's own settings do.
TEST(Viewer, OfTheSessionGoesBackToTheSavepoint) {
  Reading world;
  world.client(query("SET ringfence.viewer = 'CN'"));
  (void)world.client_got();
  const auto set_de = [&] {
    world.client(query("SET ringfence.viewer = 'DE'"));
    (void)world.client_got();
  };
  const auto step = [&](const std::string& text, const std::string& tag, char status) {
    world.client(query(text));
    const bool brought = world.server_got().size() == 2;
    if (brought) world.server(complete("SET") + ready());
    world.server(complete(tag) + ready(status));
    (void)world.client_got();
  };
  step("BEGIN", "BEGIN", 'T');
  step("SAVEPOINT a", "SAVEPOINT", 'T');
  set_de();
  step("SAVEPOINT b", "SAVEPOINT", 'T');
  step("ROLLBACK TO b", "ROLLBACK", 'T');
  EXPECT_EQ(world.session->own().viewer, "DE");
  step("ROLLBACK TO a", "ROLLBACK", 'T');
  EXPECT_EQ(world.session->own().viewer, "CN");
  set_de();
  step("RELEASE a", "RELEASE", 'T');
  step("COMMIT", "COMMIT", 'I');
  EXPECT_EQ(world.session->own().viewer, "DE");
}

TEST(Viewer, AnotherOneWaitsForWhatIsUnderWay) {
  Reading world;
  world.client(query("BEGIN") + query(for_de) + query(for_cn));
  EXPECT_THAT(world.server_got(), ElementsAre("Q BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  EXPECT_THAT(world.server_got(), ElementsAre(set("DE"), "Q " + for_de));
  world.server(complete("SET") + ready('T') + failure("22012", "division by zero") + ready('E'));
  EXPECT_THAT(world.server_got(), ElementsAre("Q " + for_cn));
  world.server(failure("25P02", "current transaction is aborted") + ready('E'));
  EXPECT_THAT(world.client_got(), ElementsAre("C BEGIN", "Z T", "E 22012 division by zero", "Z E",
                                              "E 25P02 current transaction is aborted", "Z E"));
}

TEST(Viewer, AnotherOneInTheMiddleOfAPipelineIsRefused) {
  Reading world;
  world.client(parse("", for_de) + bind("", "") + execute() + parse("", for_cn) + bind("", "") + execute() + sync());
  world.server(complete("SET") + ready() + parse_complete() + bind_complete() + row("Ada") + complete("SELECT 1") +
               failure("26000", "no such statement") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "D Ada", "C SELECT 1", StartsWith("E 0A000"), "Z I"));
}

TEST(Viewer, IsSaidAnewAfterReset) {
  Reading world;
  world.ask(for_de);
  world.ask("RESET ALL", "RESET");
  EXPECT_THAT(world.ask(for_de), ElementsAre(set("DE"), "Q " + for_de));
}

TEST(Withheld, IsToldOnceAStatement) {
  Reading world;
  for (int statement = 0; statement != 2; ++statement) {
    world.client(query(for_de));
    if (statement == 0) world.server(complete("SET") + ready());
    world.server(withheld_notice() + row("Ada") + withheld_notice() + complete("SELECT 1") + ready());
    EXPECT_THAT(world.client_got(),
                ElementsAre("N 01R51 something of post is withheld from viewers in DE", "D Ada", "C SELECT 1", "Z I"));
  }
}

TEST(Withheld, IsNotToldWhereAnotherNoticeSpeaks) {
  Reading world;
  world.client(query(of_42));
  std::string bytes;
  wire::NoticeResponse notice{{{{'S', "NOTICE"}, {'C', "00000"}, {'M', "C01R51"}}}};
  wire::encode(notice, bytes);
  world.server(bytes + row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("N 00000 C01R51", "D Ada", "C SELECT 1", "Z I"));
}

}  // namespace
}  // namespace ringfence::gateway
