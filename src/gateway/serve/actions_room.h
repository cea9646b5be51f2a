// Actions lent for the time of one event, whose buffers keep their room for the next. Events come within events: as
// many are lent at once as there are events under way. For one thread.
#pragma once

#include <memory>
#include <vector>

#include "gateway/session/actions.h"

namespace ringfence::gateway {

class ActionsRoom {
 public:
  class Lent {
   public:
    explicit Lent(ActionsRoom& room) : room_(room), actions_(room.take()) {}
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() {
      actions_->clear();
      room_.spare_.push_back(std::move(actions_));
    }
    Actions& operator*() { return *actions_; }
    Actions* operator->() { return actions_.get(); }

   private:
    ActionsRoom& room_;
    std::unique_ptr<Actions> actions_;
  };

 private:
  std::unique_ptr<Actions> take() {
    if (spare_.empty()) return std::make_unique<Actions>();
    std::unique_ptr<Actions> one = std::move(spare_.back());
    spare_.pop_back();
    return one;
  }
  std::vector<std::unique_ptr<Actions>> spare_;
};

}  // namespace ringfence::gateway
