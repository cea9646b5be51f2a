#include "ledger/ledger.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "base/clock.h"
#include "base/limits.h"

namespace ringfence::ledger {

using Clock = std::chrono::steady_clock;

Ledger::Ledger(std::unique_ptr<Store> store, LedgerOptions options, int descriptor)
    : store_(std::move(store)),
      options_(options),
      descriptor_(descriptor),
      publisher_([this] { run_publisher(); }),
      thread_([this] { run(); }) {}

Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& folder, LedgerOptions options) {
  auto store = Store::open(*options.files, folder, now_in_milliseconds());
  if (!store) return store.error();
  const int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0) return system_error("make an eventfd for", folder, -errno);
  return std::unique_ptr<Ledger>(new Ledger(std::move(*store), options, descriptor));
}

Ledger::~Ledger() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
  publisher_.join();
  ::close(descriptor_);
}

Result<Ticket> Ledger::append(const Entry& entry, std::vector<Opening> openings, Urgency urgency) {
  RINGFENCE_TRY(check_openings(entry, openings));
  std::unique_lock lock(mutex_);
  auto ticket = sequencer_.add({entry.bytes(), std::move(openings)});
  if (!ticket) return ticket;
  const bool wakes = urgency == Urgency::late && !urgent_ ? late_is_due_sooner() : wakes_now();
  lock.unlock();  // whoever is woken would wait for it
  if (wakes) wake_.notify_one();
  return ticket;
}

bool Ledger::wakes_now() {
  urgent_ = true;
  return sequencer_.waiting() >= wanted_;
}

// Than the thread looks again by itself.
bool Ledger::late_is_due_sooner() {
  if (late_due_) return false;
  late_due_ = Clock::now() + options_.late_after;
  return asleep_until_ > *late_due_;
}

std::vector<Outcome> Ledger::take_outcomes() {
  const std::lock_guard lock(mutex_);
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(descriptor_, &count, sizeof count);  // EAGAIN: nothing was told
  return sequencer_.take_outcomes();
}

std::optional<Error> Ledger::stopped() const {
  const std::lock_guard lock(mutex_);
  return sequencer_.stopped();
}

bool Ledger::post(std::function<void(Store&)> task) {
  const std::lock_guard lock(mutex_);
  if (sequencer_.stopped()) return false;
  tasks_.push_back(std::move(task));
  wake_.notify_one();
  return true;
}

Result<std::uint64_t> Ledger::append_and_wait(const Entry& entry, std::vector<Opening> openings) {
  const auto ticket = append(entry, std::move(openings));
  if (!ticket) return ticket.error();
  for (;;) {
    for (const Outcome& outcome : take_outcomes()) {
      if (outcome.ticket == *ticket) return outcome.index;
    }
    pollfd ready{descriptor_, POLLIN, 0};
    ::poll(&ready, 1, -1);
  }
}

void Ledger::tell() {
  if (!sequencer_.has_outcomes()) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);  // cannot block before 2^64 - 1
}

bool Ledger::batch_is_due() const {
  return sequencer_.has_waiting() && (urgent_ || ending_ || (late_due_ && Clock::now() >= *late_due_));
}

// Until there is something to do, or it is time for what can wait. While entries come it looks often enough for what
// nobody waits for, so that this need not wake it.
void Ledger::wait(std::unique_lock<std::mutex>& lock) {
  while (!ending_ && tasks_.empty() && !batch_is_due()) {
    asleep_until_ = Clock::time_point::max();
    if (due_) asleep_until_ = std::min(*due_, Clock::now() + options_.late_after);
    if (late_due_) asleep_until_ = std::min(asleep_until_, *late_due_);
    if (asleep_until_ == Clock::time_point::max()) {
      wake_.wait(lock);
    } else if (wake_.wait_until(lock, asleep_until_) == std::cv_status::timeout) {
      break;
    }
  }
  asleep_until_ = Clock::time_point::min();
}

