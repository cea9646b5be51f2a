// What the tests of streams share: a loop that ends by itself, a user that writes down what it is told, and pairs of
// connected streams.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/io/loop.h"
#include "gateway/io/stream.h"

namespace ringfence::gateway {

class Recorder : public Stream::User {
 public:
  std::size_t received(std::string_view bytes) override {
    ++calls;
    EXPECT_FALSE(inside) << "received() inside received()";
    inside = true;
    std::size_t used = bytes.size();
    const auto now = use;  // which may put another in its place
    if (now) used = now(bytes);
    inside = false;
    if (!now) got.append(bytes);
    return used;
  }
  void drained() override {
    ++drains;
    if (on_drained) on_drained();
  }
  void tls_ready() override {
    secure = true;
    if (on_tls) on_tls();
  }
  void lost(const Error& why) override {
    ++losses;
    reason = why;
    if (on_lost) on_lost();
  }

  std::string got;
  std::size_t calls = 0, drains = 0, losses = 0;
  bool secure = false, inside = false;
  Error reason;
  std::function<std::size_t(std::string_view)> use;
  std::function<void()> on_drained, on_tls, on_lost;
};

class Streams : public ::testing::Test {
 protected:
  std::unique_ptr<Loop> loop = Loop::make().value();

  // Turns until `done`, for at most five seconds.
  void run_until(const std::function<bool()>& done) {
    bool late = false;
    const auto limit = loop->after(std::chrono::seconds(5), [&] {
      late = true;
      loop->stop();
    });
    std::function<void()> look = [&] {
      if (done())
        loop->stop();
      else
        loop->after(std::chrono::milliseconds(1), look);
    };
    look_timer_ = loop->after(std::chrono::milliseconds(0), look);
    loop->run();
    loop->cancel(limit);
    EXPECT_FALSE(late) << "what is waited for does not come";
  }
  void turns(int milliseconds) {
    loop->after(std::chrono::milliseconds(milliseconds), [&] { loop->stop(); });
    loop->run();
  }

  // Descriptors of a connected pair.
  static std::pair<int, int> descriptors() {
    int both[2];
    EXPECT_EQ(0, ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both));
    return {both[0], both[1]};
  }
  void connect_pair() {
    const auto [one, other] = descriptors();
    left = std::make_unique<Stream>(*loop, one, true);
    right = std::make_unique<Stream>(*loop, other, true);
    left->start(at_left);
    right->start(at_right);
  }

  Recorder at_left, at_right;
  std::unique_ptr<Stream> left, right;

 private:
  Loop::Timer look_timer_ = 0;
};

}  // namespace ringfence::gateway
