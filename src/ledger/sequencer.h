// In what order appends become durable, and who is told what: group commit as a state machine. Pure, one thread at a
// time.
//   add() … add() → take_batch() → (the batch is made durable) → batch_done() → take_outcomes()
// One batch is under way at a time; what is added meanwhile waits for the next, so that many appends share one sync.
// A batch whose outcome is not known stops the sequencer for good: what is under way, what waits and what would come is
// refused with that error, until a ledger opened anew has read what the disk holds.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/commitment.h"

namespace ringfence::ledger {

struct Append {
  std::string entry;  // its bytes
  std::vector<Opening> openings;
};

using Ticket = std::uint64_t;  // in order of add(), from 1

struct Outcome {
  Ticket ticket = 0;
  Result<std::uint64_t> index;  // of the entry, which is durable; an error: it may or may not be
};

class Sequencer {
 public:
  // Refuses when stopped, and when limits::ledger_waiting appends or their bytes wait already.
  Result<Ticket> add(Append append);

  // Nothing: none waits, or a batch is under way. At most limits::ledger_batch_bytes, but at least one append.
  std::optional<std::vector<Append>> take_batch();
  // Of the batch taken last: the index of its first entry, the others having those that follow; or why it is not known.
  void batch_done(Result<std::uint64_t> first_index);
  // Stops as an unknown outcome does. Later errors do not replace the first.
  void stop(Error error);

  // Each ticket has one outcome, in order.
  std::vector<Outcome> take_outcomes();
  [[nodiscard]] bool has_outcomes() const { return !outcomes_.empty(); }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  [[nodiscard]] bool has_waiting() const { return !waiting_.empty() && batch_size_ == 0; }
  [[nodiscard]] const std::optional<Error>& stopped() const { return stopped_; }

 private:
  void refuse_waiting();
  std::deque<Append> waiting_;
  std::size_t waiting_bytes_ = 0;
  Ticket last_ticket_ = 0;
  Ticket next_done_ = 1;        // the ticket whose outcome is told next
  std::size_t batch_size_ = 0;  // 0: none is under way
  std::vector<Outcome> outcomes_;
  std::optional<Error> stopped_;
};

}  // namespace ringfence::ledger
