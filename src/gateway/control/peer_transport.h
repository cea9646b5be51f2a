// How a peer's gateway is asked: one text, rows of text back (docs/peer-protocol.md). Peers may be asked at the same
// time from several threads, each peer by one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ringfence::gateway {

// Where a peer's gateway is and how we show who we are: a certificate whose CN is "ring:NAME" of our ring, signed by an
// authority that all rings know. The peer's own must be made out to `host` (a SAN, or the CN where it has none).
struct PeerAddress {
  std::string ring;
  std::string host;
  int port = 6432;
};
struct PeerTls {
  std::string certificate, key, authority;  // PEM files
};

struct PeerRows {
  std::vector<std::string> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;
  std::string tag;
};

class PeerTransport {
 public:
  virtual ~PeerTransport() = default;
  // 08006 where there is no answer, whatever the reason, within the patience it was made with; else the peer's own
  // error.
  virtual Result<PeerRows> ask(const std::string& ring, const std::string& text) = 0;
};

// Mutual TLS by libpq. Connections are kept, and opened anew where they broke. A peer that does not greet as the ring
// it is taken for is not asked.
std::unique_ptr<PeerTransport> libpq_transport(const std::vector<PeerAddress>& peers, const PeerTls& tls,
                                               const std::string& policy_sha256, std::uint64_t patience_ms);

// Greets what listens at an address of this machine, whatever names its certificate has: the authority must have signed
// it. For finding out who it is, with the ring's own certificate (docs/peer-protocol.md, HELLO).
Result<PeerRows> greet_here(const std::string& host, int port, const PeerTls& tls, const std::string& policy_sha256,
                            std::uint64_t patience_ms);

}  // namespace ringfence::gateway
