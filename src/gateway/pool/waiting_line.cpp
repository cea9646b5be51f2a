#include "gateway/pool/waiting_line.h"

#include <algorithm>

namespace ringfence::gateway {

void WaitingLine::join(SessionId session, Time now) {
  if (size_ == slots_.size()) {
    std::rotate(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(first_), slots_.end());
    first_ = 0;
    slots_.resize(std::max<std::size_t>(16, 2 * size_));
  }
  at(size_) = {session, now};
  ++size_;
}

SessionId WaitingLine::leave_front() {
  const SessionId session = front().session;
  first_ = (first_ + 1) % slots_.size();
  --size_;
  return session;
}

void WaitingLine::forget(SessionId session) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    if (at(i).session == session) continue;
    if (kept != i) at(kept) = at(i);
    ++kept;
  }
  size_ = kept;
}

}  // namespace ringfence::gateway
