// Where a person is at home: the own directory, then every peer at once.
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "gateway/control/directory.h"
#include "gateway/control/peer_text.h"

namespace ringfence::gateway {

namespace {

struct Asked {
  std::string ring;
  Result<PeerRows> rows;
};

// Of a look-up each pair of rings has a key of its own. None: that ring cannot be asked.
Result<std::string> text_for(Control::State& state, const Knowledge& knowledge, const Subject& subject,
                             const HomeQuestion& question, const std::string& ring) {
  if (question.lookup.empty()) return home_text(subject.name(), question.values);
  const auto hash = pair_hash(state, knowledge, subject, question.lookup, question.values.front(), ring);
  if (!hash) return hash.error();
  return lookup_text(subject.name(), question.lookup, hash->version, hash->hex);
}

Result<std::vector<Asked>> ask_everyone(Control::State& state, const Knowledge& knowledge, const Subject& subject,
                                        const HomeQuestion& question) {
  std::vector<Asked> asked;
  std::vector<std::string> texts;
  for (const policy::Ring& ring : knowledge.policy.rings) {
    if (ring.name == knowledge.here->name) continue;
    auto text = text_for(state, knowledge, subject, question, ring.name);
    asked.push_back({ring.name, text ? Result<PeerRows>(PeerRows{}) : Result<PeerRows>(text.error())});
    texts.push_back(text ? *text : "");
  }
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (texts[i].empty()) continue;
    threads.emplace_back([&, i] { asked[i].rows = state.transport->ask(asked[i].ring, texts[i]); });
  }
  threads.clear();
  return asked;
}

Error claimed_by(const Subject& subject, const std::vector<std::string>& rings) {
  Error error =
      fail(fmt::format("a subject of {} is claimed by the rings {} and {}", subject.name(), rings[0], rings[1]),
           "A subject has one home.", "Find out which of them is right, and delete the other's row.");
  error.sqlstate = "23505";
  return error;
}

Error silent(const std::vector<const Asked*>& rings) {
  std::string names;
  std::string detail;
  for (const Asked* asked : rings) {
    names += (names.empty() ? "" : ", ") + asked->ring;
    const Error& error = asked->rows.error();
    detail += fmt::format("{}{}: {}{}", detail.empty() ? "" : "\n", asked->ring, error.message,
                          error.detail.empty() ? "" : " (" + error.detail + ")");
  }
  Error error =
      fail(fmt::format("ring{} {} did not say where the subject is at home", rings.size() == 1 ? "" : "s", names),
           std::move(detail));
  error.sqlstate = "08006";
  return error;
}

// A peer may claim a person for itself only.
Result<HomeAnswer> conclude(const Knowledge& knowledge, const Subject& subject, const std::vector<Asked>& asked) {
  std::vector<std::string> claims;
  std::vector<const Asked*> failed;
  for (const Asked& one : asked) {
    if (!one.rows) {
      failed.push_back(&one);
    } else if (!one.rows->rows.empty()) {
      claims.push_back(one.ring);
    }
  }
  if (claims.size() > 1) return claimed_by(subject, claims);
  if (claims.size() == 1) return HomeAnswer{knowledge.policy.number_of(claims.front())};
  if (!failed.empty()) return silent(failed);
  return HomeAnswer{};
}

// Nothing: the own directory does not know.
Result<std::optional<std::string>> known_here(Control::State& state, const Knowledge& knowledge, const Subject& subject,
                                              const HomeQuestion& question) {
  if (question.lookup.empty()) return ring_by_key(state, subject, question.values);
  const auto found = is_found_here(state, knowledge, subject, question.lookup, question.values.front());
  if (!found) return found.error();
  return *found ? std::optional(knowledge.here->name) : std::nullopt;
}

Result<std::size_t> ring_numbered(const Knowledge& knowledge, const std::string& ring) {
  if (knowledge.policy.find_ring(ring) != nullptr) return knowledge.policy.number_of(ring);
  Error error = fail(fmt::format("the subject is at home in ring {}, which the policy does not have", ring));
  error.sqlstate = "42501";
  return error;
}

Status check_lookup(const Subject& subject, const HomeQuestion& question) {
  const auto& lookups = subject.rule->lookup;
  if (question.lookup.empty()) return {};
  if (question.values.size() == 1 && std::ranges::find(lookups, question.lookup) != lookups.end()) return {};
  Error error = fail(fmt::format("{} is not looked up by {}", subject.name(), question.lookup));
  error.sqlstate = "42601";
  return error;
}

}  // namespace

Result<HomeAnswer> Control::find_home(const Knowledge& knowledge, const HomeQuestion& question) {
  const auto subject = subject_numbered(knowledge, question.root);
  if (!subject) return subject.error();
  RINGFENCE_TRY(check_lookup(*subject, question));
  const auto known = known_here(*state_, knowledge, *subject, question);
  if (!known) return known.error();
  if (*known) {
    const auto ring = ring_numbered(knowledge, **known);
    if (!ring) return ring.error();
    return HomeAnswer{*ring};
  }
  state_->reach_peers(knowledge);
  const auto asked = ask_everyone(*state_, knowledge, *subject, question);
  if (!asked) return asked.error();
  return conclude(knowledge, *subject, *asked);
}

Result<std::vector<std::optional<std::size_t>>> Control::find_homes_here(const Knowledge& knowledge,
                                                                         const std::vector<HomeQuestion>& questions) {
  std::vector<std::optional<std::size_t>> homes;
  if (questions.empty()) return homes;
  const auto subject = subject_numbered(knowledge, questions.front().root);
  if (!subject) return subject.error();
  std::vector<const std::vector<std::string>*> keys;
  for (const HomeQuestion& question : questions) keys.push_back(&question.values);
  const auto rings = rings_by_keys(*state_, *subject, keys);
  if (!rings) return rings.error();
  for (const auto& ring : *rings) {
    homes.emplace_back();
    if (!ring) continue;
    const auto number = ring_numbered(knowledge, *ring);
    if (!number) return number.error();
    homes.back() = *number;
  }
  return homes;
}

}  // namespace ringfence::gateway
