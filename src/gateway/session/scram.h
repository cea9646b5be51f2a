// SCRAM-SHA-256 and SCRAM-SHA-256-PLUS, both sides, as PostgreSQL 15 speaks them (55.3; RFC 5802, RFC 7677, RFC 5929).
// Pure: each step takes what the other side sent and gives what to answer. An object is for one exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"

namespace ringfence::gateway {

inline constexpr std::string_view scram_plain = "SCRAM-SHA-256";
inline constexpr std::string_view scram_plus = "SCRAM-SHA-256-PLUS";

// What a server keeps instead of a password, in PostgreSQL's own form:
// SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>.
struct ScramVerifier {
  std::uint32_t iterations = 0;
  std::string salt;
  Sha256 stored_key{};
  Sha256 server_key{};
};
std::optional<ScramVerifier> parse_verifier(std::string_view text);
std::string to_text(const ScramVerifier& verifier);
// A key that came as bytes; nothing: it has not a key's length.
std::optional<Sha256> to_key(std::string_view bytes);
// `password` is hashed as it stands: whoever takes it from a person has brought it into the form of SASLprep (RFC
// 4013).
ScramVerifier make_verifier(std::string_view password, std::string_view salt, std::uint32_t iterations);
// For a name that nobody has: always the same for the same name, so that asking does not tell whether it exists. It
// fits no password. `secret` must stay the same while the server lives; `iterations` as the names have that exist.
ScramVerifier mock_verifier(std::string_view name, std::string_view secret, std::uint32_t iterations = 4096);

// What TLS gives to be bound to; absent on a plain connection.
using ChannelBinding = std::optional<std::string>;  // tls-server-end-point: the hash of the server's certificate

class ScramServer {
 public:
  // `nonce`: random, printable, without a comma.
  ScramServer(ScramVerifier verifier, std::string nonce, ChannelBinding binding);

  // The client's first message under the mechanism it chose -> the answer. 08P01: not SCRAM; 28000: bound otherwise
  // than this connection allows.
  Result<std::string> first(std::string_view mechanism, std::string_view message);
  // Its last -> the answer that proves us to it. 28P01: not the password. Call after first(), once.
  Result<std::string> last(std::string_view message);
  // ClientKey, which the proof reveals: with it one can log in wherever the same verifier is kept. Empty unless last()
  // succeeded.
  [[nodiscard]] const std::string& client_key() const { return client_key_; }

 private:
  ScramVerifier verifier_;
  std::string nonce_;
  ChannelBinding binding_;
  std::string gs2_header_;
  bool plus_ = false;
  std::string client_first_bare_;
  std::string server_first_;
  std::string client_key_;
};

// What a client can log in with instead of the password.
struct ScramKeys {
  Sha256 client{};
  std::optional<Sha256> server;  // nothing: the server's own proof is not looked at
};

class ScramClient {
 public:
  ScramClient(std::string password, std::string nonce, ChannelBinding binding);
  ScramClient(ScramKeys keys, std::string nonce, ChannelBinding binding);

  // Of what the server offers the strongest that can be had; nothing: none of it is SCRAM-SHA-256.
  [[nodiscard]] static std::optional<std::string_view> choose(const std::vector<std::string_view>& offered,
                                                              bool can_bind);

  std::string first(std::string_view mechanism, bool server_offers_plus);
  // The server's answer -> our last message. 08P01: not SCRAM, or a nonce that is not ours.
  Result<std::string> last(std::string_view server_first);
  // 28000: the server does not know the password either (where we could tell: ScramKeys::server), or skipped its turn.
  Status verify(std::string_view server_last) const;

 private:
  std::variant<std::string, ScramKeys> secret_;
  std::string nonce_;
  ChannelBinding binding_;
  std::string gs2_header_;
  bool plus_ = false;
  std::string first_bare_;
  bool proven_ = false;  // by last(); before that nothing proves anything
  std::optional<Sha256> server_signature_;
};

}  // namespace ringfence::gateway
