// What this ring tells the others' gateways. Of its own subjects only, and nothing but where they are.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "gateway/control/directory.h"
#include "gateway/control/peer_text.h"

namespace ringfence::gateway {

namespace {

Error with_state(std::string_view sqlstate, std::string message, std::string detail = {}, std::string hint = {}) {
  Error error = fail(std::move(message), std::move(detail), std::move(hint));
  error.sqlstate = sqlstate;
  return error;
}

struct Answering {
  Control::State& state;
  const Knowledge& knowledge;
  const std::string& asking;
  PeerLedger* ledger = nullptr;

  Result<PeerRows> operator()(const PeerHello& hello) const;
  Result<PeerRows> operator()(const PeerHome& home) const;
  Result<PeerRows> operator()(const PeerLookup& lookup) const;
  Result<PeerRows> operator()(const PeerPull& pull) const;
  Result<PeerRows> operator()(const PeerLedgerKey&) const { return ledger ? ledger->key() : no_ledger(); }
  Result<PeerRows> operator()(const PeerCosign& cosign) const {
    return ledger ? ledger->cosign(asking, cosign.request) : no_ledger();
  }

 private:
  [[nodiscard]] Error no_ledger() const {
    return with_state("55000", fmt::format("ring {} has no ledger that can be written now", knowledge.here->name));
  }
  [[nodiscard]] PeerRows here_if(bool at_home) const {
    PeerRows rows{{"ring"}, {}, at_home ? "SELECT 1" : "SELECT 0"};
    if (at_home) rows.rows.push_back({knowledge.here->name});
    return rows;
  }
};

Result<PeerRows> Answering::operator()(const PeerHello& hello) const {
  if (hello.protocol != peer_protocol) {
    return with_state("0A000", fmt::format("version {} of the protocol of peers is not spoken here", hello.protocol),
                      fmt::format("Ring {} speaks version {}.", knowledge.here->name, peer_protocol));
  }
  return PeerRows{{"ring", "protocol", "policy_sha256"},
                  {{knowledge.here->name, std::to_string(peer_protocol), knowledge.policy.sha256}},
                  "SELECT 1"};
}

Result<PeerRows> Answering::operator()(const PeerHome& home) const {
  const auto subject = subject_named(knowledge, home.table);
  if (!subject) return subject.error();
  const auto ring = ring_by_key(state, *subject, home.key);
  if (!ring) return ring.error();
  return here_if(*ring == knowledge.here->name);
}

Result<PeerRows> Answering::operator()(const PeerLookup& lookup) const {
  if (!state.may_look_up(asking, std::chrono::steady_clock::now())) {
    return with_state("54000", fmt::format("ring {} looks up too often", asking),
                      fmt::format("At most {} look-ups a second are answered.", limits::peer_lookups_a_second));
  }
  const auto subject = subject_named(knowledge, lookup.table);
  if (!subject) return subject.error();
  const auto& columns = subject->rule->lookup;
  if (std::ranges::find(columns, lookup.column) == columns.end()) {
    return with_state("42703", fmt::format("{} is not looked up by {}", lookup.table, lookup.column));
  }
  const std::string version = std::to_string(lookup.key_version);
  auto key =
      state.ask("SELECT FROM ringfence.pair_key WHERE ring = $1 AND version = $2::pg_catalog.int8", {asking, version});
  if (!key) return key.error();
  if (key->size() == 0) {
    return with_state("22023", fmt::format("ring {} has no key {} for look-ups by ring {}", knowledge.here->name,
                                           lookup.key_version, asking));
  }
  auto found = state.ask(
      "SELECT FROM ringfence.lookup_peer WHERE ring = $1 AND subject_table = $2 AND column_name = $3"
      " AND key_version = $4 AND hash = pg_catalog.decode($5, 'hex') LIMIT 1",
      {asking, lookup.table, lookup.column, version, lookup.hash});
  if (!found) return found.error();
  return here_if(found->size() > 0);
}

Result<PeerRows> Answering::operator()(const PeerPull& pull) const {
  const auto subject = subject_named(knowledge, pull.table);
  if (!subject) return subject.error();
  auto page = page_of(*subject, knowledge.here->name, pull.after, pull.limit);
  if (!page) return page.error();
  auto found = state.ask(page->sql, page->parameters);
  if (!found) return found.error();
  PeerRows rows;
  for (std::size_t c = 0; c < found->columns(); ++c) rows.columns.emplace_back(found->column_name(c));
  for (std::size_t r = 0; r < found->size(); ++r) {
    auto& row = rows.rows.emplace_back();
    for (std::size_t c = 0; c < found->columns(); ++c) {
      row.push_back(found->is_null(r, c) ? std::nullopt : std::optional(found->string(r, c)));
    }
  }
  rows.tag = found->tag();
  return rows;
}

}  // namespace

bool Control::State::may_look_up(const std::string& ring, std::chrono::steady_clock::time_point now) {
  const auto [at, fresh] = lookups.try_emplace(ring, Allowance{limits::peer_lookups_at_once, now});
  Allowance& allowance = at->second;
  const double seconds = std::chrono::duration<double>(now - allowance.since).count();
  allowance.left =
      std::min(limits::peer_lookups_at_once, allowance.left + std::max(0.0, seconds) * limits::peer_lookups_a_second);
  allowance.since = now;
  if (allowance.left < 1) return false;
  allowance.left -= 1;
  return true;
}

Result<Control::PeerRows> Control::answer_peer(const Knowledge& knowledge, const std::string& asking,
                                               std::string_view text, PeerLedger* ledger) {
  const auto no_peer = [&] {
    return with_state("42501", fmt::format("\"{}\" is no other ring of the policy", asking));
  };
  if (knowledge.policy.find_ring(asking) == nullptr) return no_peer();
  auto question = parse_peer_text(text);
  // The ring's own certificate may ask who answers here, and nothing else: `ringfence doctor` does.
  const bool greets = question && std::holds_alternative<PeerHello>(*question);
  if (asking == knowledge.here->name && !greets) return no_peer();
  if (!question) return question.error();
  return std::visit(Answering{*state_, knowledge, asking, ledger}, *question);
}

}  // namespace ringfence::gateway
