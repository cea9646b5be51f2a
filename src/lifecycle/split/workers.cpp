#include "lifecycle/split/workers.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

// An absent setting (older servers) is no reason to stop.
void end_statements_with_us(pg::Connection& connection) {
  if (connection.server_version() >= 140000) (void)connection.execute("SET client_connection_check_interval = '1s'");
}

class Queue {
 public:
  explicit Queue(std::vector<Task> tasks) : tasks_(std::move(tasks)) {}

  Task* take() {
    const std::lock_guard hold(mutex_);
    return error_ || next_ == tasks_.size() ? nullptr : &tasks_[next_++];
  }
  void fail_with(Error error) {
    const std::lock_guard hold(mutex_);
    if (!error_) error_ = std::move(error);
  }
  void leave() {
    const std::lock_guard hold(mutex_);
    ++left_;
    changed_.notify_one();
  }
  // True once `workers` have left; false after `patience`.
  bool wait(std::size_t workers, std::chrono::milliseconds patience) {
    std::unique_lock hold(mutex_);
    return changed_.wait_for(hold, patience, [&] { return left_ == workers; });
  }
  std::optional<Error> error() {
    const std::lock_guard hold(mutex_);
    return error_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Task> tasks_;
  std::size_t next_ = 0;
  std::size_t left_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<pg::Connection> open_ring(const Addresses& addresses, std::size_t ring) {
  auto connection = pg::Connection::open(addresses.rings[ring]);
  if (!connection) return within("ring " + addresses.ring_names[ring], connection.error());
  end_statements_with_us(*connection);
  RINGFENCE_TRY(connection->execute("SET check_function_bodies = off"));
  return connection;
}

Result<pg::Connection*> Hands::source() {
  if (source_) return &*source_;
  auto opened = pg::Connection::open(addresses_.source);
  if (!opened) return within("source", opened.error());
  end_statements_with_us(*opened);
  RINGFENCE_TRY(opened->execute(fmt::format(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}", pg::quote_literal(snapshot_))));
  source_ = std::move(*opened);
  return &*source_;
}

Result<pg::Connection*> Hands::ring(std::size_t index) {
  rings_.resize(addresses_.rings.size());
  if (rings_[index]) return &*rings_[index];
  auto opened = open_ring(addresses_, index);
  if (!opened) return opened.error();
  RINGFENCE_TRY(opened->execute(fmt::format("SELECT pg_catalog.pg_advisory_lock_shared({})", work_lock)));
  rings_[index] = std::move(*opened);
  return &*rings_[index];
}

Status run_tasks(const Addresses& addresses, const std::string& snapshot, std::size_t jobs, std::vector<Task> tasks,
                 Progress& progress, std::uint64_t total, std::string_view detail) {
  jobs = std::max<std::size_t>(1, std::min(jobs, tasks.size()));
  Queue queue(std::move(tasks));
  Counter done = 0;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < jobs; ++i) {
    threads.emplace_back([&] {
      Hands hands(addresses, snapshot);
      while (Task* task = queue.take()) {
        if (Status status = task->work(hands, done); !status) queue.fail_with(status.error());
      }
      queue.leave();
    });
  }
  while (!queue.wait(jobs, std::chrono::milliseconds(100))) progress.update(done, total, detail);
  if (auto error = queue.error()) return *error;
  return {};
}

}  // namespace ringfence::lifecycle
