// This ring as a witness of the others' ledgers: what it answers to LEDGER and COSIGN. Blocking; by one thread at a
// time. It holds the ledger meanwhile, since what was cosigned last is kept in its folder.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gateway/control/peer_ledger.h"
#include "ledger/ledger.h"
#include "record/forks.h"
#include "record/peer_keys.h"

namespace ringfence::gateway {

class WitnessDesk : public PeerLedger {
 public:
  // On the same thread: a fork was refused; where the evidence is, or why it could not be kept.
  using OnFork = std::function<void(const record::Fork& fork, const Result<std::string>& kept)>;

  WitnessDesk(std::shared_ptr<ledger::Ledger> ledger, std::string folder, record::PeerKeys keys, OnFork on_fork)
      : ledger_(std::move(ledger)), folder_(std::move(folder)), keys_(std::move(keys)), on_fork_(std::move(on_fork)) {}

  Result<PeerRows> key() override;
  Result<PeerRows> cosign(const std::string& asking, const std::string& request) override;

 private:
  std::shared_ptr<ledger::Ledger> ledger_;
  std::string folder_;
  record::PeerKeys keys_;
  OnFork on_fork_;
};

}  // namespace ringfence::gateway
