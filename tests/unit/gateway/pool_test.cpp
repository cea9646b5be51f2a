#include "gateway/pool/pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::gateway {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Time start = Time() + std::chrono::hours(1000);
const Error down("connection refused", {}, "start it", "08006");

Time after(std::int64_t ms) {
  return start + milliseconds(ms);
}

PoolLimits few(std::size_t servers) {
  return {servers, 3, milliseconds(30'000), milliseconds(600'000), milliseconds(3'600'000), milliseconds(1'000)};
}

// With that many servers, numbered from 1, all idle.
Pool filled(std::size_t servers, PoolLimits limits) {
  Pool pool(limits);
  for (ServerId id = 1; id <= servers; ++id) {
    pool.opening(id);
    pool.opened(id, start);
  }
  return pool;
}

TEST(Pool, AServerIsOpenedForWhoeverNeedsOne) {
  Pool pool(few(1));
  const auto taken = pool.take(1, start);
  ASSERT_TRUE(taken);
  EXPECT_FALSE(taken->server);
  EXPECT_TRUE(taken->open);
  pool.opening(10);
  const auto other = pool.take(2, start);
  EXPECT_FALSE(other->server);
  EXPECT_FALSE(other->open);  // there may be one
  const auto grant = pool.opened(10, start);
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->session, 1u);
  EXPECT_EQ(grant->server, 10u);
  EXPECT_EQ(pool.give_back(10, start)->session, 2u);
  EXPECT_FALSE(pool.give_back(10, start));
  EXPECT_EQ(pool.take(3, start)->server, 10u);
}

TEST(Pool, NoMoreAreOpenedThanThereAreSessions) {
  Pool pool(few(9));
  EXPECT_TRUE(pool.take(1, start)->open);
  pool.opening(10);
  EXPECT_TRUE(pool.take(2, start)->open);
  pool.opening(11);
  EXPECT_EQ(pool.tick(start).open, 0u);
}

TEST(Pool, TheWarmOneIsGiven) {
  Pool pool = filled(3, few(3));
  EXPECT_EQ(pool.take(1, start)->server, 3u);
  EXPECT_EQ(pool.take(2, start)->server, 2u);
  pool.give_back(3, start);
  pool.give_back(2, start);
  EXPECT_EQ(pool.take(3, start)->server, 2u);
}

TEST(Pool, TheQueueIsBounded) {
  Pool pool(few(1));
  for (SessionId session = 1; session <= 3; ++session) EXPECT_TRUE(pool.take(session, start));
  const auto refused = pool.take(4, start);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().sqlstate, "53300");
  pool.forget(2);
  EXPECT_TRUE(pool.take(4, start));
  pool.opening(1);
  EXPECT_EQ(pool.opened(1, start)->session, 1u);
  EXPECT_EQ(pool.give_back(1, start)->session, 3u);
  EXPECT_EQ(pool.give_back(1, start)->session, 4u);
}

