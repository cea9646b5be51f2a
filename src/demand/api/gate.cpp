#include "demand/api/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/crypto.h"
#include "base/limits.h"
#include "demand/api/problem.h"
#include "http/signature.h"

namespace ringfence::demand {

namespace {

Error nobody(std::string message, std::string hint = {}) {
  if (hint.empty()) hint = "docs/demands.md, \"over HTTP\", says what is signed, and how";
  return {std::move(message), {}, std::move(hint), not_shown};
}

Status check_form(const http::Signature& signature) {
  static constexpr std::array<std::string_view, 6> known = {"created", "expires", "nonce", "alg", "keyid", "tag"};
  for (const auto& [name, value] : signature.input.parameters) {
    if (std::ranges::find(known, name) == known.end()) return nobody(fmt::format("the signature has a \"{}\"", name));
  }
  if (signature.input.find("alg") != nullptr && signature.text("alg") != "ed25519") {
    return nobody("the signature is of another algorithm", "alg=\"ed25519\", or none");
  }
  if (signature.input.find("tag") != nullptr && signature.text("tag") != "ringfence") {
    return nobody("the signature is for something else: its tag", "tag=\"ringfence\", or none");
  }
  const std::size_t nonce = signature.text("nonce").size();
  if (!signature.number("created") || signature.text("keyid").empty() || nonce < limits::least_nonce_bytes ||
      nonce > limits::nonce_bytes) {
    return nobody("the signature does not say when, by whom, or which one it is",
                  fmt::format("created, keyid (the officer's name) and nonce ({} to {} characters, new for each call)",
                              limits::least_nonce_bytes, limits::nonce_bytes));
  }
  return {};
}

Status check_covered(const http::Signature& signature, const http::Call& call) {
  const auto all = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::all_of(names, [&](std::string_view name) { return signature.covers(name); });
  };
  if (!all({"@method"}) || !(all({"@target-uri"}) || all({"@authority", "@path", "@query"}))) {
    return nobody("the signature does not cover what is asked, and of whom",
                  "\"@method\" and \"@target-uri\", or \"@method\", \"@authority\", \"@path\" and \"@query\"");
  }
  const auto length = call.fields.find("content-length");
  const bool has_body = call.method != "GET" || (length != call.fields.end() && length->second != "0");
  if (has_body && !all({"content-digest"})) {
    return nobody("the signature does not cover the body", "\"content-digest\" (RFC 9530), with sha-256");
  }
  return {};
}

Status check_time(const http::Signature& signature, std::int64_t began, std::int64_t now) {
  const std::int64_t created = *signature.number("created");
  if (created > now + limits::signature_ahead_s || created < now - limits::signature_window_s) {
    return nobody(fmt::format("the signature was made at {}, and here it is {}", created, now),
                  fmt::format("seconds since 1970, at most {} ago and {} ahead: set the clocks right, or sign again",
                              limits::signature_window_s, limits::signature_ahead_s));
  }
  if (created <= began) return nobody("the signature was made before this gateway began", "sign again");
  const bool expires = signature.input.find("expires") != nullptr;
  if (expires && signature.number("expires").value_or(0) < now)
    return nobody("the signature has expired", "sign again");
  return {};
}

// An unknown officer and a wrong key are told alike: nobody learns here who the officers are.
const policy::Officer* signer(const policy::Policy& policy, const http::Message& message,
                              const http::Signature& signature) {
  const policy::Officer* officer = policy.find_officer(signature.text("keyid"));
  const auto bytes = officer == nullptr ? std::nullopt : from_base64(officer->key);
  Ed25519PublicKey key{};
  if (!bytes || bytes->size() != key.size()) return nullptr;
  std::ranges::copy(*bytes, key.begin());
  return http::is_signed_by(key, message, signature) ? officer : nullptr;
}

}  // namespace

Result<const policy::Officer*> Gate::let_in(const policy::Policy& policy, const http::Call& call, std::int64_t now) {
  const http::Message message{call.method, reached_.scheme, reached_.authority, call.target, call.fields};
  const auto signature = http::read_signature(message);
  if (!signature) return nobody(signature.error().message, signature.error().hint);
  RINGFENCE_TRY(check_form(*signature));
  RINGFENCE_TRY(check_covered(*signature, call));
  if (const auto base = http::signature_base(message, signature->input); !base) return nobody(base.error().message);
  RINGFENCE_TRY(check_time(*signature, began_, now));
  const policy::Officer* officer = signer(policy, message, *signature);
  if (officer == nullptr) {
    return nobody(
        "the signature is not by the key of an officer of the policy",
        fmt::format("keyid is the officer's name, the key what `ringfence demand key` made, and the address {}://{}",
                    reached_.scheme, reached_.authority));
  }
  RINGFENCE_TRY(use_up(officer->name, signature->text("nonce"), *signature->number("created"), now));
  return officer;
}

Status Gate::use_up(const std::string& officer, const std::string& nonce, std::int64_t created, std::int64_t now) {
  auto& used = nonces_[officer];
  std::erase_if(used, [&](const auto& each) { return each.second < now; });
  if (used.contains(nonce)) return nobody("this call was made already: its nonce was used", "sign again, with another");
  if (used.size() >= limits::nonces_of_officer) {
    return Error("too many calls of one officer", {}, "in a while", too_many);
  }
  used.emplace(nonce, created + limits::signature_window_s);
  return {};
}

}  // namespace ringfence::demand
