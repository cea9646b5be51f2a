// A ring's ledger as a gateway uses it: appends that come back when they are durable, without waiting for the disk.
//
//   auto ledger = Ledger::open(folder, options);             // blocks: recovery
//   loop.watch(ledger->descriptor(), readable)               // an eventfd: outcomes are there
//   const auto entry = make_entry(transfer, now);            // entry.h
//   const auto ticket = ledger->append(*entry, {opening});   // never blocks on the disk
//   … readable: for (const Outcome& each : ledger->take_outcomes()) …   each.index: durable; an error: it may or may
//   not be
//
// A refused append() (an error instead of a ticket) was not recorded. Tickets and outcomes are in the order of
// append(). Once an outcome is an error, all later ones are and stopped() says why: the ledger writes no more, and no
// row may leave the ring, until this object is destroyed and Ledger::open() has read what the disk holds. Trying that
// again every few seconds is right.
//
// Threads: any may call any function at any time, except that destruction comes after all calls. One thread of its own
// makes the blocking calls. What waits is made durable and published before destruction ends.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ledger/entry.h"
#include "ledger/files.h"
#include "ledger/sequencer.h"
#include "ledger/store.h"

namespace ringfence::ledger {

struct LedgerOptions {
  Files* files = &system_files();
  // Others see an entry this long after it is durable, at most, plus the time to write it.
  std::chrono::milliseconds publish_after{100};
  // What nobody waits for is durable so long after append() at the latest, if nothing else is before.
  std::chrono::milliseconds late_after{20};
};

// Whether somebody waits for the outcome. What nobody waits for goes with the next that somebody does: a sync less.
enum class Urgency { now, late };

class Ledger {
 public:
  // `folder`: what `ringfence ledger init` or Store::create() made.
  static Result<std::unique_ptr<Ledger>> open(const std::string& folder, LedgerOptions options = {});
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Refuses openings that do not open the entry's own commitments, and as Sequencer::add() does.
  Result<Ticket> append(const Entry& entry, std::vector<Opening> openings = {}, Urgency urgency = Urgency::now);
  [[nodiscard]] int descriptor() const { return descriptor_; }
  std::vector<Outcome> take_outcomes();  // and the descriptor is not readable until there are more
  [[nodiscard]] std::optional<Error> stopped() const;

  // Runs on the ledger's thread between two batches, and may block it: publishing now, erasing, attaching cosignatures,
  // committing.
  // False: stopped, and it will not run.
  bool post(std::function<void(Store&)> task);
  // append() and wait for it; for commands and tests, not for a loop. Not beside take_outcomes().
  Result<std::uint64_t> append_and_wait(const Entry& entry, std::vector<Opening> openings = {});

  [[nodiscard]] const SigningKey& key() const { return store_->key(); }

 private:
  Ledger(std::unique_ptr<Store> store, LedgerOptions options, int descriptor);
  void run();
  void wait(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool batch_is_due() const;
  bool wakes_now();
  bool late_is_due_sooner();
  void gather(std::unique_lock<std::mutex>& lock);
  void commit(std::unique_lock<std::mutex>& lock, std::vector<Append> batch);
  void run_tasks(std::unique_lock<std::mutex>& lock);
  void publish_if_due(std::unique_lock<std::mutex>& lock);
  void publish_all(std::unique_lock<std::mutex>& lock);
  void run_publisher();
  void stop(const Status& done);
  void tell();

  // The committing thread's alone, but for what the other one publishes:
  std::unique_ptr<Store> store_;
  std::optional<std::chrono::steady_clock::time_point> due_;
  std::size_t last_batch_ = 1;
  std::size_t batch_before_ = 1;
  std::chrono::nanoseconds last_commit_{0};
  LedgerOptions options_;
  int descriptor_;
  mutable std::mutex mutex_;  // over what follows
  std::condition_variable wake_;
  Sequencer sequencer_;
  std::size_t wanted_ = 1;                                         // so many waiting wake the thread
  bool urgent_ = false;                                            // somebody waits for one of them
  std::optional<std::chrono::steady_clock::time_point> late_due_;  // of those that nobody waits for
  std::chrono::steady_clock::time_point asleep_until_ = std::chrono::steady_clock::time_point::min();
  std::vector<std::function<void(Store&)>> tasks_;
  bool ending_ = false;
  std::optional<Unpublished> unpublished_;  // until the publisher is done with it
  std::condition_variable published_;       // it is; or there is something for it
  bool publisher_ends_ = false;
  std::thread publisher_;
  std::thread thread_;
};

}  // namespace ringfence::ledger
