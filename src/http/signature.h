// Signatures over HTTP requests (RFC 9421) by Ed25519, and digests of their bodies (RFC 9530). Pure: no clock, and
// which key and which components are good enough is for the caller to say.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/ed25519.h"
#include "base/result.h"
#include "http/structured.h"

namespace ringfence::http {

// A request as whoever sent it meant it. Behind a proxy the address is not what the connection says.
struct Message {
  std::string method;                         // "POST"
  std::string scheme;                         // "https"
  std::string authority;                      // lower case, without the scheme's own port
  std::string target;                         // path and query, as they were sent
  std::map<std::string, std::string> fields;  // by name in lower case; several of one name joined by ", "
};

struct Signature {
  InnerList input;    // what is covered, and the parameters
  std::string bytes;  // the signature
  [[nodiscard]] bool covers(std::string_view component) const;
  [[nodiscard]] std::string text(std::string_view parameter) const;                    // empty: none
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view parameter) const;  // nothing: none
};

// The message's one signature. 22023: none, more than one, or not as the RFC has it.
Result<Signature> read_signature(const Message& message);

// What is signed: @method, @target-uri, @authority, @scheme, @path, @query and fields, each at most once. 22023: it
// covers something else, or what the message does not have.
Result<std::string> signature_base(const Message& message, const InnerList& input);

// The base's signature, by the key.
bool is_signed_by(const Ed25519PublicKey& key, const Message& message, const Signature& signature);

struct Signer {
  std::string keyid;
  Ed25519Seed key{};
  std::int64_t created = 0;  // seconds since 1970
  std::string nonce;         // new for each
};
// Signature-Input and Signature over the message's method and address, and its Content-Digest where it has one.
Result<std::map<std::string, std::string>> sign(const Message& message, const Signer& signer);

std::string content_digest(std::string_view body);  // "sha-256=:…:"
// Whether Content-Digest has the body's SHA-256. Digests of other names are passed over.
bool is_digest_of(std::string_view field, std::string_view body);

}  // namespace ringfence::http
