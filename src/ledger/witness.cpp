#include "ledger/witness.h"

#include <algorithm>
#include <iterator>

#include "base/limits.h"
#include "ledger/cosignature.h"
#include "ledger/file_steps.h"

namespace ringfence::ledger {

WitnessAnswer judge_checkpoint(const Note& note, const VerifierKey& log, std::uint64_t old_size, const Proof& proof,
                               const std::optional<Checkpoint>& last, const SigningKey& witness, std::uint64_t time) {
  const Checkpoint before = last.value_or(Checkpoint{log.name, 0, empty_root()});
  const auto answer = [&](Witnessed result) { return WitnessAnswer{result, before.size, std::nullopt}; };
  const auto checkpoint = parse_checkpoint(note.text);
  if (!checkpoint || checkpoint->origin != log.name || log.kind != KeyKind::log) return answer(Witnessed::unknown_log);
  if (is_signed(note, log) != Signed::right) return answer(Witnessed::wrong_signature);
  if (old_size != before.size || checkpoint->size < old_size) return answer(Witnessed::other_size);
  if (checkpoint->size == before.size && checkpoint->root != before.root) return answer(Witnessed::other_root);
  if (!verify_consistency(before.size, before.root, checkpoint->size, checkpoint->root, proof)) {
    return answer(Witnessed::wrong_proof);
  }
  WitnessAnswer right = answer(Witnessed::cosigned);
  right.cosignature = ledger::cosign(note.text, witness, time);
  return right;
}

Result<WitnessAnswer> Witness::cosign(const Note& note, const VerifierKey& log, std::uint64_t old_size,
                                      const Proof& proof, std::uint64_t time) {
  const std::string path = folder_ + "/" + to_hex(sha256(log.name));
  const auto bytes = OpenFile::read_if_there(files_, path, limits::note_bytes);
  if (!bytes) return bytes.error();
  std::optional<Checkpoint> last;
  if (*bytes) {
    const auto before = parse_note(**bytes);
    if (!before) return within(path, before.error());
    auto checkpoint = parse_checkpoint(before->text);
    if (!checkpoint) return within(path, checkpoint.error());
    last = std::move(*checkpoint);
  }
  WitnessAnswer answer = judge_checkpoint(note, log, old_size, proof, last, key_, time);
  if (*bytes) answer.before = **bytes;
  if (answer.result != Witnessed::cosigned) return answer;
  Note kept{note.text, {}};
  std::ranges::copy_if(note.signatures, std::back_inserter(kept.signatures),
                       [&](const NoteSignature& each) { return each.name == log.name && each.key_id == log.id(); });
  RINGFENCE_TRY(replace_file(files_, path, to_text(kept), 0600));
  return answer;
}

}  // namespace ringfence::ledger
