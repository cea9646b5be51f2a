// What the ledger and its witnesses say.
#include <fmt/format.h>

#include "doctor/judge.h"

namespace ringfence::doctor {

namespace {

void judge_forks(const Facts& facts, Checks& checks) {
  constexpr std::string_view own = "own:";
  for (const auto& [of, count] : facts.ledger->forks) {
    const std::string where = fmt::format("{}/forks", facts.settings.ledger);
    if (of.starts_with(own)) {
      checks.push_back(
          wrong("ledger-fork", of,
                fmt::format("ring {} has cosigned another ledger of this ring's name", of.substr(own.size())),
                "entries that were published are gone or changed, and nobody cosigns what there is now",
                fmt::format("bring the ledger back as it was (docs/ledger.md); then remove the files in {}",
                            shell_quoted(where))));
      continue;
    }
    checks.push_back(
        wrong("ledger-fork", of,
              fmt::format("the ledger of ring {} has forked: evidence in {} file{}", of, count, count == 1 ? "" : "s"),
              "that ring says one thing to some and another to others: its record cannot be believed",
              fmt::format("keep the files in {} for whoever has to know; remove them once it is settled",
                          shell_quoted(where))));
  }
  if (facts.ledger->forks.empty()) {
    checks.push_back(ok("ledger-fork", {}, "no ledger has forked, as far as this ring has seen"));
  }
}

void judge_policy_entry(const Facts& facts, Checks& checks) {
  if (!facts.policy || facts.policy->findings.has_errors()) return;
  const LedgerFacts& ledger = *facts.ledger;
  if (ledger.entry && ledger.policy_sha256 == facts.policy->sha256) {
    checks.push_back(ok("policy-on-record", {}, fmt::format("entry {} of the ledger", *ledger.entry)));
    return;
  }
  checks.push_back(warning("policy-on-record", {},
                           ledger.entry
                               ? fmt::format("the ledger's last policy is {}", ledger.policy_sha256.substr(0, 16))
                               : std::string("no policy is on record in the ledger"),
                           "a gateway uses a policy once it is on record: until then it goes by the one before",
                           facts.gateway ? reload_command(facts) : start_command(facts)));
}

}  // namespace

void judge_ledger(const Facts& facts, Checks& checks) {
  if (facts.settings.ledger.empty()) return;
  if (!facts.ledger) {
    checks.push_back(not_looked("ledger-fork", {}, facts.ledger.because));
    return;
  }
  judge_forks(facts, checks);
  judge_policy_entry(facts, checks);
}

}  // namespace ringfence::doctor
