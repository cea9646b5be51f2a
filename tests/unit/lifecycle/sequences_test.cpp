#include "lifecycle/split/sequences.h"

#include <gtest/gtest.h>

#include <set>

namespace ringfence::lifecycle {
namespace {

compile::Sequence bigint_sequence() {
  compile::Sequence sequence;
  sequence.maximum = INT64_MAX;
  return sequence;
}

TEST(Sequences, NoTwoRingsEverGiveTheSameNumberAndNoneGivesAnOldOne) {
  for (const std::int64_t increment : {1, 3, -2}) {
    for (const std::int64_t last : {1, 7, 100, -50}) {
      compile::Sequence sequence = bigint_sequence();
      sequence.increment = increment;
      sequence.minimum = increment > 0 ? -1000 : INT64_MIN;
      sequence.maximum = increment > 0 ? INT64_MAX : 1000;
      sequence.start = increment > 0 ? -50 : 500;
      std::set<std::int64_t> given;
      for (std::int64_t slot = 0; slot < 4; ++slot) {
        const auto ring = make_disjoint(sequence, {last, true}, slot, 16);
        ASSERT_TRUE(ring);
        for (std::int64_t k = 0; k < 50; ++k) {
          const std::int64_t value = ring->next + k * ring->increment;
          EXPECT_TRUE(given.insert(value).second) << value << " is given twice";
          EXPECT_TRUE(increment > 0 ? value > last : value < last) << value << " was given before";
        }
      }
    }
  }
}

TEST(Sequences, AFreshSequenceMayGiveItsFirstNumber) {
  const auto first = make_disjoint(bigint_sequence(), {1, false}, 0, 16);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->next, 1);
  EXPECT_EQ(first->increment, 16);
}

TEST(Sequences, ScarceNumbersAreSharedAmongTheRingsThereAre) {
  compile::Sequence small = bigint_sequence();
  small.maximum = 32767;
  EXPECT_EQ(affordable_slots(small, {100, true}, 4), 4);
  EXPECT_EQ(affordable_slots(bigint_sequence(), {100, true}, 4), 16);
  EXPECT_EQ(affordable_slots(bigint_sequence(), {100, true}, 40), 40);
}

TEST(Sequences, AnExhaustedOrCyclingSequenceIsSaidToBeSo) {
  compile::Sequence small = bigint_sequence();
  small.maximum = 10;
  EXPECT_FALSE(make_disjoint(small, {10, true}, 0, 4));
  compile::Sequence cycling = bigint_sequence();
  cycling.cycles = true;
  EXPECT_FALSE(make_disjoint(cycling, {1, true}, 0, 4));
}

}  // namespace
}  // namespace ringfence::lifecycle
