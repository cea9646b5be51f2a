// A checkpoint (c2sp.org/tlog-checkpoint): what a log was at one size, as the text of a signed note. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/keys.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

namespace ringfence::ledger {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  bool operator==(const Checkpoint&) const = default;
};

// Three lines. Ours have no others.
std::string to_text(const Checkpoint& checkpoint);
// Strict; lines behind the third, which a log may have, are refused: nobody audits what they say.
Result<Checkpoint> parse_checkpoint(std::string_view text);

// The checkpoint signed by the log's own key, as it is served.
std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);

// Whether a line of this note is a signature of this key, and if so whether it is right. One that is of the key by name
// and id and does not verify is `wrong`, whatever else there is: nobody but an attacker would put it there.
enum class Signed { absent, right, wrong };
Signed is_signed(const Note& note, const VerifierKey& key);

}  // namespace ringfence::ledger
