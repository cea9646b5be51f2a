#include "gateway/serve/cosign_round.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/clock.h"
#include "gateway/control/peer_text.h"
#include "ledger/cosignature.h"
#include "ledger/witness_request.h"
#include "record/forks.h"

namespace ringfence::gateway {

namespace {

std::string value_of(const PeerRows& rows, std::string_view column) {
  const auto found = std::ranges::find(rows.columns, column);
  const auto at = static_cast<std::size_t>(found - rows.columns.begin());
  if (found == rows.columns.end() || rows.rows.size() != 1 || rows.rows[0].size() <= at) return {};
  return rows.rows[0][at].value_or(std::string());
}

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

// The note with our own signatures alone: what others have put under it is none of the witness's business.
ledger::Note own_note(const ledger::ServedCheckpoint& served, const ledger::VerifierKey& own) {
  ledger::Note note{served.note.text, {}};
  std::ranges::copy_if(served.note.signatures, std::back_inserter(note.signatures),
                       [&](const auto& each) { return each.name == own.name && each.key_id == own.id(); });
  return note;
}

ledger::VerifierKey as_witness(ledger::VerifierKey key) {
  key.kind = ledger::KeyKind::witness;
  return key;
}

}  // namespace

Cosigner::Cosigner(std::string folder, ledger::VerifierKey own, record::PeerKeys keys, Ask ask,
                   std::map<std::string, CosignOutcome> before)
    : folder_(std::move(folder)),
      own_(std::move(own)),
      keys_(std::move(keys)),
      ask_(std::move(ask)),
      before_(std::move(before)),
      log_(ledger::folder_source(folder_ + "/log")) {}

Result<CosignRound> Cosigner::run(const std::vector<std::string>& rings) {
  const auto served = ledger::read_checkpoint(*log_);
  if (!served) return served.error();
  CosignRound round;
  ledger::Note note = own_note(*served, own_);
  for (const std::string& ring : rings) {
    CosignOutcome outcome{before_[ring].size, false, {}, false, {}, {}};
    if (const Status done = ask(ring, *served, outcome); !done) outcome.error = done.error();
    if (outcome.cosignature) {
      note.signatures.push_back(*outcome.cosignature);
      round.witnesses.push_back(*outcome.witness);
    }
    round.outcomes[ring] = std::move(outcome);
  }
  if (!round.witnesses.empty()) round.note = to_text(note);
  auto forks = record::count_forks(ledger::system_files(), folder_);
  if (!forks) return forks.error();
  round.forks = std::move(*forks);
  return round;
}

Result<ledger::VerifierKey> Cosigner::key_of(const std::string& ring) {
  const auto known = keys_.known(ring);
  if (!known) return known.error();
  if (*known) return **known;
  const auto rows = ask_(ring, ledger_key_text());
  if (!rows) return rows.error();
  return keys_.learn(ring, value_of(*rows, "key"));
}

Result<std::string> Cosigner::request_for(const ledger::ServedCheckpoint& served, std::uint64_t old_size) {
  const std::uint64_t size = served.checkpoint.size;
  ledger::WitnessRequest request{old_size, {}, own_note(served, own_)};
  if (old_size > 0) {
    auto proof = ledger::prove_consistency(nodes_of(*log_, size), old_size, size);
    if (!proof) return proof.error();
    request.proof = std::move(*proof);
  }
  return to_text(request);
}

// What it has cosigned last is not known to us after a restart: then it says so, and is asked once more.
Status Cosigner::ask(const std::string& ring, const ledger::ServedCheckpoint& served, CosignOutcome& outcome) {
  const auto key = key_of(ring);
  if (!key) return key.error();
  outcome.witness = as_witness(*key);
  const CosignOutcome& before = before_[ring];
  outcome.is_current = before.is_current && before.size == served.checkpoint.size;
  if (served.checkpoint.size == 0 || outcome.is_current) return {};
  bool again = true;
  for (int attempt = 0; attempt < 2 && again; ++attempt) {
    again = false;
    auto request = request_for(served, std::min(outcome.size, served.checkpoint.size));
    if (!request) return request.error();
    asked_ = std::move(*request);
    const auto rows = ask_(ring, cosign_text(asked_));
    if (!rows) return rows.error();
    RINGFENCE_TRY(take(ring, *rows, served, outcome, again));
  }
  if (again) return fail(fmt::format("ring {} says twice that it has cosigned something else", ring));
  return {};
}

Status Cosigner::take(const std::string& ring, const PeerRows& rows, const ledger::ServedCheckpoint& served,
                      CosignOutcome& outcome, bool& again) {
  const std::string status = value_of(rows, "status");
  const std::uint64_t mine = served.checkpoint.size;
  if (status == "200") {
    const auto note = ledger::parse_note(served.note.text + "\n" + value_of(rows, "cosignature"));
    if (!note || is_signed(*note, *outcome.witness) != ledger::Signed::right) {
      return fail(fmt::format("the cosignature of ring {} does not verify", ring));
    }
    outcome.cosignature = note->signatures.front();
    outcome.size = mine;
    outcome.is_current = true;
    return {};
  }
  if (status == "404") return fail(fmt::format("ring {} does not know the key of this ledger yet", ring));
  if (status == "403") {
    return fail(fmt::format("ring {} knows this ledger by another key", ring), {},
                "there: [peer.RING] ledger_key = the first line of this ledger's ledger.vkey");
  }
  if (status == "422") return dispute(ring, "this ledger does not extend what it cosigned", rows, outcome);
  const auto size = number(value_of(rows, "size"));
  if (status != "409" || !size) return fail(fmt::format("ring {} answers a COSIGN with something else", ring));
  if (*size > mine) return dispute(ring, fmt::format("it has cosigned {} entries of {}", *size, mine), rows, outcome);
  if (*size == std::min(outcome.size, mine)) return dispute(ring, "it has cosigned another root", rows, outcome);
  outcome.size = *size;
  again = true;
  return {};
}

// Kept here too: the evidence itself is with the witness.
Error Cosigner::dispute(const std::string& ring, std::string what, const PeerRows& rows, CosignOutcome& outcome) {
  outcome.is_disputed = true;
  const std::string said = fmt::format("{} {}", value_of(rows, "status"), value_of(rows, "size"));
  const auto kept =
      record::keep_fork(ledger::system_files(), folder_, {ring, now_in_seconds(), record::disputed, said, asked_});
  return fail(fmt::format("ring {} disputes this ledger: {}", ring, what),
              kept ? "see " + *kept : to_text(kept.error()),
              "entries that were published are gone or changed: bring back the ledger as it was; see docs/ledger.md");
}

}  // namespace ringfence::gateway
