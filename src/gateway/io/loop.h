// One thread's events: epoll, timers, signals, and what other threads hand over. Linux. Level-triggered, so that a
// query costs no more system calls than waiting, receiving and sending on either side.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/result.h"

namespace ringfence::gateway {

class Loop {
 public:
  // Who is told that a descriptor is ready. Must outlive its watching.
  class Watcher {
   public:
    virtual ~Watcher() = default;
    virtual void ready(std::uint32_t epoll_events) = 0;
  };
  using Timer = std::uint64_t;

  static Result<std::unique_ptr<Loop>> make();
  ~Loop();

  // Until stop(). Handlers run on this thread, one at a time.
  void run();
  void stop();  // from a handler; another thread posts it

  Status watch(int descriptor, std::uint32_t epoll_events, Watcher& watcher);
  void change(int descriptor, std::uint32_t epoll_events, Watcher& watcher);
  // Events of `watcher` that were already fetched are not delivered any more: it may be destroyed. `descriptor` -1: it
  // is closed next, by which epoll forgets it too.
  void forget(int descriptor, Watcher& watcher);
  // ready(0) is called before the loop waits again, unless the watcher is forgotten meanwhile.
  void ready_later(Watcher& watcher);
  // Destroys `object` once the handlers of this turn are done.
  void destroy_later(std::shared_ptr<void> object);

  Timer after(std::chrono::milliseconds delay, std::function<void()> then);
  void cancel(Timer timer);
  // Blocks the signal in this thread and all it starts; `then` runs in the loop.
  Status on_signal(int signal, std::function<void(int)> then);
  // From any thread.
  void post(std::function<void()> then);

  [[nodiscard]] std::chrono::steady_clock::time_point now() const;  // when this turn began
  // For reading into; what is in it lasts until the next read of anybody's. Streams read only from ready(), so it lasts
  // as long as the handler that was given it.
  [[nodiscard]] std::span<char> scratch();

 private:
  Loop();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ringfence::gateway
