// Controls for as many threads as may be at work at once: each call takes one that is free.
#pragma once

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

  // `work` runs on a thread of its own; what it returns runs in the loop. False: too much is waiting already.
  bool run(std::function<std::function<void()>(Control&)> work) {
    return errands_.run([this, work = std::move(work)] {
      std::unique_ptr<Control> control = take();
      std::function<void()> then = work(*control);
      give_back(std::move(control));
      return then;
    });
  }
  // For the answers to peers: one after the other, by one object, which counts how often each of them asks.
  bool run_for_peer(std::function<std::function<void()>(Control&)> work) {
    return errands_.run([this, work = std::move(work)] {
      const std::lock_guard lock(peers_mutex_);
      if (!for_peers_) for_peers_ = std::make_unique<Control>(settings_);
      return work(*for_peers_);
    });
  }
  // The same, here and now.
  template <class Work>
  auto now(Work&& work) {
    std::unique_ptr<Control> control = take();
    auto outcome = work(*control);
    give_back(std::move(control));
    return outcome;
  }

 private:
  std::unique_ptr<Control> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<Control>(settings_);
    std::unique_ptr<Control> last = std::move(free_.back());
    free_.pop_back();
    return last;
  }
  void give_back(std::unique_ptr<Control> control) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(control));
  }

  Errands& errands_;
  ControlSettings settings_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Control>> free_;
  std::mutex peers_mutex_;
  std::unique_ptr<Control> for_peers_;
};

}  // namespace ringfence::gateway
