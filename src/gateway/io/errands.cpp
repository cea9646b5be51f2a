#include "gateway/io/errands.h"

#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace ringfence::gateway {

struct Errands::State {
  explicit State(Loop& loop_, std::size_t most) : loop(loop_), most_waiting(most) {}

  Loop& loop;
  const std::size_t most_waiting;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<std::function<void()>()>> waiting;
  bool ending = false;
  std::vector<std::thread> threads;

  void work();
};

void Errands::State::work() {
  for (;;) {
    std::function<std::function<void()>()> errand;
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return ending || !waiting.empty(); });
      if (ending) return;
      errand = std::move(waiting.front());
      waiting.pop_front();
    }
    if (auto then = errand()) loop.post(std::move(then));
  }
}

Errands::Errands(Loop& loop, std::size_t threads, std::size_t most_waiting)
    : state_(std::make_unique<State>(loop, most_waiting)) {
  // Signals are the loop's, whatever is blocked in its thread so far.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (std::size_t i = 0; i < threads; ++i) state_->threads.emplace_back([state = state_.get()] { state->work(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Errands::~Errands() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  state_->changed.notify_all();
  for (auto& thread : state_->threads) thread.join();
}

bool Errands::run(std::function<std::function<void()>()> work) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->waiting.size() >= state_->most_waiting) return false;
    state_->waiting.push_back(std::move(work));
  }
  state_->changed.notify_one();
  return true;
}

}  // namespace ringfence::gateway
