#include "gateway/io/timers.h"

#include <algorithm>
#include <limits>

namespace ringfence::gateway {

bool Timers::later(const Entry& one, const Entry& other) {
  return one.when != other.when ? one.when > other.when : one.timer > other.timer;
}

std::uint64_t Timers::add(Time when, std::function<void()> then) {
  live_.emplace(++last_, std::move(then));
  heap_.push_back({when, last_});
  std::push_heap(heap_.begin(), heap_.end(), later);
  return last_;
}

void Timers::cancel(std::uint64_t timer) {
  if (live_.erase(timer) == 0) return;
  ++cancelled_;
  if (heap_.size() < 64 || heap_.size() < 2 * live_.size()) return;
  cancelled_ -= std::erase_if(heap_, [&](const Entry& entry) { return !live_.contains(entry.timer); });
  std::make_heap(heap_.begin(), heap_.end(), later);
}

void Timers::drop_cancelled() {
  while (cancelled_ > 0 && !heap_.empty() && !live_.contains(heap_.front().timer)) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
    --cancelled_;
  }
}

int Timers::patience(Time now) {
  drop_cancelled();
  if (heap_.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(heap_.front().when - now).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, std::numeric_limits<int>::max()));
}

void Timers::run(Time now) {
  if (heap_.empty() || heap_.front().when > now) return;
  const std::uint64_t newest = last_;
  std::vector<Entry> postponed;
  for (drop_cancelled(); !heap_.empty() && heap_.front().when <= now; drop_cancelled()) {
    const Entry entry = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
    if (entry.timer > newest) {
      postponed.push_back(entry);
      continue;
    }
    const auto found = live_.find(entry.timer);
    const auto then = std::move(found->second);
    live_.erase(found);
    then();
  }
  for (const Entry& entry : postponed) {
    heap_.push_back(entry);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
}

}  // namespace ringfence::gateway
