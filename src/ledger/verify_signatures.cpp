// Who signed a log's checkpoints.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
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

}  // namespace ringfence::ledger
