// What the rows of one transfer are counted against, as its session counts them: the running totals of this ring, where
// they are its own rows; and the transfer's place in the file that outlives the process.
#pragma once

#include <memory>

#include "gateway/serve/under_way.h"
#include "gateway/session/transfer.h"
#include "volumes/totals.h"

namespace ringfence::gateway {

class Account final : public Meter {
 public:
  // `counted` may be null: rows of another ring.
  Account(volumes::Totals& totals, std::shared_ptr<volumes::Totals::Open> counted, UnderWay::Slot* slot)
      : totals_(totals), counted_(std::move(counted)), slot_(slot) {}

  bool pass(std::size_t bytes) override {
    if (slot_ == nullptr || (counted_ && !totals_.pass(*counted_))) return false;
    slot_->rows.fetch_add(1, std::memory_order_relaxed);
    slot_->bytes.fetch_add(bytes, std::memory_order_relaxed);
    return true;
  }
  [[nodiscard]] Error refusal() const override {
    if (slot_ == nullptr) return {"refused: the transfer that this row is of has ended", {}, {}, "08P01"};
    return volumes::Totals::full(*counted_);
  }
  // The end is on its way to the ledger: nothing is counted any more.
  void ended(TransferEnds::Outcome outcome) override {
    if (slot_ != nullptr) slot_->state.store(state_of(outcome), std::memory_order_release);
  }

  // The place is the recorder's again.
  UnderWay::Slot* close() {
    if (counted_) totals_.close(counted_);
    return std::exchange(slot_, nullptr);
  }

 private:
  static UnderWay::State state_of(TransferEnds::Outcome outcome) {
    if (outcome == TransferEnds::Outcome::done) return UnderWay::State::complete;
    return outcome == TransferEnds::Outcome::failed ? UnderWay::State::failed : UnderWay::State::cut;
  }
  volumes::Totals& totals_;
  std::shared_ptr<volumes::Totals::Open> counted_;
  UnderWay::Slot* slot_;
};

}  // namespace ringfence::gateway
