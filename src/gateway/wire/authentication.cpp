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

Authentication Authentication::read(Reader& in) {
  Authentication request;
  request.kind = static_cast<AuthenticationKind>(in.uint32());
  switch (request.kind) {
    case AuthenticationKind::ok:
    case AuthenticationKind::kerberos_v5:
    case AuthenticationKind::cleartext_password:
    case AuthenticationKind::gss:
    case AuthenticationKind::sspi:
      return request;
    case AuthenticationKind::md5_password:
      request.data = in.bytes(md5_salt_bytes);
      return request;
    case AuthenticationKind::sasl:
      request.mechanisms = read_mechanisms(in);
      return request;
    case AuthenticationKind::gss_continue:
    case AuthenticationKind::sasl_continue:
    case AuthenticationKind::sasl_final:
      request.data = in.rest();
      return request;
  }
  in.refuse("its kind is unknown");
  return request;
}

void Authentication::write(Writer& out) const {
  out.uint32(static_cast<std::uint32_t>(kind));
  if (kind == AuthenticationKind::sasl) {
    for (const std::string_view mechanism : mechanisms) out.text(mechanism);
    out.byte(0);
  }
  out.bytes(data);
}

PasswordMessage PasswordMessage::read(Reader& in) {
  return {in.text()};
}

void PasswordMessage::write(Writer& out) const {
  out.text(password);
}

SaslInitialResponse SaslInitialResponse::read(Reader& in) {
  SaslInitialResponse response;
  response.mechanism = in.text();
  response.data = read_value(in);
  return response;
}

void SaslInitialResponse::write(Writer& out) const {
  out.text(mechanism);
  write_value(out, data);
}

SaslResponse SaslResponse::read(Reader& in) {
  return {in.rest()};
}

void SaslResponse::write(Writer& out) const {
  out.bytes(data);
}

}  // namespace ringfence::gateway::wire
