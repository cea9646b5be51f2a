#include "demand/case/approval.h"

#include <fmt/format.h>

#include "base/crypto.h"

namespace ringfence::demand {

namespace {

template <class Bytes>
std::optional<Bytes> decoded(std::string_view base64) {
  const auto bytes = from_base64(base64);
  Bytes value{};
  if (!bytes || bytes->size() != value.size()) return std::nullopt;
  std::ranges::copy(*bytes, value.begin());
  return value;
}

std::string digest_of(const Approval& approval) {
  return to_hex(sha256(approval.text + approval.signature));
}

Error may_not(std::string message, std::string detail, std::string hint) {
  return {std::move(message), std::move(detail), std::move(hint), "42501"};
}

}  // namespace

std::string approval_text(const Demand& demand, std::string_view officer, std::uint64_t at) {
  std::string text = fmt::format("ringfence demand approval 1\ndemand {}\nversion {}\nsays {}\nofficer {}\nat {}\n",
                                 demand.id, demand.version, demand.digest, officer, at);
  if (!demand.approvals.empty()) text += fmt::format("first {}\n", digest_of(demand.approvals.front()));
  return text;
}

std::string sign_approval(const Ed25519Seed& seed, std::string_view text) {
  const Ed25519Signature signature = ed25519_sign(seed, text);
  return to_base64({reinterpret_cast<const char*>(signature.data()), signature.size()});
}

bool is_signed_by(std::string_view key, std::string_view text, std::string_view signature) {
  const auto public_key = decoded<Ed25519PublicKey>(key);
  const auto bytes = decoded<Ed25519Signature>(signature);
  return public_key && bytes && ed25519_verify(*public_key, text, *bytes);
}

Result<Approval> check_approval(const Demand& demand, const Event& event, const Facts& facts) {
  for (const Actor& filer : demand.filers) {
    if (!filer.is(facts.actor)) continue;
    return may_not(fmt::format("{} filed this demand, and may not approve it", facts.actor.officer),
                   filer.officer == facts.actor.officer
                       ? std::string()
                       : fmt::format("{} is the same person or has the same key", filer.officer),
                   "two others approve");
  }
  for (const Approval& first : demand.approvals) {
    if (!first.by.is(facts.actor)) continue;
    return may_not(fmt::format("{} approved this demand already, as {}", facts.actor.person, first.by.officer),
                   "two officers of one person, or with one key, are one", "somebody else approves second");
  }
  Approval approval{facts.actor, event.at, approval_text(demand, event.officer, event.at), event.signature};
  if (!is_signed_by(facts.actor.key, approval.text, approval.signature)) {
    return may_not("the approval is not signed by " + facts.actor.officer + "'s key, or covers something else",
                   fmt::format("version {}, what it says {}", demand.version, demand.digest),
                   "look again (ringfence demand show) and sign with the key of [officer." + facts.actor.officer + "]");
  }
  return approval;
}

}  // namespace ringfence::demand
