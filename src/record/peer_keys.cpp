#include "record/peer_keys.h"

#include <fmt/format.h>

#include <cerrno>
#include <vector>

#include "base/limits.h"
#include "ledger/file_steps.h"

namespace ringfence::record {

namespace {

constexpr std::string_view ending = ".vkey";

bool is_same_log(const ledger::VerifierKey& a, const ledger::VerifierKey& b) {
  return a.name == b.name || a.key == b.key;
}

}  // namespace

Result<std::optional<ledger::VerifierKey>> PeerKeys::known(const std::string& ring) const {
  if (const auto found = given_.find(ring); found != given_.end()) return std::optional(found->second);
  auto text = ledger::OpenFile::read_if_there(files_, path(ring), limits::ledger_key_bytes);
  if (!text) return text.error();
  if (!*text) return std::optional<ledger::VerifierKey>();
  if ((*text)->ends_with('\n')) (*text)->pop_back();
  auto key = ledger::parse_verifier_key(**text);
  if (!key) return within(path(ring), key.error());
  return std::optional(std::move(*key));
}

Status PeerKeys::check_free(const std::string& ring, const ledger::VerifierKey& key) const {
  const auto taken = [&](const std::string& by) {
    return fail(fmt::format("the ledger {} that ring {} shows is that of ring {}", key.name, ring, by), {},
                "one of the two is not what it says: look at both, and give each its key: [peer.RING] ledger_key");
  };
  if (is_same_log(key, own_)) return taken("here");
  for (const auto& [other, theirs] : given_) {
    if (other != ring && is_same_log(key, theirs)) return taken(other);
  }
  std::vector<std::string> names;
  const int listed = files_.list(folder_ + "/peers", names);
  if (listed < 0 && listed != -ENOENT) return ledger::system_error("list", folder_ + "/peers", listed);
  for (const std::string& name : names) {
    if (!name.ends_with(ending)) continue;
    const std::string other = name.substr(0, name.size() - ending.size());
    if (other == ring) continue;
    const auto theirs = known(other);
    if (!theirs) return theirs.error();
    if (*theirs && is_same_log(key, **theirs)) return taken(other);
  }
  return {};
}

Result<ledger::VerifierKey> PeerKeys::learn(const std::string& ring, std::string_view text) {
  auto key = ledger::parse_verifier_key(text);
  if (!key) return within(fmt::format("the key that ring {} shows", ring), key.error());
  if (key->kind != ledger::KeyKind::log) return fail(fmt::format("the key that ring {} shows is not of a log", ring));
  const auto before = known(ring);
  if (!before) return before.error();
  if (*before) {
    if (**before == *key) return *key;
    return fail(fmt::format("ring {} shows another key of its ledger than before", ring),
                fmt::format("it was {}, and is {}", to_text(**before), to_text(*key)),
                "where it has a new ledger for a good reason, give its key: [peer.RING] ledger_key");
  }
  RINGFENCE_TRY(check_free(ring, *key));
  RINGFENCE_TRY(ledger::make_folders_synced(files_, folder_ + "/peers", 0700));
  RINGFENCE_TRY(ledger::replace_file(files_, path(ring), to_text(*key) + "\n", 0600));
  return *key;
}

}  // namespace ringfence::record
