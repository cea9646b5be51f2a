// Any bytes as what the other side of a SCRAM exchange says: refused with an SQLSTATE, and never taken for the
// password.
#include <cstdlib>

#include "gateway/session/scram.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ringfence::gateway;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t half = bytes.find('\n');
  const std::string_view one = bytes.substr(0, half);
  const std::string_view other = half == std::string_view::npos ? std::string_view() : bytes.substr(half + 1);
  static const ScramVerifier verifier = mock_verifier("nobody", "secret");
  ScramServer server(verifier, "nonce", std::nullopt);
  if (const auto first = server.first(scram_plain, one)) {
    if (server.last(other)) std::abort();
  }
  ScramClient client("secret", "nonce", std::nullopt);
  client.first(scram_plain, false);
  // What asks for many rounds is slow, not wrong.
  if (one.find("i=4") != std::string_view::npos || one.find("i=") == std::string_view::npos) (void)client.last(one);
  if (client.verify(other)) std::abort();
  (void)parse_verifier(bytes);
  return 0;
}
