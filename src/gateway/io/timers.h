// Timers of one thread, in the order of their time and, at the same time, of their making. Pure. Adding costs a heap's
// push, cancelling a look-up: what was cancelled leaves the heap when its time comes, or when it is most of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

namespace ringfence::gateway {

class Timers {
 public:
  using Time = std::chrono::steady_clock::time_point;

  std::uint64_t add(Time when, std::function<void()> then);  // never 0
  void cancel(std::uint64_t timer);                          // of one that has run, or of 0: nothing
  // Milliseconds to the next, rounded up, as epoll_wait() takes them; -1: there is none.
  [[nodiscard]] int patience(Time now);
  // Those whose time has come when it is called; what they add waits for the next call.
  void run(Time now);
  [[nodiscard]] std::size_t heap_size() const { return heap_.size(); }

 private:
  struct Entry {
    Time when;
    std::uint64_t timer;
  };
  static bool later(const Entry& one, const Entry& other);
  void drop_cancelled();

  std::vector<Entry> heap_;
  std::unordered_map<std::uint64_t, std::function<void()>> live_;
  std::size_t cancelled_ = 0;  // that are still in the heap, or postponed
  std::uint64_t last_ = 0;
};

}  // namespace ringfence::gateway
