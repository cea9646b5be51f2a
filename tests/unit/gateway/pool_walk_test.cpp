// The pool against a naive model of itself, over thousands of random steps from fixed seeds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>

#include "gateway/pool/pool.h"

namespace ringfence::gateway {
namespace {

using std::chrono::milliseconds;

constexpr PoolLimits limits{4, 12, milliseconds(500), milliseconds(900), milliseconds(5'000), milliseconds(60)};

// What the pool promised, as far as a caller can see; each step checks that it keeps to it.
class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) {}

  void step() {
    now_ += milliseconds(below(20));
    switch (below(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return take();
      case 4:
      case 5:
      case 6:
        return give_back();
      case 7:
      case 8:
        return finish_opening();
      case 9:
        return lose();
      case 10:
        return leave();
      default:
        if (below(60) == 0) retire();
        return tick();
    }
  }
  // All come to an end: nobody who waits is forgotten, and no server is.
  void end() {
    for (int i = 0; i < 300; ++i) {
      now_ += milliseconds(25);
      while (!opening_.empty()) finish_opening();
      while (!taken_.empty()) give_back();
      tick();
    }
    EXPECT_TRUE(line_.empty());
    EXPECT_TRUE(idle_.empty());
    EXPECT_EQ(pool_.figures().idle + pool_.figures().taken + pool_.figures().opening, 0u);
  }
  [[nodiscard]] int grants() const { return grants_; }

 private:
  struct Waits {
    SessionId session;
    Time since;
  };

  unsigned below(unsigned bound) { return std::uniform_int_distribution<unsigned>(0, bound - 1)(random_); }
  std::size_t servers() const { return idle_.size() + taken_.size() + opening_.size(); }

  void check() {
    const auto figures = pool_.figures();
    EXPECT_EQ(figures.waiting, line_.size());
    EXPECT_EQ(figures.idle, idle_.size());
    EXPECT_EQ(figures.taken, taken_.size());
    EXPECT_EQ(figures.opening, opening_.size());
    EXPECT_LE(servers(), limits.servers);
    EXPECT_LE(line_.size(), limits.waiting);
    EXPECT_TRUE(line_.empty() || idle_.empty());
  }
  void open(std::size_t count) {
    for (; count > 0; --count) {
      opening_.push_back(++last_server_);
      pool_.opening(last_server_);
    }
    check();
  }
  void granted(const std::optional<Pool::Grant>& grant, ServerId server) {
    if (line_.empty() || !grant) {
      EXPECT_TRUE(line_.empty());
      EXPECT_FALSE(grant);
      idle_.push_back(server);
      return;
    }
    EXPECT_EQ(grant->session, line_.front().session);
    EXPECT_EQ(grant->server, server);
    line_.pop_front();
    taken_.push_back(server);
    ++grants_;
  }
  void refused(const std::vector<Pool::Refusal>& refusals) {
    for (const auto& refusal : refusals) {
      ASSERT_FALSE(line_.empty());
      EXPECT_EQ(refusal.session, line_.front().session);
      line_.pop_front();
    }
  }

  void take() {
    const auto taken = pool_.take(++last_session_, now_);
    if (!idle_.empty()) {
      ASSERT_TRUE(taken && taken->server);
      EXPECT_EQ(*taken->server, idle_.back());
      taken_.push_back(idle_.back());
      idle_.pop_back();
    } else if (servers() == 0 && now_ < back_off_until_) {
      ASSERT_FALSE(taken);
      EXPECT_EQ(taken.error().sqlstate, "08006");
    } else if (line_.size() == limits.waiting) {
      ASSERT_FALSE(taken);
      EXPECT_EQ(taken.error().sqlstate, "53300");
    } else {
      ASSERT_TRUE(taken && !taken->server);
      line_.push_back({last_session_, now_});
      open(taken->open ? 1 : 0);
    }
    check();
  }
  void give_back() {
    if (taken_.empty()) return;
    const ServerId server = remove_one(taken_);
    if (pool_.retired(server)) {
      refused(pool_.gone(server, now_, std::nullopt));
    } else {
      granted(pool_.give_back(server, now_), server);
    }
    check();
  }
  void finish_opening() {
    if (opening_.empty()) return;
    const ServerId server = remove_one(opening_);
    if (below(5) > 0) {
      back_off_until_ = Time();
      granted(pool_.opened(server, now_), server);
    } else {
      back_off_until_ = now_ + limits.retry;
      const bool last = servers() == 0;
      const auto refusals = pool_.gone(server, now_, Error("down", {}, {}, "08006"));
      EXPECT_EQ(refusals.size(), last ? line_.size() : 0u);
      refused(refusals);
    }
    check();
  }
  void lose() {
    auto& from = below(2) == 0 ? idle_ : taken_;
    if (from.empty()) return;
    refused(pool_.gone(remove_one(from), now_, std::nullopt));
    check();
  }
  void leave() {
    if (line_.empty()) return;
    const auto who = line_.begin() + below(static_cast<unsigned>(line_.size()));
    pool_.forget(who->session);
    line_.erase(who);
    check();
  }
  void retire() {
    const auto closed = pool_.retire_all();
    EXPECT_EQ(closed.size(), idle_.size() + opening_.size());
    idle_.clear();
    opening_.clear();
    back_off_until_ = Time();
    check();
  }
  void tick() {
    const auto tick = pool_.tick(now_);
    for (const ServerId server : tick.close) EXPECT_EQ(std::erase(idle_, server), 1u);
    refused(tick.refused);
    EXPECT_TRUE(line_.empty() || now_ - line_.front().since < limits.patience);
    if (!line_.empty() && servers() < limits.servers && opening_.empty() && now_ >= back_off_until_) {
      EXPECT_GT(tick.open, 0u);
    }
    open(tick.open);
  }
  ServerId remove_one(std::vector<ServerId>& from) {
    const auto it = from.begin() + below(static_cast<unsigned>(from.size()));
    const ServerId id = *it;
    from.erase(it);
    return id;
  }

  std::mt19937 random_;
  Pool pool_{limits};
  Time now_ = Time() + std::chrono::hours(1000);
  Time back_off_until_;
  std::deque<Waits> line_;
  std::vector<ServerId> idle_;  // the one to be given next is at the back
  std::vector<ServerId> taken_, opening_;
  ServerId last_server_ = 0;
  SessionId last_session_ = 0;
  int grants_ = 0;
};

TEST(PoolWalk, TheModelAgrees) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Walk walk(seed);
    for (int i = 0; i < 3000 && !testing::Test::HasFailure(); ++i) walk.step();
    EXPECT_GT(walk.grants(), 100);
    walk.end();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace ringfence::gateway
