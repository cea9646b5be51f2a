// Any bytes as what a peer says: refused, or a question that is written again byte by byte as it was.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "gateway/control/peer_text.h"

namespace {

using namespace ringfence::gateway;

std::string again(const PeerLedgerKey&) {
  return ledger_key_text();
}
std::string again(const PeerCosign& cosign) {
  return cosign_text(cosign.request);
}
std::string again(const PeerHello& hello) {
  return "HELLO " + std::to_string(hello.protocol) + " '" + hello.policy_sha256 + "'";
}
std::string again(const PeerHome& home) {
  return home_text(home.table, home.key);
}
std::string again(const PeerLookup& lookup) {
  return lookup_text(lookup.table, lookup.column, lookup.key_version, lookup.hash);
}
std::string again(const PeerPull& pull) {
  return pull_text(pull.table, pull.after, pull.limit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto question = parse_peer_text(text);
  if (!question) return 0;
  if (std::visit([](const auto& one) { return again(one); }, *question) != text) {
    std::fprintf(stderr, "not what was said: %s\n", text.c_str());
    std::abort();
  }
  return 0;
}
