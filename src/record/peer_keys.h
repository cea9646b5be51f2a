// Whose ledger is whose: the verifier keys of the other rings' ledgers. One that the settings give is that ring's.
// Otherwise the first that the ring shows over the peer link is kept, and no other is taken later. One log is one
// ring's: a name or key that is another's already is refused.
//   DIR/peers/RING.vkey   the key that a ring showed first
// Blocking; for any thread, since a file is replaced as a whole.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/files.h"
#include "ledger/keys.h"

namespace ringfence::record {

class PeerKeys {
 public:
  using Given = std::map<std::string, ledger::VerifierKey>;  // by ring
  // `own`: of this ring's ledger, in `folder`.
  PeerKeys(ledger::Files& files, std::string folder, ledger::VerifierKey own, Given given)
      : files_(files), folder_(std::move(folder)), own_(std::move(own)), given_(std::move(given)) {}

  // Nothing: none is known yet.
  [[nodiscard]] Result<std::optional<ledger::VerifierKey>> known(const std::string& ring) const;
  // What the ring shows now; durable before it is used.
  Result<ledger::VerifierKey> learn(const std::string& ring, std::string_view text);

 private:
  [[nodiscard]] std::string path(const std::string& ring) const { return folder_ + "/peers/" + ring + ".vkey"; }
  [[nodiscard]] Status check_free(const std::string& ring, const ledger::VerifierKey& key) const;

  ledger::Files& files_;
  std::string folder_;
  ledger::VerifierKey own_;
  Given given_;
};

}  // namespace ringfence::record
