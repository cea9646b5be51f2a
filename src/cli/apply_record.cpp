#include "cli/apply_record.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/ledger_write.h"
#include "lifecycle/policy_on_record.h"
#include "record/policy_entry.h"

namespace ringfence::cli {

namespace {

RingRecorded recorded(std::uint64_t entry, bool by_gateway) {
  const std::string_view by = by_gateway ? "gateway" : "apply";
  return {
      fmt::format("the policy is on record as entry {} of its ledger{}", entry, by_gateway ? ", by its gateway" : ""),
      json::object{{"entry", entry}, {"by", by}}};
}

// The file that was checked, again: one that changed meanwhile is not what was planned.
Result<policy::ShownText> shown(const CommonOptions& options, const policy::Policy& policy) {
  const auto text = read_file(policy_path(options), limits::policy_file_bytes);
  if (!text) return text.error();
  auto shown = policy::shown_text(*text);
  if (shown && shown->sha256 != policy.sha256) return fail("the policy was changed meanwhile", {}, "apply again");
  return shown;
}

Result<RingRecorded> in_ledger(const CommonOptions& options, const policy::Policy& policy, const std::string& folder) {
  const auto text = shown(options, policy);
  if (!text) return text.error();
  const auto store = open_to_write(folder);
  if (store) {
    const auto entry = record::put_on_record(ledger::system_files(), **store, folder, *text, now_in_milliseconds());
    if (!entry) return entry.error();
    return recorded(entry->index, false);
  }
  const auto bytes = read_file(record::recorded_path(folder), limits::recorded_policy_bytes);
  const auto last = bytes ? record::parse_recorded(*bytes) : std::nullopt;
  if (last && last->sha256 == policy.sha256) return recorded(last->index, true);
  return fail("the policy is not on record in its ledger", to_text(store.error()),
              "where its gateway has the ledger, bring it this policy and send it the signal HUP; then apply again");
}

}  // namespace

Result<std::map<std::string, std::string>> ledgers_of(const std::vector<std::string>& given,
                                                      const policy::Policy& policy) {
  std::map<std::string, std::string> ledgers;
  for (const std::string& each : given) {
    const std::size_t equals = each.find('=');
    const std::string ring = each.substr(0, equals);
    if (equals == std::string::npos || equals + 1 == each.size()) {
      return fail(fmt::format("--ledger \"{}\" is not RING=DIR", each), {},
                  "for example: --ledger eu=/var/lib/ringfence/eu");
    }
    if (policy.find_ring(ring) == nullptr) return fail(fmt::format("--ledger: the policy has no ring \"{}\"", ring));
    ledgers[ring] = each.substr(equals + 1);
  }
  return ledgers;
}

Result<RingRecorded> record_policy(const CommonOptions& options, const std::map<std::string, std::string>& ledgers,
                                   const policy::Policy& policy, const std::string& ring) {
  if (const auto named = ledgers.find(ring); named != ledgers.end()) return in_ledger(options, policy, named->second);
  if (options.directory.empty()) {
    return RingRecorded{
        "its ledger is not here: its gateway puts this policy on record when it reads it, before it uses it", nullptr};
  }
  const auto directory = lifecycle::RingDirectory::at(options.directory);
  if (!directory) return directory.error();
  const auto done = lifecycle::put_policy_on_record(*directory, ring, policy.sha256);
  if (!done) return within("the policy is not on record", done.error());
  if (!*done)
    return RingRecorded{"it has no ledger yet: its gateway puts this policy on record when it begins", nullptr};
  return recorded((*done)->entry, (*done)->by_gateway);
}

}  // namespace ringfence::cli
