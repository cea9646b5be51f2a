// Who signed a log's checkpoints.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "ledger/cosignature.h"
#include "ledger/verify.h"

namespace ringfence::ledger {

Result<ServedCheckpoint> read_checkpoint(Source& source, const std::string& path) {
  auto bytes = source.read(path, limits::note_bytes);
  if (!bytes) return bytes.error();
  if (!*bytes) return fail(fmt::format("{} is missing", path));
  auto note = parse_note(**bytes);
  if (!note) return within(path, note.error());
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return within(path, checkpoint.error());
  return ServedCheckpoint{std::move(**bytes), std::move(*note), std::move(*checkpoint)};
}

void check_own_signature(const ServedCheckpoint& served, const std::vector<VerifierKey>& keys, const std::string& where,
                         Verified& verified) {
  bool has_key = false;
  for (const VerifierKey& key : keys) {
    if (key.kind != KeyKind::log || key.name != served.checkpoint.origin) continue;
    has_key = true;
    const Signed found = is_signed(served.note, key);
    if (found == Signed::right) {
      if (std::ranges::find(verified.signed_by, key.name) == verified.signed_by.end())
        verified.signed_by.push_back(key.name);
    } else {
      verified.findings.push_back({where, fmt::format("the signature of {} {}", key.name,
                                                      found == Signed::wrong ? "does not verify" : "is missing")});
    }
  }
  if (!has_key) {
    verified.not_checked.push_back(
        fmt::format("the signature of {}: no key of that name was given", served.checkpoint.origin));
  }
}

void find_cosignatures(const ServedCheckpoint& served, const std::vector<VerifierKey>& keys, Verified& verified) {
  for (const NoteSignature& each : served.note.signatures) {
    if (each.name == served.checkpoint.origin) continue;
    CosignatureFound found{each.name, served.checkpoint.size, cosignature_time(each), false};
    for (const VerifierKey& key : keys) {
      found.is_verified = found.is_verified || verify_cosignature(served.note.text, each, key);
    }
    const auto before = std::ranges::find(verified.cosignatures, found.name, &CosignatureFound::name);
    if (before == verified.cosignatures.end()) {
      verified.cosignatures.push_back(std::move(found));
    } else if (!before->is_verified && found.is_verified) {
      *before = std::move(found);
    }
  }
}

}  // namespace ringfence::ledger
