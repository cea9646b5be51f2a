#include "gateway/serve/outgoing.h"

#include <future>

#include "gateway/serve/gateway.h"
#include "gateway/serve/log.h"

namespace ringfence::gateway {

namespace {

constexpr std::chrono::milliseconds look_again_after{500};

// On the ledger's own thread, waited for on one of the errands'.
outbox::Commit commit_to(const std::shared_ptr<ledger::Ledger>& ledger) {
  return [ledger](std::vector<ledger::Append> batch) -> Result<std::uint64_t> {
    std::promise<Result<std::uint64_t>> promise;
    auto index = promise.get_future();
    const bool posted = ledger->post([&](ledger::Store& store) {
      auto first = store.commit(std::move(batch));
      if (first) {
        if (const Status published = store.publish(); !published) first = published.error();
      }
      promise.set_value(std::move(first));
    });
    if (!posted) return Error("the ledger has stopped", {}, {}, "58030");
    return index.get();
  };
}

}  // namespace

void OutgoingRecords::start() {
  gateway_.loop().after(look_again_after, [this] { tick(); });
}

void OutgoingRecords::tick() {
  start();
  drain();
}

void OutgoingRecords::drain() {
  Recorder* const recorder = gateway_.recorder();
  if (draining_ || recorder == nullptr || !recorder->ledger()) return;
  draining_ = gateway_.controls().run([this, commit = commit_to(recorder->ledger())](Control& control) {
    auto drained = std::make_shared<Result<outbox::Drained>>(control.drain_outbox(commit));
    return [this, drained] { done(*drained); };
  });
}

// An error is told once, and not twice a second.
void OutgoingRecords::done(const Result<outbox::Drained>& drained) {
  draining_ = false;
  const std::string error = drained ? std::string() : to_text(drained.error());
  if (error != told_ && !error.empty()) log("not put on record, tried again", {{"error", error}});
  told_ = error;
  if (!drained) return;
  recorded_ += drained->recorded;
  refused_ += drained->refused.size();
  if (drained->recorded != 0) log("put on record", {{"events", std::to_string(drained->recorded)}});
  for (const std::string& each : drained->refused) log("NO ENTRY OF A LEDGER", {{"left", each}});
  if (drained->more) drain();
}

void OutgoingRecords::write(MetricsText& text) const {
  text.family("ringfence_outbox_recorded_total", "counter", "Events of the database that were put on record.");
  text.sample(recorded_, {});
  text.family("ringfence_outbox_refused_total", "counter", "What was left for the ledger and is no entry of one.");
  text.sample(refused_, {});
}

}  // namespace ringfence::gateway
