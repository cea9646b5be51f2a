// What a client may send before it knows what came of what it sent.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "gateway/session/session.h"
#include "session_names.h"

namespace ringfence::gateway {
namespace {

const std::string copy_in = wire::encode(wire::CopyInResponse{{0, {0}}});
const std::string copy_row = wire::encode(wire::CopyData{"1\n"});
const std::string copy_done = wire::encode(wire::CopyDone{});

World migration() {
  return World("web", {{}, "migrate", {}, false}, true);
}

class Ahead : public ::testing::TestWithParam<bool> {
 public:
  World world{"web", {{}, "migrate", {}, false}, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(, Ahead, ::testing::Bool(), [](const auto& kind) { return kind.param ? "Own" : "Shared"; });

TEST_P(Ahead, DataOfACopyWaitsForItsBeginning) {
  world.client(query("COPY tag FROM STDIN"));
  world.client(copy_row + copy_done);
  EXPECT_THAT(world.server_got(), ElementsAre("Q COPY tag FROM STDIN"));
  world.server(copy_in);
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\n", "c"));
  EXPECT_FALSE(world.session->waits());
  world.server(complete("COPY 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("G", "C COPY 1", "Z I"));
}

TEST_P(Ahead, DataOfACopyThatFailsIsPassedOver) {
  world.client(query("COPY nothing FROM STDIN"));
  world.client(copy_row + copy_done + query("SELECT 1"));
  world.server(failure("42P01", "no such table") + ready());
  EXPECT_THAT(world.server_got(), ElementsAre("Q COPY nothing FROM STDIN", "Q SELECT 1"));
}

// A server says nothing of a pipeline before it is asked to, and we would wait for ever.
TEST_P(Ahead, DataOfNoCopyInAPipelineIsPassedOver) {
  world.client(parse("", "SELECT 1") + bind("", "") + execute() + copy_row + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("P  SELECT 1", "B  ", "E ", "H"));
  world.server(parse_complete() + bind_complete() + row("1") + complete("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("S"));
  EXPECT_FALSE(world.session->waits());
}

TEST_P(Ahead, APipelineLongerThanWhatMayWaitGoesOn) {
  world.not_rerun();  // ten thousand messages, at each of which something would fail
  std::string pipeline;
  for (std::size_t i = 0; i <= limits::replies_waiting; ++i) pipeline += parse("", "SELECT 1");
  world.client(pipeline + sync());
  EXPECT_TRUE(world.session->waits());
  EXPECT_EQ(world.server_got().back(), "H");
  std::string answers;
  for (std::size_t i = 0; i < limits::replies_waiting; ++i) answers += parse_complete();
  world.server(answers);
  EXPECT_THAT(world.server_got(), ElementsAre("P  SELECT 1", "S"));
}

TEST(Dedicated, AQueryBehindAPipelineWithoutSyncWaitsForIt) {
  World world = migration();
  world.not_rerun();  // its query is never answered: the server passes over it
  world.client(parse("", "SELEC 1") + query("SELECT 2") + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("P  SELEC 1", "H"));
  world.server(failure("42601", "syntax error"));
  EXPECT_THAT(world.server_got(), ElementsAre("S"));
  world.server(ready());
  EXPECT_THAT(world.client_got(), ElementsAre("E 42601 syntax error", "Z I"));
}

}  // namespace
}  // namespace ringfence::gateway
