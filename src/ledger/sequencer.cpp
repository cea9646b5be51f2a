#include "ledger/sequencer.h"

#include <fmt/format.h>

#include <utility>

#include "base/limits.h"

namespace ringfence::ledger {

namespace {

std::size_t bytes_of(const Append& append) {
  std::size_t bytes = append.entry.size();
  for (const Opening& opening : append.openings)
    bytes += opening.name.size() + opening.salt.size() + opening.value.size();
  return bytes;
}

Error too_many() {
  return {
      "the ledger does not keep up",
      fmt::format("{} appends or {} bytes wait to be durable", limits::ledger_waiting, limits::ledger_waiting_bytes),
      "try again; if it stays so, the ledger's disk is too slow", "53400"};
}

}  // namespace

Result<Ticket> Sequencer::add(Append append) {
  if (stopped_) return *stopped_;
  const std::size_t bytes = bytes_of(append);
  if (waiting_.size() >= limits::ledger_waiting || waiting_bytes_ + bytes > limits::ledger_waiting_bytes)
    return too_many();
  waiting_bytes_ += bytes;
  waiting_.push_back(std::move(append));
  return ++last_ticket_;
}

std::optional<std::vector<Append>> Sequencer::take_batch() {
  if (!has_waiting() || stopped_) return std::nullopt;
  std::vector<Append> batch;
  std::size_t bytes = 0;
  while (!waiting_.empty() && (batch.empty() || bytes + bytes_of(waiting_.front()) <= limits::ledger_batch_bytes)) {
    bytes += bytes_of(waiting_.front());
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  waiting_bytes_ -= bytes;
  batch_size_ = batch.size();
  return batch;
}

void Sequencer::batch_done(Result<std::uint64_t> first_index) {
  const std::size_t count = std::exchange(batch_size_, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (first_index) {
      outcomes_.push_back({next_done_++, *first_index + i});
    } else {
      outcomes_.push_back({next_done_++, first_index.error()});
    }
  }
  if (!first_index) stop(first_index.error());
  if (stopped_) refuse_waiting();
}

void Sequencer::stop(Error error) {
  if (stopped_) return;
  if (error.sqlstate.empty()) error.sqlstate = "58030";
  stopped_ = std::move(error);
  if (batch_size_ == 0) refuse_waiting();  // else after the batch under way: outcomes are in order
}

void Sequencer::refuse_waiting() {
  while (next_done_ <= last_ticket_) outcomes_.push_back({next_done_++, *stopped_});
  waiting_.clear();
  waiting_bytes_ = 0;
}

std::vector<Outcome> Sequencer::take_outcomes() {
  return std::exchange(outcomes_, {});
}

}  // namespace ringfence::ledger
