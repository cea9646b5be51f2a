// Erasing openings, and cosignatures of others on checkpoints of ours.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "ledger/store.h"

namespace ringfence::ledger {

//   1. as begin_anew(): the journal holds no openings then
//   2. replace_file() of each openings file without them     ← erased
Status Store::erase_openings(const std::set<std::uint64_t>& entries) {
  RINGFENCE_TRY(begin_anew());
  return unless_broken([&]() -> Status {
    std::set<std::string> names;
    for (const std::uint64_t entry : entries) names.insert(openings_path(entry));
    for (const std::string& name : names) {
      const auto old = OpenFile::read_if_there(files_, at(name), limits::openings_file_bytes);
      if (!old) return old.error();
      if (!*old) continue;
      std::string kept;
      std::string_view rest = **old;
      for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        const auto line = parse_opening(rest.substr(0, end));
        if (!line || !entries.contains(line->entry)) kept += rest.substr(0, end + 1);
        rest.remove_prefix(end + 1);
      }
      RINGFENCE_TRY(replace_file(files_, at(name), kept, 0600));
    }
    return {};
  });
}

// replace_file() of checkpoint.cosigned; then, where it is of the size that is published, checkpoint as publish() does.
Status Store::attach(std::string_view bytes, const std::vector<VerifierKey>& witnesses) {
  auto note = parse_note(bytes);
  if (!note) return note.error();
  const VerifierKey own = key_.verifier(KeyKind::log);
  if (is_signed(*note, own) != Signed::right) return fail("this checkpoint is not signed by the ledger's own key");
  const auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return checkpoint.error();
  Note merged{note->text, {}};
  if (cosigned_ && cosigned_->text == note->text) {
    merged = *cosigned_;
  } else {
    const auto before = cosigned_ ? parse_checkpoint(cosigned_->text) : Result<Checkpoint>(fail("none"));
    if (before && before->size >= checkpoint->size) {
      return fail("a later checkpoint has cosignatures already", {},
                  "ask the others to cosign the one that is served now");
    }
    std::ranges::copy_if(note->signatures, std::back_inserter(merged.signatures),
                         [&](const NoteSignature& each) { return each.name == own.name && each.key_id == own.id(); });
  }
  bool any = false;
  for (const VerifierKey& witness : witnesses) {
    const Signed found = witness.kind == KeyKind::witness ? is_signed(*note, witness) : Signed::absent;
    if (found == Signed::wrong) return fail(fmt::format("the cosignature of {} does not verify", witness.name));
    if (found == Signed::absent) continue;
    any = true;
    const auto is_theirs = [&](const NoteSignature& each) {
      return each.name == witness.name && each.key_id == witness.id();
    };
    std::erase_if(merged.signatures, is_theirs);
    std::ranges::copy_if(note->signatures, std::back_inserter(merged.signatures), is_theirs);
  }
  if (!any) return fail("no witness that is known cosigned this checkpoint");
  return unless_broken([&]() -> Status {
    RINGFENCE_TRY(replace_file(files_, at("log/checkpoint.cosigned"), to_text(merged)));
    cosigned_ = std::move(merged);
    if (*checkpoint != published_) return {};
    return replace_file_unsynced(files_, at("log/checkpoint"), to_text(*cosigned_));
  });
}

}  // namespace ringfence::ledger
