// What may block (a database asked by libpq, a name resolved) is done by threads of their own, and answered in the
// loop.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "gateway/io/loop.h"

namespace ringfence::gateway {

class Errands {
 public:
  Errands(Loop& loop, std::size_t threads, std::size_t most_waiting);
  ~Errands();  // waits for those at work; those waiting are dropped

  // `work` runs on one of the threads and gives what then runs in the loop (nothing: an empty function). False: too
  // many wait already.
  bool run(std::function<std::function<void()>()> work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ringfence::gateway
