// Controls for as many threads as may be at work at once: each call takes one that is free.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "gateway/control/control.h"
#include "gateway/io/errands.h"

namespace ringfence::gateway {

class Controls {
 public:
  Controls(Errands& errands, ControlSettings settings) : errands_(errands), settings_(std::move(settings)) {}

  // From the next call on.
  void use(ControlSettings settings) {
    const std::scoped_lock lock(mutex_, peers_mutex_);
    settings_ = std::move(settings);
    ++generation_;
    free_.clear();
    for_peers_.reset();
  }
  // `work` runs on a thread of its own; what it returns runs in the loop. False: too much is waiting already.
  bool run(std::function<std::function<void()>(Control&)> work) {
    return errands_.run([this, work = std::move(work)] {
      Taken control = take();
      std::function<void()> then = work(*control.control);
      give_back(std::move(control));
      return then;
    });
  }
  // For the answers to peers: one after the other, by one object, which counts how often each of them asks.
  bool run_for_peer(std::function<std::function<void()>(Control&)> work) {
    return errands_.run([this, work = std::move(work)] {
      const std::lock_guard lock(peers_mutex_);
      if (!for_peers_) for_peers_ = take().control;
      return work(*for_peers_);
    });
  }
  // The same, here and now.
  template <class Work>
  auto now(Work&& work) {
    Taken control = take();
    auto outcome = work(*control.control);
    give_back(std::move(control));
    return outcome;
  }

 private:
  struct Taken {
    std::unique_ptr<Control> control;
    std::uint64_t generation = 0;  // of the settings that it was made with
  };
  Taken take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return {std::make_unique<Control>(settings_), generation_};
    std::unique_ptr<Control> last = std::move(free_.back());
    free_.pop_back();
    return {std::move(last), generation_};
  }
  void give_back(Taken taken) {
    const std::lock_guard lock(mutex_);
    if (taken.generation == generation_) free_.push_back(std::move(taken.control));
  }

  Errands& errands_;
  ControlSettings settings_;
  std::uint64_t generation_ = 0;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Control>> free_;
  std::mutex peers_mutex_;
  std::unique_ptr<Control> for_peers_;
};

}  // namespace ringfence::gateway
