// What peers ask of this ring's ledger, answered by whoever keeps it (docs/peer-protocol.md, LEDGER and COSIGN).
#pragma once

#include <string>

#include "base/result.h"
#include "gateway/control/peer_transport.h"

namespace ringfence::gateway {

class PeerLedger {
 public:
  virtual ~PeerLedger() = default;
  // One row: `key`.
  virtual Result<PeerRows> key() = 0;
  // One row: `status`, `size`, `cosignature`. Blocks: what is cosigned is durable before it is given away.
  virtual Result<PeerRows> cosign(const std::string& asking, const std::string& request) = 0;
};

}  // namespace ringfence::gateway
