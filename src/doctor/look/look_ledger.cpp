#include "base/limits.h"
#include "doctor/look/parts.h"
#include "ledger/file_steps.h"
#include "record/forks.h"
#include "record/policy_entry.h"

namespace ringfence::doctor {

void look_at_ledger(Facts& facts) {
  const std::string& folder = facts.settings.ledger;
  if (folder.empty()) return;
  ledger::Files& files = ledger::system_files();
  auto forks = record::count_forks(files, folder);
  if (!forks) {
    facts.ledger.because = forks.error().message;
    return;
  }
  const auto bytes =
      ledger::OpenFile::read_if_there(files, record::recorded_path(folder), limits::recorded_policy_bytes);
  if (!bytes) {
    facts.ledger.because = bytes.error().message;
    return;
  }
  LedgerFacts seen{std::move(*forks), {}, {}};
  if (const auto recorded = *bytes ? record::parse_recorded(**bytes) : std::nullopt) {
    seen.entry = recorded->index;
    seen.policy_sha256 = recorded->sha256;
  }
  facts.ledger.value = std::move(seen);
}

}  // namespace ringfence::doctor
