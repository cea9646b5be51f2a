// What one event makes to be sent to one side. Bytes of the event itself are only pointed at, so that what is relayed
// unchanged is never copied; what is made here is kept. Good until the event's bytes go.
#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "gateway/wire/message.h"

namespace ringfence::gateway {

class Outbox {
 public:
  // Bytes of the event.
  void pass(std::string_view bytes) {
    if (passed_.data() + passed_.size() == bytes.data()) {
      passed_ = {passed_.data(), passed_.size() + bytes.size()};
      return;
    }
    settle();
    passed_ = bytes;
  }
  // To be appended to, after all that was passed.
  std::string& made() {
    settle();
    return made_;
  }
  template <class Message>
  void say(const Message& message) {
    wire::encode(message, made());
  }

  // In the order they are to be sent.
  [[nodiscard]] std::string_view first() const { return made_; }
  [[nodiscard]] std::string_view second() const { return passed_; }
  [[nodiscard]] bool empty() const { return made_.empty() && passed_.empty(); }
  // Keeps its room for the next event, unless that is much.
  void clear() {
    if (made_.capacity() > limits::outbox_kept_bytes) {
      std::string().swap(made_);
    } else {
      made_.clear();
    }
    passed_ = {};
  }

 private:
  void settle() {
    if (!passed_.empty()) made_.append(passed_);
    passed_ = {};
  }
  std::string made_;
  std::string_view passed_;
};

}  // namespace ringfence::gateway
