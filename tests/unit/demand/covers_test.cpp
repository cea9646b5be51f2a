// What a demand to withhold asks for, and what of a withholding it does not.
#include "demand/case/covers.h"

#include <gmock/gmock.h>

namespace ringfence::demand {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Says hides_post_1(std::vector<policy::Code> viewers) {
  Says says;
  says.kind = Kind::withhold;
  says.items = {{"post", "1"}};
  says.viewers = std::move(viewers);
  return says;
}

TEST(Covers, SaysWhatGoesBeyond) {
  const Says says = hides_post_1({"HK", "MO"});
  EXPECT_EQ(beyond(says, {"post", "1"}, {"HK", "MO"}), std::nullopt);
  EXPECT_EQ(beyond(says, {"post", "1"}, {"HK", "JP"}), "viewers in JP");
  EXPECT_EQ(beyond(says, {"post", "2"}, {"HK"}), "post 2");
  EXPECT_EQ(beyond(says, {"person", "1"}, {"HK"}), "person 1");
}

TEST(Covers, LeavesThoseThatItAsksFor) {
  const Says says = hides_post_1({"HK", "MO"});
  EXPECT_THAT(asked_from(says, {"post", "1"}, {"CN", "HK"}), ElementsAre("HK"));
  EXPECT_THAT(asked_from(says, {"post", "1"}, {"CN"}), IsEmpty());
  EXPECT_THAT(asked_from(says, {"post", "2"}, {"HK"}), IsEmpty());
}

TEST(Covers, AGroupStandsForWhoIsInIt) {
  const Says says = hides_post_1({"EU"});
  EXPECT_THAT(asked_from(says, {"post", "1"}, {"CH", "DE", "FR"}), ElementsAre("DE", "FR"));
}

}  // namespace
}  // namespace ringfence::demand
