// This ring's ledger and the other rings as its witnesses, and the other way round: on a timer all are asked to cosign
// its newest checkpoint, and theirs are cosigned when they ask. For the loop's thread.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "gateway/serve/cosign_round.h"
#include "gateway/serve/metrics_text.h"
#include "gateway/serve/witness_desk.h"

namespace ringfence::gateway {

class Gateway;

class Cosigning {
 public:
  explicit Cosigning(Gateway& gateway) : gateway_(gateway) {}
  Cosigning(const Cosigning&) = delete;
  Cosigning& operator=(const Cosigning&) = delete;

  // Rounds from now on, one every Settings::cosign_interval.
  void start();
  // Who answers peers; null: there is no ledger that can be written.
  [[nodiscard]] std::shared_ptr<PeerLedger> desk();
  void write(MetricsText& text) const;

 private:
  void tick();
  void begin_round(const std::shared_ptr<ledger::Ledger>& ledger);
  void done(const Result<CosignRound>& round);
  void told(const std::string& ring, const CosignOutcome& outcome);
  void found(const record::Fork& fork, const Result<std::string>& kept);

  Gateway& gateway_;
  bool asking_ = false;
  std::map<std::string, CosignOutcome> outcomes_;
  std::map<std::string, std::chrono::steady_clock::time_point> current_;  // when it last had the newest checkpoint
  std::map<std::string, std::string> errors_;                             // told of last, by ring
  std::map<std::string, std::size_t> forks_;
};

}  // namespace ringfence::gateway
