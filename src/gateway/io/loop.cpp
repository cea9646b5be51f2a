#include "gateway/io/loop.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <mutex>
#include <vector>

#include "base/limits.h"
#include "gateway/io/system_error.h"
#include "gateway/io/timers.h"

namespace ringfence::gateway {

namespace {

// What other threads hand over: an eventfd, written only when there was nothing before.
class Posted : public Loop::Watcher {
 public:
  explicit Posted(int descriptor) : descriptor_(descriptor) {}
  ~Posted() override { ::close(descriptor_); }
  Posted(const Posted&) = delete;
  Posted& operator=(const Posted&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

  void add(std::function<void()> then) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(then));
    if (waiting_.size() > 1) return;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);  // fails only where it is set already
  }

  void ready(std::uint32_t) override {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = ::read(descriptor_, &count, sizeof count);
    std::vector<std::function<void()>> all;
    {
      const std::lock_guard lock(mutex_);
      all.swap(waiting_);
    }
    for (auto& then : all) then();
  }

 private:
  int descriptor_;
  std::mutex mutex_;
  std::vector<std::function<void()>> waiting_;
};

class Signals : public Loop::Watcher {
 public:
  Signals() { sigemptyset(&set_); }
  ~Signals() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  Status add(Loop& loop, int signal, std::function<void(int)> then) {
    sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    const int made = ::signalfd(descriptor_, &set_, SFD_NONBLOCK | SFD_CLOEXEC);
    if (made < 0) return system_error("could not watch for signals");
    then_[signal] = std::move(then);
    if (descriptor_ == made) return {};
    descriptor_ = made;
    return loop.watch(made, EPOLLIN, *this);
  }

  void ready(std::uint32_t) override {
    signalfd_siginfo info{};
    while (::read(descriptor_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      const int signal = static_cast<int>(info.ssi_signo);
      if (const auto found = then_.find(signal); found != then_.end()) found->second(signal);
    }
  }

 private:
  int descriptor_ = -1;
  sigset_t set_{};
  std::map<int, std::function<void(int)>> then_;
};

}  // namespace

struct Loop::State {
  State(int epoll_, int event) : epoll(epoll_), posted(event) {}
  ~State() { ::close(epoll); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  int epoll;
  bool running = false;
  std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
  std::array<epoll_event, limits::loop_events> events{};
  std::size_t fetched = 0;
  std::vector<Watcher*> later, doing_later;
  std::vector<std::shared_ptr<void>> doomed;
  Timers timers;
  Signals signals;
  Posted posted;
  std::unique_ptr<char[]> scratch = std::make_unique_for_overwrite<char[]>(limits::loop_scratch_bytes);

  void wait();
  void run_later();
  void destroy_doomed();
};

void Loop::State::wait() {
  // As of the turn's beginning: asking for the time costs as much as a statement's routing, and a timer is late by no
  // more than the turn took.
  const int patience = later.empty() ? timers.patience(now) : 0;
  const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), patience);
  now = std::chrono::steady_clock::now();
  fetched = count > 0 ? static_cast<std::size_t>(count) : 0;
  for (std::size_t i = 0; i < fetched; ++i) {
    if (auto* watcher = static_cast<Watcher*>(events[i].data.ptr)) watcher->ready(events[i].events);
  }
  fetched = 0;
}

// What asks again while it is served waits for the next turn, so that it cannot keep the others out.
void Loop::State::run_later() {
  doing_later.swap(later);
  // By index: forget() may empty an entry, and nothing is added to this list meanwhile.
  for (std::size_t i = 0; i < doing_later.size(); ++i) {
    if (Watcher* watcher = doing_later[i]) watcher->ready(0);
  }
  doing_later.clear();
}

void Loop::State::destroy_doomed() {
  while (!doomed.empty()) {
    std::vector<std::shared_ptr<void>> now_destroyed;
    now_destroyed.swap(doomed);
  }
}

Result<std::unique_ptr<Loop>> Loop::make() {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) return system_error("could not make an event loop");
  const int event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (event < 0) {
    Error error = system_error("could not make an event loop");
    ::close(epoll);
    return error;
  }
  std::unique_ptr<Loop> loop(new Loop);
  loop->state_ = std::make_unique<State>(epoll, event);
  RINGFENCE_TRY(loop->watch(event, EPOLLIN, loop->state_->posted));
  return loop;
}

Loop::Loop() = default;
Loop::~Loop() {
  state_->destroy_doomed();
}

void Loop::run() {
  State& state = *state_;
  for (state.running = true; state.running;) {
    state.wait();
    state.timers.run(state.now);
    state.run_later();
    state.destroy_doomed();
  }
}

void Loop::stop() {
  state_->running = false;
}

Status Loop::watch(int descriptor, std::uint32_t epoll_events, Watcher& watcher) {
  epoll_event event{.events = epoll_events, .data = {.ptr = &watcher}};
  if (::epoll_ctl(state_->epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
    return system_error("could not watch a connection");
  }
  return {};
}

void Loop::change(int descriptor, std::uint32_t epoll_events, Watcher& watcher) {
  epoll_event event{.events = epoll_events, .data = {.ptr = &watcher}};
  ::epoll_ctl(state_->epoll, EPOLL_CTL_MOD, descriptor, &event);
}

void Loop::forget(int descriptor, Watcher& watcher) {
  if (descriptor >= 0) ::epoll_ctl(state_->epoll, EPOLL_CTL_DEL, descriptor, nullptr);
  for (std::size_t i = 0; i < state_->fetched; ++i) {
    if (state_->events[i].data.ptr == &watcher) state_->events[i].data.ptr = nullptr;
  }
  std::replace(state_->later.begin(), state_->later.end(), &watcher, static_cast<Watcher*>(nullptr));
  std::replace(state_->doing_later.begin(), state_->doing_later.end(), &watcher, static_cast<Watcher*>(nullptr));
}

void Loop::ready_later(Watcher& watcher) {
  state_->later.push_back(&watcher);
}

void Loop::destroy_later(std::shared_ptr<void> object) {
  state_->doomed.push_back(std::move(object));
}

Loop::Timer Loop::after(std::chrono::milliseconds delay, std::function<void()> then) {
  return state_->timers.add(std::chrono::steady_clock::now() + delay, std::move(then));
}

void Loop::cancel(Timer timer) {
  state_->timers.cancel(timer);
}

Status Loop::on_signal(int signal, std::function<void(int)> then) {
  return state_->signals.add(*this, signal, std::move(then));
}

void Loop::post(std::function<void()> then) {
  state_->posted.add(std::move(then));
}

std::chrono::steady_clock::time_point Loop::now() const {
  return state_->now;
}

std::span<char> Loop::scratch() {
  return {state_->scratch.get(), limits::loop_scratch_bytes};
}

}  // namespace ringfence::gateway
