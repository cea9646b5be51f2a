// What the ring's database has to be told, and what it tells, while this gateway runs, on a timer: withholdings that
// are due begin and end, and what was left for the ledger is put on record (outbox/outbox.h). For the loop's thread.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/serve/metrics_text.h"
#include "outbox/outbox.h"

namespace ringfence::gateway {

class Gateway;

class OutgoingRecords {
 public:
  explicit OutgoingRecords(Gateway& gateway) : gateway_(gateway) {}
  OutgoingRecords(const OutgoingRecords&) = delete;
  OutgoingRecords& operator=(const OutgoingRecords&) = delete;

  void start();
  void write(MetricsText& text) const;

 private:
  void tick();
  void drain();
  void turned(const Result<std::vector<std::string>>& turned);
  void done(const Result<outbox::Drained>& drained);

  Gateway& gateway_;
  bool draining_ = false;
  std::uint64_t recorded_ = 0;
  std::uint64_t refused_ = 0;
  std::string told_, told_of_turn_;  // the errors that were told of last
};

}  // namespace ringfence::gateway
