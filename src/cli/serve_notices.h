// While a gateway runs, the notices that are due in its ring are posted to the platform's webhook, on a thread of their
// own: a webhook that does not answer holds nobody up.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "notice/notice.h"

namespace ringfence::cli {

class NoticeThread {
 public:
  // `database`: the ring's, as the gateway's settings have it.
  NoticeThread(std::string database, notice::Post post);
  ~NoticeThread();  // waits for the one that is being posted
  NoticeThread(const NoticeThread&) = delete;
  NoticeThread& operator=(const NoticeThread&) = delete;

 private:
  void run();
  void turn();

  std::string database_;
  notice::Post post_;
  std::optional<pg::Connection> connection_;
  std::string told_;  // the error that was told of last
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace ringfence::cli
