#include "gateway/serve/cosigning.h"

#include <algorithm>

#include "gateway/serve/gateway.h"
#include "gateway/serve/log.h"

namespace ringfence::gateway {

namespace {

constexpr std::chrono::seconds look_again_after{10};  // whether rounds are wanted by now

record::PeerKeys keys_of(const Settings& settings, const ledger::Ledger& ledger) {
  return {ledger::system_files(), settings.ledger, ledger.key().verifier(ledger::KeyKind::log),
          settings.peer_ledger_keys};
}

}  // namespace

void Cosigning::start() {
  const auto interval = gateway_.settings().cosign_interval;
  gateway_.loop().after(interval.count() > 0 ? interval : look_again_after, [this] { tick(); });
}

void Cosigning::tick() {
  start();
  const bool wanted = gateway_.settings().cosign_interval.count() > 0 && !gateway_.settings().peers.empty();
  Recorder* const recorder = gateway_.recorder();
  if (asking_ || !wanted || recorder == nullptr || !recorder->ledger()) return;
  begin_round(recorder->ledger());
}

// Rings of the policy alone: another one would not be answered.
void Cosigning::begin_round(const std::shared_ptr<ledger::Ledger>& ledger) {
  const auto knowledge = gateway_.router().shared_knowledge();
  std::vector<std::string> rings;
  for (const PeerAddress& peer : gateway_.settings().peers) {
    if (knowledge->policy.find_ring(peer.ring) != nullptr) rings.push_back(peer.ring);
  }
  asking_ =
      gateway_.controls().run([this, ledger, knowledge, rings, folder = gateway_.settings().ledger,
                               keys = keys_of(gateway_.settings(), *ledger), before = outcomes_](Control& control) {
        const auto ask = [&](const std::string& ring, const std::string& text) {
          return control.ask_peer(*knowledge, ring, text);
        };
        Cosigner cosigner(folder, ledger->key().verifier(ledger::KeyKind::log), keys, ask, before);
        auto round = std::make_shared<Result<CosignRound>>(cosigner.run(rings));
        return [this, round] { done(*round); };
      });
}

void Cosigning::done(const Result<CosignRound>& round) {
  asking_ = false;
  if (!round) {
    log("cosignatures not asked for", {{"error", to_text(round.error())}});
    return;
  }
  outcomes_ = round->outcomes;
  forks_ = round->forks;
  for (const auto& [ring, outcome] : outcomes_) told(ring, outcome);
  if (!round->note.empty() && gateway_.recorder() != nullptr) {
    gateway_.recorder()->attach(round->note, round->witnesses);
  }
}

// Once each, and not every few seconds.
void Cosigning::told(const std::string& ring, const CosignOutcome& outcome) {
  const std::string error = outcome.error ? to_text(*outcome.error) : std::string();
  if (error.empty()) current_[ring] = std::chrono::steady_clock::now();
  if (errors_[ring] == error) return;
  errors_[ring] = error;
  if (error.empty()) {
    log("cosigned again", {{"by", ring}});
  } else {
    log(outcome.is_disputed ? "THE LEDGER IS DISPUTED" : "not cosigned", {{"by", ring}, {"error", error}});
  }
}

std::shared_ptr<PeerLedger> Cosigning::desk() {
  Recorder* const recorder = gateway_.recorder();
  if (recorder == nullptr || !recorder->ledger()) return nullptr;
  const auto on_fork = [this](const record::Fork& fork, const Result<std::string>& kept) {
    gateway_.loop().post([this, fork, kept] { found(fork, kept); });
  };
  return std::make_shared<WitnessDesk>(recorder->ledger(), gateway_.settings().ledger,
                                       keys_of(gateway_.settings(), *recorder->ledger()), on_fork);
}

void Cosigning::found(const record::Fork& fork, const Result<std::string>& kept) {
  log("A LEDGER HAS FORKED", {{"ring", fork.ring},
                              {"what", std::string(fork.what)},
                              {"evidence", kept ? *kept : "not kept: " + to_text(kept.error())}});
  forks_[fork.ring] = std::max<std::size_t>(forks_[fork.ring], 1);
}

void Cosigning::write(MetricsText& text) const {
  text.family("ringfence_ledger_cosigned_size", "gauge", "Entries of this ledger that the ring has cosigned.");
  for (const auto& [ring, outcome] : outcomes_) text.sample(outcome.size, {{"witness", ring}});
  text.family("ringfence_ledger_cosigned_age_seconds", "gauge", "Since the ring had cosigned all there was.");
  const auto now = std::chrono::steady_clock::now();
  for (const auto& [ring, when] : current_) {
    text.sample(std::chrono::duration<double>(now - when).count(), {{"witness", ring}});
  }
  text.family("ringfence_ledger_forks", "gauge", "Evidence kept against the ring's ledger; own: against this one.");
  for (const auto& [of, count] : forks_) text.sample(std::uint64_t{count}, {{"of", of}});
}

}  // namespace ringfence::gateway
