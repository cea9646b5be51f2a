#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "gateway/io/errands.h"
#include "gateway/io/timers.h"
#include "streams.h"

namespace ringfence::gateway {
namespace {

using std::chrono::milliseconds;

TEST_F(Streams, Timers_run_in_the_order_of_their_time_and_making) {
  std::string order;
  loop->after(milliseconds(20), [&] { order += 'c'; });
  loop->after(milliseconds(5), [&] { order += 'a'; });
  const auto dropped = loop->after(milliseconds(6), [&] { order += 'x'; });
  loop->after(milliseconds(10), [&] { order += 'b'; });
  loop->after(milliseconds(30), [&] { loop->stop(); });
  loop->cancel(dropped);
  loop->cancel(dropped);
  loop->cancel(0);
  const auto begun = std::chrono::steady_clock::now();
  loop->run();
  EXPECT_EQ("abc", order);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, milliseconds(30));
}

TEST(Timers, At_the_same_time_in_the_order_of_their_making_and_what_they_add_later) {
  Timers timers;
  const Timers::Time now{};
  std::string order;
  timers.add(now, [&] {
    order += 'a';
    timers.add(now, [&] { order += 'c'; });
  });
  timers.add(now, [&] { order += 'b'; });
  timers.run(now);
  EXPECT_EQ("ab", order);
  EXPECT_EQ(0, timers.patience(now));
  timers.run(now);
  EXPECT_EQ("abc", order);
  EXPECT_EQ(-1, timers.patience(now));
}

TEST(Timers, Those_cancelled_do_not_pile_up) {
  Timers timers;
  for (int i = 0; i < 100'000; ++i) timers.cancel(timers.add(Timers::Time{} + std::chrono::hours(1), [] {}));
  EXPECT_LT(timers.heap_size(), 200u);
}

TEST(Timers, Patience_is_rounded_up) {
  Timers timers;
  timers.add(Timers::Time{} + std::chrono::microseconds(1500), [] {});
  EXPECT_EQ(2, timers.patience(Timers::Time{}));
}

TEST_F(Streams, What_threads_post_runs_in_the_loop) {
  const auto here = std::this_thread::get_id();
  int count = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        loop->post([&] {
          EXPECT_EQ(here, std::this_thread::get_id());
          ++count;
        });
      }
    });
  }
  run_until([&] { return count == 4000; });
  for (auto& thread : threads) thread.join();
}

TEST_F(Streams, A_signal_runs_its_handler_in_the_loop) {
  int seen = 0;
  ASSERT_TRUE(loop->on_signal(SIGUSR1, [&](int signal) { seen = signal; }));
  ASSERT_TRUE(loop->on_signal(SIGUSR2, [&](int) { loop->stop(); }));
  ::kill(::getpid(), SIGUSR1);
  run_until([&] { return seen == SIGUSR1; });
  ::kill(::getpid(), SIGUSR2);
  loop->run();
}

// Whoever is ready first forgets and destroys the other.
struct Rival : Loop::Watcher {
  void ready(std::uint32_t) override {
    ++*called;
    loop->forget(*other_descriptor, **other);
    other->reset();
    loop->stop();
  }
  Loop* loop = nullptr;
  int* called = nullptr;
  int* other_descriptor = nullptr;
  std::unique_ptr<Rival>* other = nullptr;
};

TEST_F(Streams, Who_is_forgotten_may_be_destroyed_though_its_event_was_fetched) {
  std::unique_ptr<Rival> rivals[2] = {std::make_unique<Rival>(), std::make_unique<Rival>()};
  int descriptors[2] = {::eventfd(1, EFD_CLOEXEC), ::eventfd(1, EFD_CLOEXEC)};
  int called = 0;
  for (int i : {0, 1}) {
    rivals[i]->loop = loop.get();
    rivals[i]->called = &called;
    rivals[i]->other = &rivals[1 - i];
    rivals[i]->other_descriptor = &descriptors[1 - i];
    ASSERT_TRUE(loop->watch(descriptors[i], EPOLLIN, *rivals[i]));
  }
  loop->run();
  EXPECT_EQ(1, called);
  for (const int one : descriptors) ::close(one);
}

TEST_F(Streams, What_is_destroyed_later_outlives_its_handler) {
  bool gone = false;
  auto object = std::shared_ptr<int>(new int(1), [&](int* p) {
    delete p;
    gone = true;
  });
  loop->after(milliseconds(0), [&] {
    loop->destroy_later(std::move(object));
    EXPECT_FALSE(gone);
  });
  run_until([&] { return gone; });
}

TEST_F(Streams, Errands_run_elsewhere_and_are_answered_here) {
  Errands errands(*loop, 2, 10);
  const auto here = std::this_thread::get_id();
  int answered = 0;
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(errands.run([&]() -> std::function<void()> {
      EXPECT_NE(here, std::this_thread::get_id());
      return [&] {
        EXPECT_EQ(here, std::this_thread::get_id());
        ++answered;
      };
    }));
  }
  run_until([&] { return answered == 10; });
}

TEST_F(Streams, Errands_beyond_the_bound_are_refused) {
  std::atomic<bool> go = false, begun = false;
  {
    Errands errands(*loop, 1, 2);
    auto wait = [&]() -> std::function<void()> {
      begun = true;
      while (!go) std::this_thread::sleep_for(milliseconds(1));
      return {};
    };
    EXPECT_TRUE(errands.run(wait));
    while (!begun) std::this_thread::sleep_for(milliseconds(1));
    EXPECT_TRUE(errands.run(wait));
    EXPECT_TRUE(errands.run(wait));
    EXPECT_FALSE(errands.run(wait));
    go = true;
  }
}

}  // namespace
}  // namespace ringfence::gateway
