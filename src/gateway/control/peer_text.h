// What gateways say to each other, as text (docs/peer-protocol.md): made here and read here. Pure, bounded; closed:
// what is not exactly in the protocol is 42601.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace ringfence::gateway {

inline constexpr unsigned peer_protocol = 1;

struct PeerHello {
  unsigned protocol = 0;
  std::string policy_sha256;
};
struct PeerHome {
  std::string table;  // as policy::to_text() writes it
  std::vector<std::string> key;
};
struct PeerLookup {
  std::string table;
  std::string column;
  std::uint32_t key_version = 0;
  std::string hash;  // 64 lower-case hex digits
};
struct PeerPull {
  std::string table;
  std::string after;  // empty: from the beginning
  std::uint32_t limit = 0;
};
struct PeerLedgerKey {};
struct PeerCosign {
  std::string request;  // ledger/witness_request.h
};
using PeerQuestion = std::variant<PeerHello, PeerHome, PeerLookup, PeerPull, PeerLedgerKey, PeerCosign>;

// 42601: not in the protocol; 54000: longer than limits::peer_text_bytes.
Result<PeerQuestion> parse_peer_text(std::string_view text);

std::string hello_text(const std::string& policy_sha256);
std::string home_text(const std::string& table, const std::vector<std::string>& key);
std::string lookup_text(const std::string& table, const std::string& column, std::uint32_t key_version,
                        const std::string& hash);
std::string ledger_key_text();
std::string cosign_text(const std::string& request);
std::string pull_text(const std::string& table, const std::string& after, std::uint32_t limit);

}  // namespace ringfence::gateway
