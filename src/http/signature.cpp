#include "http/signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/crypto.h"
#include "base/sha256.h"
#include "http/target.h"

namespace ringfence::http {

namespace {

constexpr std::string_view sha256_name = "sha-256";

Error wrong(std::string message, std::string hint = {}) {
  return {std::move(message), {}, std::move(hint), "22023"};
}

std::optional<std::string> component(const Message& message, const std::string& name) {
  const Target target = split_target(message.target);
  if (name == "@method") return message.method;
  if (name == "@scheme") return message.scheme;
  if (name == "@authority") return message.authority;
  if (name == "@target-uri") return fmt::format("{}://{}{}", message.scheme, message.authority, message.target);
  if (name == "@path") return target.path.empty() ? "/" : std::string(target.path);
  if (name == "@query") return fmt::format("?{}", target.query);
  if (name.starts_with('@')) return std::nullopt;
  const auto field = message.fields.find(name);
  return field == message.fields.end() ? std::nullopt : std::optional(field->second);
}

}  // namespace

bool Signature::covers(std::string_view component) const {
  return std::ranges::find(input.items, component) != input.items.end();
}

std::string Signature::text(std::string_view parameter) const {
  const ParameterValue* value = input.find(parameter);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

std::optional<std::int64_t> Signature::number(std::string_view parameter) const {
  const ParameterValue* value = input.find(parameter);
  const auto* number = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

Result<Signature> read_signature(const Message& message) {
  const auto input = message.fields.find("signature-input");
  const auto signature = message.fields.find("signature");
  if (input == message.fields.end() || signature == message.fields.end()) {
    return wrong("the request is not signed", "Signature-Input and Signature, as RFC 9421 has them");
  }
  auto inputs = parse_inner_lists(input->second);
  auto signatures = parse_byte_sequences(signature->second);
  if (!inputs || !signatures) return wrong("Signature-Input or Signature is not written as RFC 9421 has it");
  if (inputs->size() != 1 || signatures->size() != 1 || inputs->begin()->first != signatures->begin()->first) {
    return wrong("the request has not one signature", "one label, the same in Signature-Input and Signature");
  }
  return Signature{std::move(inputs->begin()->second), std::move(signatures->begin()->second)};
}

Result<std::string> signature_base(const Message& message, const InnerList& input) {
  std::set<std::string> seen;
  std::string base;
  for (const std::string& name : input.items) {
    const auto value = component(message, name);
    if (!value) return wrong(fmt::format("the signature covers \"{}\", which the request does not have", name));
    if (!seen.insert(name).second) return wrong(fmt::format("the signature covers \"{}\" twice", name));
    if (value->find('\n') != std::string::npos || name.find('"') != std::string::npos) {
      return wrong("the signature covers what is not one line");
    }
    base += fmt::format("\"{}\": {}\n", name, *value);
  }
  return base + "\"@signature-params\": " + to_text(input);
}

bool is_signed_by(const Ed25519PublicKey& key, const Message& message, const Signature& signature) {
  const auto base = signature_base(message, signature.input);
  Ed25519Signature bytes{};
  if (!base || signature.bytes.size() != bytes.size()) return false;
  std::ranges::copy(signature.bytes, bytes.begin());
  return ed25519_verify(key, *base, bytes);
}

Result<std::map<std::string, std::string>> sign(const Message& message, const Signer& signer) {
  InnerList input{{"@method", "@target-uri"}, {}};
  if (message.fields.contains("content-digest")) input.items.emplace_back("content-digest");
  input.parameters = {
      {"created", signer.created}, {"nonce", signer.nonce}, {"keyid", signer.keyid}, {"alg", std::string("ed25519")}};
  const auto base = signature_base(message, input);
  if (!base) return base.error();
  const Ed25519Signature bytes = ed25519_sign(signer.key, *base);
  const std::string text = to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return std::map<std::string, std::string>{{"Signature-Input", "sig=" + to_text(input)},
                                            {"Signature", fmt::format("sig=:{}:", text)}};
}

std::string content_digest(std::string_view body) {
  return fmt::format("{}=:{}:", sha256_name, to_base64(as_bytes(sha256(body))));
}

bool is_digest_of(std::string_view field, std::string_view body) {
  const auto digests = parse_byte_sequences(field);
  if (!digests) return false;
  const auto found = digests->find(std::string(sha256_name));
  return found != digests->end() && found->second == as_bytes(sha256(body));
}

}  // namespace ringfence::http
