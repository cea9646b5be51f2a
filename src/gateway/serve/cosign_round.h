// One round of asking the other rings to cosign this ring's newest checkpoint (c2sp.org/tlog-witness). Blocking; pure
// but for the files of the ledger and whoever is asked. All are asked about the same checkpoint, so that their
// cosignatures stand on one note.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/control/peer_transport.h"
#include "ledger/keys.h"
#include "ledger/source.h"
#include "ledger/verify.h"
#include "record/peer_keys.h"

namespace ringfence::gateway {

// What one ring's answer was.
struct CosignOutcome {
  std::uint64_t size = 0;                            // that it has cosigned, as it says
  bool is_current = false;                           // which is that of the checkpoint
  std::optional<Error> error;                        // nothing: it has cosigned it, now or before
  bool is_disputed = false;                          // the error is that it has cosigned another ledger of our name
  std::optional<ledger::NoteSignature> cosignature;  // of this round
  std::optional<ledger::VerifierKey> witness;        // whose that is
};

struct CosignRound {
  std::map<std::string, CosignOutcome> outcomes;  // by ring
  std::string note;                               // with the cosignatures of this round; empty: there are none
  std::vector<ledger::VerifierKey> witnesses;     // of them
  std::map<std::string, std::size_t> forks;       // evidence that is kept (record/forks.h)
};

class Cosigner {
 public:
  using Ask = std::function<Result<PeerRows>(const std::string& ring, const std::string& text)>;
  // `folder`: of the ledger. `before`: the last outcomes.
  Cosigner(std::string folder, ledger::VerifierKey own, record::PeerKeys keys, Ask ask,
           std::map<std::string, CosignOutcome> before);

  Result<CosignRound> run(const std::vector<std::string>& rings);

 private:
  Result<ledger::VerifierKey> key_of(const std::string& ring);
  Status ask(const std::string& ring, const ledger::ServedCheckpoint& served, CosignOutcome& outcome);
  Result<std::string> request_for(const ledger::ServedCheckpoint& served, std::uint64_t old_size);
  Status take(const std::string& ring, const PeerRows& rows, const ledger::ServedCheckpoint& served,
              CosignOutcome& outcome, bool& again);
  Error dispute(const std::string& ring, std::string what, const PeerRows& rows, CosignOutcome& outcome);

  std::string folder_;
  ledger::VerifierKey own_;
  record::PeerKeys keys_;
  Ask ask_;
  std::map<std::string, CosignOutcome> before_;
  std::unique_ptr<ledger::Source> log_;
  std::string asked_;
};

}  // namespace ringfence::gateway
