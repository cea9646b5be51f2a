#include "cli/serve_notices.h"

#include <chrono>

#include "gateway/serve/log.h"

namespace ringfence::cli {

namespace {

constexpr std::chrono::seconds look_again_after{1};

}  // namespace

NoticeThread::NoticeThread(std::string database, notice::Post post)
    : database_(std::move(database)), post_(std::move(post)), thread_([this] { run(); }) {}

NoticeThread::~NoticeThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void NoticeThread::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, look_again_after, [this] { return ending_; })) {
    lock.unlock();
    turn();
    lock.lock();
  }
}

// An error is told once, and not every second.
void NoticeThread::turn() {
  std::string error;
  if (!connection_ || connection_->is_broken()) {
    auto opened = pg::Connection::open(database_);
    if (opened)
      connection_ = std::move(*opened);
    else
      error = to_text(opened.error());
  }
  if (error.empty()) {
    const auto delivered = notice::deliver(*connection_, post_);
    if (!delivered)
      error = to_text(delivered.error());
    else if (delivered->error)
      error = *delivered->error;
    if (delivered && delivered->told != 0) gateway::log("told", {{"notices", std::to_string(delivered->told)}});
  }
  if (error != told_ && !error.empty()) gateway::log("notices not posted, tried again", {{"error", error}});
  told_ = error;
}

}  // namespace ringfence::cli
