// Who the client is: the server's requests (all of letter R, told apart by a number) and the client's answers (all of
// letter p, told apart by what was asked). PostgreSQL 15, 55.2.1, 55.3 and 55.7; RFC 5802, RFC 7677.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/wire/message.h"

namespace ringfence::gateway::wire {

enum class AuthenticationKind : std::uint32_t {
  ok = 0,
  kerberos_v5 = 2,
  cleartext_password = 3,
  md5_password = 5,
  gss = 7,
  gss_continue = 8,
  sspi = 9,
  sasl = 10,
  sasl_continue = 11,
  sasl_final = 12,
};

struct Authentication {
  static constexpr char type = 'R';
  static constexpr std::string_view name = "Authentication";
  AuthenticationKind kind = AuthenticationKind::ok;
  std::vector<std::string_view> mechanisms;  // of sasl; at least one
  std::string_view data;                     // md5_password: 4 bytes of salt; *_continue and sasl_final: theirs
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const Authentication&) const = default;
};

// To cleartext_password and md5_password.
struct PasswordMessage {
  static constexpr char type = 'p';
  static constexpr std::string_view name = "PasswordMessage";
  std::string_view password;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const PasswordMessage&) const = default;
};

// To sasl.
struct SaslInitialResponse {
  static constexpr char type = 'p';
  static constexpr std::string_view name = "SASLInitialResponse";
  std::string_view mechanism;
  std::optional<std::string_view> data;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const SaslInitialResponse&) const = default;
};

// To sasl_continue, and to gss and sspi, whose answers look the same.
struct SaslResponse {
  static constexpr char type = 'p';
  static constexpr std::string_view name = "SASLResponse";
  std::string_view data;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const SaslResponse&) const = default;
};

}  // namespace ringfence::gateway::wire
