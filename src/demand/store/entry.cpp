#include "demand/store/entry.h"

#include <set>

namespace ringfence::demand {

namespace {

json::array sorted(const std::set<std::string>& names) {
  json::array array;
  for (const std::string& each : names) array.emplace_back(each);
  return array;
}

std::set<std::string> flags_of(const Says& says, bool sealed) {
  std::set<std::string> flags;
  const auto add = [&](bool holds, const char* name) {
    if (holds) flags.insert(name);
  };
  add(says.official, "official");
  add(says.court, "court");
  add(says.realtime, "realtime");
  add(says.content, "content");
  add(says.emergency, "emergency");
  add(sealed, "sealed");
  return flags;
}

// An instrument's own words may name somebody: only the sort that the policy has is in clear.
std::string sort_of(const Says& says, const policy::Policy& policy) {
  const policy::Authority* authority = policy.find_authority(says.authority);
  if (authority == nullptr) return {};
  for (const std::string& each : authority->instruments) {
    if (says.instrument.starts_with(each)) return each;
  }
  return {};
}

}  // namespace

bool is_sealed(const Says& says, std::uint64_t now) {
  return says.sealed_until && date_of(now) < *says.sealed_until;
}

outbox::Outgoing entry_of(const Demand& after, const Recorded& step, const std::string& event_digest,
                          const policy::Policy& policy, const Disclosed& disclosed) {
  const Says& says = after.says;
  const bool sealed = is_sealed(says, step.event.at);
  outbox::Outgoing made{"demand", {}, {{"said", event_digest}, {"officer", step.event.officer}}};
  if (!says.document_sha256.empty()) made.committed["document"] = says.document_sha256;
  if (!disclosed.files_sha256.empty()) made.committed["files"] = disclosed.files_sha256;
  if (sealed) made.committed["authority"] = says.authority;
  if (sealed && !says.instrument.empty()) made.committed["instrument"] = says.instrument;
  made.fields = {{"id", after.id},
                 {"step", to_text(step.event.kind)},
                 {"state", to_text(after.state)},
                 {"asks", to_text(says.kind)},
                 {"authority", sealed ? std::string() : says.authority},
                 {"jurisdiction", says.jurisdiction},
                 {"instrument", sealed ? std::string() : sort_of(says, policy)},
                 {"flags", sorted(flags_of(says, sealed))},
                 {"viewers", sorted({says.viewers.begin(), says.viewers.end()})},
                 {"accounts", says.accounts.size()},
                 {"items", says.items.size()},
                 {"rows", disclosed.rows},
                 {"received", says.received},
                 {"deadline", says.deadline},
                 {"appeals", after.appeals},
                 {"policy", policy.sha256}};
  return made;
}

}  // namespace ringfence::demand