TEST(Pool, NobodyWaitsForEver) {
  Pool pool(few(1));
  pool.take(1, start);
  pool.opening(1);
  pool.take(2, after(10));
  EXPECT_THAT(pool.tick(after(29'999)).refused, IsEmpty());
  const auto tick = pool.tick(after(30'000));
  ASSERT_EQ(tick.refused.size(), 1u);
  EXPECT_EQ(tick.refused[0].session, 1u);
  EXPECT_EQ(tick.refused[0].error.sqlstate, "53300");
  EXPECT_EQ(pool.tick(after(30'010)).refused.size(), 1u);
  EXPECT_FALSE(pool.opened(1, after(30'020)));  // all have left: it rests
  EXPECT_EQ(pool.figures().idle, 1u);
}

TEST(Pool, WhereNothingCanBeOpenedAllAreTold) {
  Pool pool(few(2));
  pool.take(1, start);
  pool.opening(1);
  pool.take(2, start);
  pool.opening(2);
  EXPECT_THAT(pool.gone(1, start, down), IsEmpty());  // the other may still come
  const auto refused = pool.gone(2, start, down);
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_EQ(refused[0].session, 1u);
  EXPECT_EQ(refused[0].error.sqlstate, "08006");
  EXPECT_EQ(refused[0].error.detail, "connection refused");
  const auto next = pool.take(3, after(999));
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().sqlstate, "08006");
  EXPECT_TRUE(pool.take(3, after(1'000))->open);
  pool.opening(3);
  EXPECT_FALSE(pool.take(4, after(1'000))->open);  // one shows whether it can be done again
  EXPECT_EQ(pool.opened(3, after(1'000))->session, 3u);
  EXPECT_EQ(pool.tick(after(1'000)).open, 1u);
}

TEST(Pool, WhereOthersAreAtWorkOneWaitsForThem) {
  Pool pool = filled(1, few(3));
  pool.take(1, start);
  EXPECT_TRUE(pool.take(2, start)->open);
  pool.opening(2);
  EXPECT_THAT(pool.gone(2, start, down), IsEmpty());
  EXPECT_FALSE(pool.take(3, start)->open);
  EXPECT_EQ(pool.tick(after(999)).open, 0u);
  EXPECT_EQ(pool.tick(after(1'000)).open, 1u);  // of the two that could be used
  pool.forget(3);
  pool.opening(3);
  EXPECT_THAT(pool.gone(3, after(1'000), down), IsEmpty());
  // The last server is lost, which says nothing of opening another.
  EXPECT_THAT(pool.gone(1, after(1'500), std::nullopt), IsEmpty());
  EXPECT_EQ(pool.tick(after(1'500)).open, 0u);
  EXPECT_EQ(pool.tick(after(2'000)).open, 1u);
  const auto tick = pool.tick(after(30'000));
  ASSERT_EQ(tick.refused.size(), 1u);
  EXPECT_THAT(tick.refused[0].error.detail, HasSubstr("connection refused"));
}

TEST(Pool, ALostServerMakesRoom) {
  Pool pool = filled(1, few(1));
  pool.take(1, start);
  EXPECT_FALSE(pool.take(2, start)->open);
  pool.gone(1, start, std::nullopt);
  EXPECT_EQ(pool.tick(start).open, 1u);
  pool.opening(2);
  EXPECT_EQ(pool.opened(2, start)->session, 2u);
  EXPECT_FALSE(pool.give_back(1, start));  // its end was told already
  EXPECT_EQ(pool.figures().taken, 1u);
}

TEST(Pool, AnIdleServerThatIsLostIsNotGiven) {
  Pool pool = filled(2, few(2));
  pool.gone(2, start, std::nullopt);
  EXPECT_EQ(pool.take(1, start)->server, 1u);
  EXPECT_TRUE(pool.take(2, start)->open);
}

TEST(Pool, IdleServersGrowOldAndAreClosed) {
  Pool pool = filled(3, few(3));
  pool.take(1, after(500'000));
  pool.give_back(3, after(500'000));
  EXPECT_THAT(pool.tick(after(599'999)).close, IsEmpty());
  EXPECT_THAT(pool.tick(after(600'000)).close, UnorderedElementsAre(1, 2));
  EXPECT_EQ(pool.figures().idle, 1u);
  EXPECT_EQ(pool.take(2, after(600'000))->server, 3u);
  EXPECT_THAT(pool.tick(after(2'000'000)).close, IsEmpty());  // it is in use
}

TEST(Pool, ServersDoNotLiveForEver) {
  PoolLimits limits = few(2);
  limits.idle = milliseconds(100'000'000);
  Pool pool = filled(2, limits);
  pool.take(1, start);
  EXPECT_FALSE(pool.retired(2));
  const auto first = pool.tick(after(3'600'000));
  const auto second = pool.tick(after(3'600'000));
  EXPECT_EQ(first.close.size() + second.close.size(), 1u);  // the other is in use, and they do not end at once
  EXPECT_TRUE(pool.retired(2));
  pool.gone(2, after(3'600'000), std::nullopt);
  EXPECT_EQ(pool.figures().taken + pool.figures().idle, 0u);
}

TEST(Pool, WhenThePrimaryMovesNothingOldIsGiven) {
  Pool pool = filled(2, few(3));
  pool.take(1, start);
  pool.take(2, start);
  pool.take(3, start);
  pool.opening(3);
  pool.give_back(1, start);  // to session 3
  pool.give_back(2, start);
  EXPECT_THAT(pool.retire_all(), UnorderedElementsAre(2, 3));
  EXPECT_TRUE(pool.retired(1));
  EXPECT_FALSE(pool.opened(3, start));
  EXPECT_TRUE(pool.take(4, start)->open);
  pool.opening(4);
  EXPECT_FALSE(pool.give_back(1, start));  // given back all the same: it goes to nobody
  EXPECT_THAT(pool.tick(start).close, ElementsAre(1));
  EXPECT_EQ(pool.opened(4, start)->session, 4u);
  EXPECT_FALSE(pool.retired(4));
}

TEST(Pool, AnotherPrimaryIsTriedAtOnce) {
  Pool pool(few(1));
  pool.take(1, start);
  pool.opening(1);
  pool.gone(1, start, down);
  EXPECT_FALSE(pool.take(2, start));
  pool.retire_all();
  EXPECT_TRUE(pool.take(2, start)->open);
}

TEST(Pool, FirstComeFirstServedHoweverLongTheLineHasBeen) {
  PoolLimits limits = few(1);
  limits.waiting = 1000;
  Pool pool = filled(1, limits);
  pool.take(0, start);
  SessionId last = 0;
  SessionId served = 0;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 17; ++i) pool.take(++last, start);
    for (int i = 0; i < 13; ++i) ASSERT_EQ(pool.give_back(1, start)->session, ++served);
  }
  while (served < last) ASSERT_EQ(pool.give_back(1, start)->session, ++served);
}

}  // namespace
}  // namespace ringfence::gateway
