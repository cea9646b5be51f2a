// What the ring's database left for its ledger is put on record while this gateway runs (outbox/outbox.h), on a timer.
// For the loop's thread.
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
  void done(const Result<outbox::Drained>& drained);

  Gateway& gateway_;
  bool draining_ = false;
  std::uint64_t recorded_ = 0;
  std::uint64_t refused_ = 0;
  std::string told_;  // the error that was told of last
};

}  // namespace ringfence::gateway
