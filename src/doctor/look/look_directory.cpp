#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "doctor/look/parts.h"
#include "gateway/control/peer_text.h"

namespace ringfence::doctor {

namespace {

constexpr std::string_view no_such_key = "22023";
constexpr std::size_t conflicts_shown = 3;

Seen<ConflictFacts> conflicts_in(pg::Connection& connection) {
  auto rows =
      connection.query(fmt::format("SELECT pg_catalog.count(*) OVER (), subject_table, subject, ring, claimed_by"
                                   " FROM ringfence.directory_conflict ORDER BY seen DESC LIMIT {}",
                                   conflicts_shown));
  if (!rows) return {{}, rows.error().message};
  ConflictFacts conflicts;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    conflicts.count = static_cast<std::size_t>(rows->integer(i, 0));
    conflicts.some.push_back(fmt::format("a subject of {}: ring {} has it, ring {} claims it", rows->text(i, 1),
                                         rows->text(i, 3), rows->text(i, 4)));
  }
  return {std::move(conflicts), {}};
}

bool answers(const Facts& facts, const std::string& ring) {
  const auto peer = std::ranges::find(facts.peers, ring, &PeerFacts::ring);
  return peer != facts.peers.end() && peer->failed == Stage::done;
}

PulledFacts pulled_of(gateway::PeerTransport& transport, const Facts& facts, const std::string& ring,
                      const std::string& table, const std::string& after) {
  PulledFacts pulled{ring, table, !after.empty(), 0, {}};
  if (!answers(facts, ring)) {
    pulled.error = fail("it does not answer");
    return pulled;
  }
  const auto page = transport.ask(ring, gateway::pull_text(table, after, limits::pull_page));
  if (page) {
    pulled.waiting = page->rows.size();
  } else {
    pulled.error = page.error();
  }
  return pulled;
}

Seen<std::vector<PulledFacts>> all_pulled(pg::Connection& connection, const policy::Policy& policy,
                                          gateway::PeerTransport& transport, const Facts& facts) {
  auto rows = connection.query("SELECT ring, subject_table, after FROM ringfence.directory_pulled");
  if (!rows) return {{}, rows.error().message};
  std::map<std::pair<std::string, std::string>, std::string> positions;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    positions[{rows->string(i, 0), rows->string(i, 1)}] = rows->string(i, 2);
  }
  std::vector<PulledFacts> all;
  for (const std::string& ring : facts.policy->others) {
    for (const policy::Table& table : policy.tables) {
      if (!table.home) continue;
      const std::string name = policy::to_text(table.name);
      all.push_back(pulled_of(transport, facts, ring, name, positions[{ring, name}]));
    }
  }
  return {std::move(all), {}};
}

// Whether the other ring has the key, asked by a hash that nobody has.
std::optional<bool> peer_has_key(const policy::Policy& policy, gateway::PeerTransport& transport, const Facts& facts,
                                 const PairKeyFacts& key) {
  const auto table =
      std::ranges::find_if(policy.tables, [](const policy::Table& one) { return one.home && !one.lookup.empty(); });
  if (table == policy.tables.end() || key.version == 0 || !answers(facts, key.ring)) return std::nullopt;
  const auto answer =
      transport.ask(key.ring, gateway::lookup_text(policy::to_text(table->name), table->lookup.front(),
                                                   static_cast<std::uint32_t>(key.version), std::string(64, '0')));
  if (answer) return true;
  return answer.error().sqlstate == no_such_key ? std::optional(false) : std::nullopt;
}

// A fingerprint of 32 random bytes tells nobody anything of them.
Seen<std::vector<PairKeyFacts>> pair_keys_in(pg::Connection& connection, const policy::Policy& policy,
                                             gateway::PeerTransport& transport, const Facts& facts) {
  std::vector<PairKeyFacts> keys;
  if (!facts.policy->looks_up) return {std::move(keys), {}};
  for (const std::string& ring : facts.policy->others) {
    auto rows = connection.query(
        "SELECT version, pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(inner_pad || outer_pad), 'hex'), 16)"
        " FROM ringfence.pair_key WHERE ring = $1 ORDER BY version DESC LIMIT 1",
        {ring});
    if (!rows) return {{}, rows.error().message};
    PairKeyFacts key{ring, 0, {}, {}};
    if (rows->size() == 1) {
      key.version = rows->integer(0, 0);
      key.fingerprint = rows->string(0, 1);
      key.peer_has = peer_has_key(policy, transport, facts, key);
    }
    keys.push_back(std::move(key));
  }
  return {std::move(keys), {}};
}

}  // namespace

void look_at_directories(pg::Connection& connection, const policy::Policy& policy, gateway::PeerTransport& transport,
                         Facts& facts) {
  facts.conflicts = conflicts_in(connection);
  facts.pulled = all_pulled(connection, policy, transport, facts);
  facts.pair_keys = pair_keys_in(connection, policy, transport, facts);
}

}  // namespace ringfence::doctor
