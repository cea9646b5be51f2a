#include "gateway/serve/witness_desk.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "ledger/witness.h"
#include "ledger/witness_request.h"

namespace ringfence::gateway {

namespace {

using ledger::Witnessed;

// As HTTP has them in tlog-witness.
std::string_view status_of(Witnessed result) {
  switch (result) {
    case Witnessed::cosigned:
      return "200";
    case Witnessed::unknown_log:
      return "404";
    case Witnessed::wrong_signature:
      return "403";
    case Witnessed::other_size:
    case Witnessed::other_root:
      return "409";
    case Witnessed::wrong_proof:
      return "422";
  }
  return "404";
}

PeerRows answered(const ledger::WitnessAnswer& answer) {
  std::optional<std::string> cosignature;
  if (answer.cosignature) cosignature = to_text(*answer.cosignature);
  return {{"status", "size", "cosignature"},
          {{std::string(status_of(answer.result)), std::to_string(answer.last_size), cosignature}},
          "SELECT 1"};
}

Error with_state(std::string_view sqlstate, Error error) {
  error.sqlstate = sqlstate;
  return error;
}

}  // namespace

Result<PeerRows> WitnessDesk::key() {
  return PeerRows{{"key"}, {{to_text(ledger_->key().verifier(ledger::KeyKind::log))}}, "SELECT 1"};
}

Result<PeerRows> WitnessDesk::cosign(const std::string& asking, const std::string& text) {
  const auto log = keys_.known(asking);
  if (!log) return with_state("58030", log.error());
  if (!*log) return answered({Witnessed::unknown_log, 0, {}, {}});
  const auto request = ledger::parse_witness_request(text);
  if (!request) return with_state("22023", request.error());
  ledger::Witness witness(ledger::system_files(), folder_ + "/cosigned", ledger_->key());
  const auto answer = witness.cosign(request->note, **log, request->old_size, request->proof, now_in_seconds());
  if (!answer) return with_state("58030", answer.error());
  // Without anything before, a wrong proof is no more than that.
  const bool forked =
      !answer->before.empty() && (answer->result == Witnessed::other_root || answer->result == Witnessed::wrong_proof);
  if (forked) {
    const auto what = answer->result == Witnessed::other_root ? record::other_root : record::no_extension;
    const record::Fork fork{asking, now_in_seconds(), what, answer->before, text};
    on_fork_(fork, record::keep_fork(ledger::system_files(), folder_, fork));
  }
  return answered(*answer);
}

}  // namespace ringfence::gateway
