// What two people sign, and whether they did. Pure.
#pragma once

#include "base/ed25519.h"
#include "demand/case/event.h"

namespace ringfence::demand {

// The text that `officer` signs for the demand as it stands: its id, its version, the digest of all that it says, who
// signs and when; for the second, the digest of the first approval's text and signature too.
std::string approval_text(const Demand& demand, std::string_view officer, std::uint64_t at);
std::string sign_approval(const Ed25519Seed& seed, std::string_view text);  // base64
bool is_signed_by(std::string_view key, std::string_view text, std::string_view signature);

// The next approval of the demand, where everything about it is right.
Result<Approval> check_approval(const Demand& demand, const Event& event, const Facts& facts);

}  // namespace ringfence::demand
