#include "gateway/wire/authentication.h"

#include "base/limits.h"
#include "gateway/wire/value.h"

namespace ringfence::gateway::wire {

namespace {

constexpr std::size_t md5_salt_bytes = 4;

std::vector<std::string_view> read_mechanisms(Reader& in) {
  std::vector<std::string_view> mechanisms;
  while (in.good()) {
    const std::string_view mechanism = in.text();
    if (mechanism.empty()) break;
    mechanisms.push_back(mechanism);
    in.require(mechanisms.size() <= limits::sasl_mechanisms, "it has too many mechanisms");
  }
  in.require(!mechanisms.empty(), "it has no mechanism");
  return mechanisms;
}

}  // namespace

void Authentication::read(Reader& in) {
  kind = static_cast<AuthenticationKind>(in.uint32());
  switch (kind) {
    case AuthenticationKind::ok:
    case AuthenticationKind::kerberos_v5:
    case AuthenticationKind::cleartext_password:
    case AuthenticationKind::gss:
    case AuthenticationKind::sspi:
      return;
    case AuthenticationKind::md5_password:
      data = in.bytes(md5_salt_bytes);
      return;
    case AuthenticationKind::sasl:
      mechanisms = read_mechanisms(in);
      return;
    case AuthenticationKind::gss_continue:
    case AuthenticationKind::sasl_continue:
    case AuthenticationKind::sasl_final:
      data = in.rest();
      return;
  }
  in.refuse("its kind is unknown");
}

void Authentication::write(Writer& out) const {
  out.uint32(static_cast<std::uint32_t>(kind));
  if (kind == AuthenticationKind::sasl) {
    for (const std::string_view mechanism : mechanisms) out.text(mechanism);
    out.byte(0);
  }
  out.bytes(data);
}

void PasswordMessage::read(Reader& in) {
  password = in.text();
}

void PasswordMessage::write(Writer& out) const {
  out.text(password);
}

void SaslInitialResponse::read(Reader& in) {
  mechanism = in.text();
  data = read_value(in);
}

void SaslInitialResponse::write(Writer& out) const {
  out.text(mechanism);
  write_value(out, data);
}

void SaslResponse::read(Reader& in) {
  data = in.rest();
}

void SaslResponse::write(Writer& out) const {
  out.bytes(data);
}

}  // namespace ringfence::gateway::wire
