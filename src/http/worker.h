// A thread that does one thing after the other. For this folder only.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace ringfence::http {

class Worker {
 public:
  Worker() : thread_([this] { run(); }) {}
  ~Worker();  // waits for what is being done; what has not begun is dropped
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // From any thread.
  void post(std::function<void()> task);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace ringfence::http
