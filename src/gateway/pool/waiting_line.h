// Who waits and since when, first come first served: a ring of slots that grows with the line and is then used again.
// Pure. join(), leave_front(): as long whatever its length.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace ringfence::gateway {

using SessionId = std::uint64_t;
using Time = std::chrono::steady_clock::time_point;

class WaitingLine {
 public:
  struct Place {
    SessionId session = 0;
    Time since;
  };
  void join(SessionId session, Time now);
  // Not of an empty line.
  [[nodiscard]] const Place& front() const { return slots_[first_]; }
  SessionId leave_front();
  void forget(SessionId session);  // wherever it stands; it need not
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  Place& at(std::size_t number) { return slots_[(first_ + number) % slots_.size()]; }

  std::vector<Place> slots_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace ringfence::gateway
