// Reads of nobody in particular: through this ring's world views, as the role that reads them.
#include <gtest/gtest.h>

#include "session_names.h"

namespace ringfence::gateway {
namespace {

OwnValues feed() {
  OwnValues own;
  own.purpose = "feed";
  return own;
}

struct Worldwide : World {
  Worldwide() : World("web", feed(), false, true) { lives(HomeQuestion{0, {}, {"1"}}, 0); }
};

const Destination views{0, "world_feed", {}, {}, true};
const std::string everybody = "SELECT first_name FROM person";
const std::string somebody = "SELECT first_name FROM person WHERE id = 1";

TEST(SessionWorlds, ReadByARoleOfTheirOwn) {
  Worldwide world;
  world.client(query(everybody));
  EXPECT_THAT(world.seen.went_to, ElementsAre(views));
  EXPECT_THAT(world.server_got(), ElementsAre("Q " + everybody));
  EXPECT_FALSE(world.begun);  // what is read of other rings is on record where it is asked for
  const auto reader = world.session->world_reader();
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->service, "web");
  EXPECT_EQ(reader->purpose, "feed");
  world.server(row("Ada") + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("D Ada", "C SELECT 1", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
  EXPECT_FALSE(world.session->world_reader());
}

TEST(SessionWorlds, ATransactionThatOnlyBeganMovesThere) {
  Worldwide world;
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query(everybody));
  EXPECT_THAT(world.server_got(), ElementsAre("Q BEGIN", "Q ROLLBACK"));
  world.server(complete("ROLLBACK") + ready());
  EXPECT_THAT(world.server_got(), ElementsAre("Q BEGIN", "Q " + everybody));
}

TEST(SessionWorlds, AndAHomeReadStayApart) {
  Worldwide world;
  world.client(query("BEGIN; " + everybody));
  world.server(complete("BEGIN") + complete("SELECT 0") + ready('T'));
  world.server_got();
  world.client_got();
  world.client(query(somebody));
  EXPECT_THAT(world.server_got(), Not(::testing::Contains("Q " + somebody)));
  world.server(failure("26000", "no such statement") + ready('E'));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 25001 a transaction stays in one place"), "Z E"));
  Worldwide at_once;
  at_once.client(query(everybody + "; " + somebody));
  EXPECT_THAT(at_once.client_got(), ElementsAre(StartsWith("E 25001"), "Z I"));
}

TEST(SessionWorlds, ANoticeNeverStandsInsideARow) {
  Worldwide world;
  world.not_rerun();
  world.client(query(everybody));
  const std::string long_row = row(std::string(100, 'x'));
  world.server(long_row.substr(0, 50));
  Actions actions;
  world.session->notice({"ring eu is out of reach: its rows are missing", {}, {}, "01000"}, actions);
  EXPECT_TRUE(actions.to_client.empty());
  world.server(long_row.substr(50) + complete("SELECT 1") + ready());
  EXPECT_THAT(world.client_got(),
              ElementsAre("D " + std::string(100, 'x'), StartsWith("N 01000 ring eu"), "C SELECT 1", "Z I"));
}

}  // namespace
}  // namespace ringfence::gateway
