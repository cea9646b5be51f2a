// cosignature/v1 (c2sp.org/tlog-cosignature): who signs has seen that this checkpoint extends all it saw before of that
// log, and that it is the largest, at that time. Pure: the seeing is witness.h's.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/keys.h"
#include "ledger/note.h"

namespace ringfence::ledger {

// `text` is that of the checkpoint's note; `time` in seconds since 1970.
NoteSignature cosign(std::string_view text, const SigningKey& key, std::uint64_t time);
// The key has to be of kind witness, and its name and id those of the signature.
bool verify_cosignature(std::string_view text, const NoteSignature& signature, const VerifierKey& key);
// Of a signature of that kind; nothing where it is none.
std::optional<std::uint64_t> cosignature_time(const NoteSignature& signature);

}  // namespace ringfence::ledger