void Ledger::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wait(lock);
    if (batch_is_due()) gather(lock);
    if (auto batch = batch_is_due() ? sequencer_.take_batch() : std::nullopt) {
      late_due_.reset();
      urgent_ = sequencer_.waiting() > 0;
      commit(lock, std::move(*batch));
      if (!due_) due_ = Clock::now() + options_.publish_after;
    }
    if (sequencer_.waiting() == 0) {  // whoever stopped the ledger has refused them
      late_due_.reset();
      urgent_ = false;
    }
    run_tasks(lock);
    publish_if_due(lock);
    if (ending_ && !sequencer_.has_waiting() && tasks_.empty()) break;
  }
  publish_all(lock);
  publisher_ends_ = true;
  published_.notify_all();
}

// Handed to the other thread; unless it has not done the last yet, and then later.
void Ledger::publish_if_due(std::unique_lock<std::mutex>& lock) {
  const std::size_t bytes = store_->unpublished_bytes();
  if (store_->journal_bytes() > limits::ledger_journal_bytes || bytes > 8 * limits::ledger_unpublished_bytes) {
    return publish_all(lock);
  }
  if ((!due_ || Clock::now() < *due_) && bytes <= limits::ledger_unpublished_bytes) return;
  due_.reset();
  if (unpublished_) {
    due_ = Clock::now() + options_.publish_after;
    return;
  }
  unpublished_ = store_->take_unpublished();
  published_.notify_all();
}

void Ledger::publish_all(std::unique_lock<std::mutex>& lock) {
  published_.wait(lock, [&] { return !unpublished_; });
  lock.unlock();
  const bool full = store_->journal_bytes() > limits::ledger_journal_bytes;
  const Status published = full ? store_->begin_anew() : store_->publish();
  lock.lock();
  due_.reset();
  stop(published);
}

void Ledger::run_publisher() {
  std::unique_lock lock(mutex_);
  for (;;) {
    published_.wait(lock, [&] { return unpublished_ || publisher_ends_; });
    if (!unpublished_) return;
    lock.unlock();
    const Status published = store_->publish(*unpublished_);
    lock.lock();
    unpublished_.reset();
    published_.notify_all();
    stop(published);
  }
}

void Ledger::stop(const Status& done) {
  if (done) return;
  sequencer_.stop(done.error());
  tell();
}

// Those who were told of the last batch are about to append again, one after another: to leave with the first of them
// would make two syncs of what can be one. So as many as lately are waited for, but for a small part of what a sync
// takes.
void Ledger::gather(std::unique_lock<std::mutex>& lock) {
  const std::size_t lately = std::max(last_batch_, batch_before_);
  if (!sequencer_.has_waiting() || sequencer_.waiting() >= lately) return;
  wanted_ = lately;
  wake_.wait_for(lock, last_commit_ / 8, [&] { return ending_ || !tasks_.empty() || sequencer_.waiting() >= lately; });
  wanted_ = 1;
}

void Ledger::commit(std::unique_lock<std::mutex>& lock, std::vector<Append> batch) {
  lock.unlock();
  const auto since = Clock::now();
  auto first = store_->make_durable(batch);
  const bool durable = first.has_value();
  last_commit_ = Clock::now() - since;
  batch_before_ = std::exchange(last_batch_, batch.size());
  lock.lock();
  sequencer_.batch_done(std::move(first));
  tell();
  if (!durable) return;
  lock.unlock();
  store_->add(std::move(batch));  // while those who were told append again
  lock.lock();
}

// A task may do anything with the store: nothing is published beside it.
void Ledger::run_tasks(std::unique_lock<std::mutex>& lock) {
  if (tasks_.empty()) return;
  published_.wait(lock, [&] { return !unpublished_; });
  for (auto& task : std::exchange(tasks_, {})) {
    lock.unlock();
    task(*store_);
    lock.lock();
    if (const auto why = store_->broken()) stop(*why);
  }
}

}  // namespace ringfence::ledger
