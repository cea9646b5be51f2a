// What keeps rows at home, and what the rings know of each other's people.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "doctor/judge.h"

namespace ringfence::doctor {

namespace {

constexpr std::size_t shown = 5;

std::string drift_command(const Facts& facts) {
  std::string command = apply_command(facts);
  return command.replace(command.find("apply"), 5, "drift");
}

std::string some_of(std::vector<std::string> what) {
  const std::size_t all = what.size();
  if (all > shown) what.resize(shown);
  std::string text = fmt::format("{}", fmt::join(what, "; "));
  return all > shown ? text + fmt::format("; and {} more", all - shown) : text;
}

Check judge_pulled(const PulledFacts& pulled, const Facts& facts) {
  const std::string of = fmt::format("{} {}", pulled.ring, pulled.table);
  if (pulled.error) return not_looked("directory", of, fmt::format("ring {}: {}", pulled.ring, pulled.error->message));
  if (pulled.waiting == 0) return ok("directory", of, "all that the ring has told is known here");
  const std::string count = pulled.waiting >= limits::pull_page ? fmt::format("{} or more", limits::pull_page)
                                                                : std::to_string(pulled.waiting);
  if (pulled.begun && pulled.waiting < limits::pull_page) {
    return ok("directory", of, fmt::format("known here but for the latest {}", count));
  }
  return warning("directory", of,
                 pulled.begun ? fmt::format("{} people behind", count) : "nothing has come from there yet",
                 "whoever is not known here is asked for one by one, and not found while that ring is away",
                 facts.gateway ? "it is pulled every few seconds: look for \"pull\" in the gateway's log if this stays"
                               : start_command(facts));
}

const PairKeyFacts* find_key(const std::vector<const Facts*>& others, const std::string& ring,
                             const std::string& with) {
  for (const Facts* other : others) {
    if (other->settings.ring != ring || !other->pair_keys) continue;
    for (const PairKeyFacts& key : *other->pair_keys) {
      if (key.ring == with) return &key;
    }
  }
  return nullptr;
}

Check judge_pair_key(const Facts& facts, const PairKeyFacts& key, const PairKeyFacts* theirs) {
  const std::string mend =
      facts.directory.empty()
          ? fmt::format(
                "bring the same 32 bytes, under one version, to ringfence.pair_key of both rings (docs/"
                "peer-protocol.md, \"LOOKUP\")")
          : apply_command(facts);
  const std::string why = "people of that ring are not found by what they are looked up by, an address say";
  if (key.version == 0) return wrong("look-up-key", key.ring, "this ring has no key for look-ups with it", why, mend);
  if (theirs != nullptr && theirs->version != key.version) {
    return wrong("look-up-key", key.ring,
                 fmt::format("the newest key has version {} here and {} there", key.version, theirs->version), why,
                 mend);
  }
  if (theirs != nullptr && theirs->fingerprint != key.fingerprint) {
    return wrong(
        "look-up-key", key.ring,
        fmt::format("version {} is another key there: {} here, {} there", key.version, key.fingerprint,
                    theirs->fingerprint),
        why + "; what is asked finds nobody, and says nothing",
        fmt::format("in the databases of both rings: DELETE FROM ringfence.pair_key WHERE ring = … AND version = "
                    "{};\n{}",
                    key.version, mend));
  }
  if (key.peer_has == false) {
    return wrong("look-up-key", key.ring, fmt::format("that ring has no key of version {}", key.version), why, mend);
  }
  return ok("look-up-key", key.ring,
            fmt::format("version {}, fingerprint {}{}", key.version, key.fingerprint,
                        theirs != nullptr ? ", the same there" : ": compare it with what is said there"));
}

void judge_conflicts(const Facts& facts, Checks& checks) {
  if (!facts.conflicts) {
    checks.push_back(not_looked("conflicts", {}, facts.conflicts.because));
  } else if (facts.conflicts->count == 0) {
    checks.push_back(ok("conflicts", {}, "no two rings claim one person"));
  } else {
    checks.push_back(
        wrong("conflicts", {}, fmt::format("{}: {}", facts.conflicts->count, fmt::join(facts.conflicts->some, "; ")),
              "two rings have rows of one person; which of them is right nobody but a person can say",
              "SELECT * FROM ringfence.directory_conflict;\nthen docs/operating.md, \"Two rings claim one person\""));
  }
}

}  // namespace

void judge_walls(const Facts& facts, Checks& checks) {
  if (!facts.walls) {
    checks.push_back(not_looked("walls", {}, facts.walls.because));
    return;
  }
  const WallFacts& walls = *facts.walls;
  if (walls.misfit.has_errors()) {
    std::string mend;
    for (const Diagnostic& finding : walls.misfit.sorted()) {
      if (finding.severity == Severity::error) mend += to_text(finding) + "\n";
    }
    checks.push_back(wrong("walls", {}, "policy and database do not fit together",
                           "what the policy says of tables that are otherwise cannot be held", mend));
    return;
  }
  std::vector<std::string> what;
  for (const compile::Change& change : walls.differences) what.push_back(change.what);
  what.insert(what.end(), walls.beyond_repair.begin(), walls.beyond_repair.end());
  if (what.empty()) {
    checks.push_back(ok("walls", {}, fmt::format("{} objects, all as the policy wants them", walls.objects)));
    return;
  }
  const std::string first = walls.differences.empty() ? "nothing that a command could do: read"
                                                      : apply_command(facts) + "\nall of them, in words:";
  checks.push_back(wrong("walls", {}, fmt::format("{} differ: {}", what.size(), some_of(what)),
                         "PostgreSQL itself no longer refuses what does not belong in this ring",
                         fmt::format("{} {}", first, drift_command(facts))));
}

void judge_directory(const Facts& facts, Checks& checks) {
  judge_conflicts(facts, checks);
  if (!facts.pulled) {
    checks.push_back(not_looked("directory", {}, facts.pulled.because));
    return;
  }
  for (const PulledFacts& pulled : *facts.pulled) checks.push_back(judge_pulled(pulled, facts));
}

void judge_pair_keys(const Facts& facts, const std::vector<const Facts*>& others, Checks& checks) {
  if (!facts.pair_keys) {
    checks.push_back(not_looked("look-up-key", {}, facts.pair_keys.because));
    return;
  }
  for (const PairKeyFacts& key : *facts.pair_keys) {
    checks.push_back(judge_pair_key(facts, key, find_key(others, key.ring, facts.settings.ring)));
  }
}

}  // namespace ringfence::doctor
