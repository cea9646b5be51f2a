#include "ledger/checkpoint.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "base/crypto.h"
#include "ledger/cosignature.h"

namespace ringfence::ledger {

namespace {

Error no_checkpoint(std::string detail) {
  return fail("this is no checkpoint", std::move(detail), "see c2sp.org/tlog-checkpoint");
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

bool verify_own(const std::string& text, const NoteSignature& signature, const Ed25519PublicKey& key) {
  Ed25519Signature bytes{};
  if (signature.bytes.size() != bytes.size()) return false;
  std::memcpy(bytes.data(), signature.bytes.data(), bytes.size());
  return ed25519_verify(key, text, bytes);
}

}  // namespace

std::string to_text(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, to_base64(as_bytes(checkpoint.root)));
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  std::string_view rest = text;
  Checkpoint checkpoint;
  checkpoint.origin = take_line(rest);
  if (checkpoint.origin.empty()) return no_checkpoint("it names no origin");
  const std::string_view size = take_line(rest);
  const auto read = std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
  if (read.ec != std::errc()) return no_checkpoint("its second line is no size");
  const auto root = from_base64(take_line(rest));
  if (!root || root->size() != checkpoint.root.size()) return no_checkpoint("its third line is no hash");
  std::memcpy(checkpoint.root.data(), root->data(), root->size());
  if (to_text(checkpoint) != text)
    return no_checkpoint("it is not written as it has to be, or there is more than three lines");
  return checkpoint;
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  Note note{to_text(checkpoint), {}};
  const Ed25519Signature signature = ed25519_sign(key.seed, note.text);
  note.signatures.push_back(
      {key.name, key.verifier(KeyKind::log).id(), {reinterpret_cast<const char*>(signature.data()), signature.size()}});
  return to_text(note);
}

Signed is_signed(const Note& note, const VerifierKey& key) {
  Signed found = Signed::absent;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != key.name || signature.key_id != key.id()) continue;
    const bool right = key.kind == KeyKind::witness ? verify_cosignature(note.text, signature, key)
                                                    : verify_own(note.text, signature, key.key);
    if (!right) return Signed::wrong;
    found = Signed::right;
  }
  return found;
}

}  // namespace ringfence::ledger
