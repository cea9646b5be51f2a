#include "demand/store/take.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "demand/case/approval.h"
#include "demand/case/step.h"
#include "demand/store/accounts.h"
#include "demand/store/lift.h"
#include "notice/notice.h"

namespace ringfence::demand {

namespace {

bool needs_homes(EventKind kind) {
  return kind == EventKind::verify || kind == EventKind::approve || kind == EventKind::execute;
}

// The public one, in base64.
std::string key_of(const Wish& wish) {
  if (const auto* there = std::get_if<Signed>(&wish.shown_by)) return there->key;
  const Ed25519PublicKey key = ed25519_public_key(std::get<Ed25519Seed>(wish.shown_by));
  return to_base64({reinterpret_cast<const char*>(key.data()), key.size()});
}

Result<Event> event_of(pg::Connection& connection, const policy::Policy& policy, const Wish& wish, const Demand& demand,
                       std::uint64_t now) {
  Event event;
  event.id = random_hex(16);
  event.kind = wish.kind;
  event.version = wish.version.value_or(demand.version);
  event.at = now;
  event.officer = wish.officer;
  event.says = wish.says;
  event.note = wish.note;
  event.contact = wish.contact;
  if (needs_homes(wish.kind)) {
    auto found = find_accounts(connection, policy, demand.says);
    if (!found) return found.error();
    event.found = std::move(*found);
  }
  if (wish.kind != EventKind::approve) return event;
  if (const auto* there = std::get_if<Signed>(&wish.shown_by)) {
    event.at = there->at;
    event.signature = there->signature;
  } else {
    const auto& key = std::get<Ed25519Seed>(wish.shown_by);
    event.signature = sign_approval(key, approval_text(demand, event.officer, event.at));
  }
  return event;
}

Status freeze(pg::Connection& connection, const Demand& before, const Demand& after) {
  if (before.frozen == after.frozen) return {};
  if (!after.frozen) {
    auto gone = connection.query("DELETE FROM ringfence.preserved WHERE demand = $1", {after.id});
    return gone ? Status() : Status(gone.error());
  }
  const auto until = after.says.until ? pg::Parameter(policy::to_text(*after.says.until)) : std::nullopt;
  for (const Named& account : after.says.accounts) {
    auto kept = connection.query("INSERT INTO ringfence.preserved VALUES ($1, $2, $3, $4::date)",
                                 {account.table, account.key, after.id, until});
    if (!kept) return kept.error();
  }
  return {};
}

// At once, or on the day that a gag ends: then nothing of it is a secret any more.
Status tell_subjects(pg::Connection& connection, const Demand& demand) {
  const Says& says = demand.says;
  json::array columns;
  for (const policy::ColumnRef& each : says.columns)
    columns.emplace_back(policy::to_text(each.table) + "." + each.column);
  notice::Notice notice{"demand", demand.id, "subject", {}, {}, {}, {}};
  notice.said = {{"asks", to_text(says.kind)},
                 {"authority", says.authority},
                 {"jurisdiction", says.jurisdiction},
                 {"instrument", says.instrument},
                 {"columns", std::move(columns)}};
  if (says.sealed_until) notice.due = policy::to_text(*says.sealed_until) + "T00:00:00Z";
  for (const Named& account : says.accounts) {
    notice.table = account.table;
    notice.key = account.key;
    if (const auto left = notice::leave(connection, notice); !left) return left.error();
  }
  return {};
}

Result<Kept> begin(pg::Connection& connection, const Wish& wish) {
  if (wish.kind != EventKind::file) return read_demand(connection, wish.id, true);
  Kept kept;
  kept.demand.id = wish.id.empty() ? random_hex(16) : wish.id;
  RINGFENCE_TRY(insert_demand(connection, kept.demand.id, wish.document));
  return kept;
}

Status take_within(pg::Connection& connection, const policy::Policy& policy, const Wish& wish, const Clock& clock,
                   const Disclose& disclose, Taken& into) {
  RINGFENCE_TRY(check_policy(connection, policy));
  RINGFENCE_TRY(check_officer(policy, wish));
  auto before = begin(connection, wish);
  if (!before) return before.error();
  into.before = std::move(*before);
  const Demand& demand = into.before.demand;
  const std::uint64_t now = clock();
  auto event = event_of(connection, policy, wish, demand, now);
  if (!event) return event.error();
  auto next = step(demand, *event, policy, now);
  if (!next) return next.error();
  into.demand = std::move(*next);
  if (disclose && into.demand.state == State::executed && into.demand.says.kind == Kind::disclose) {
    auto disclosed = disclose(into.demand);
    if (!disclosed) return disclosed.error();
    into.disclosed = *disclosed;
    event->note = disclosed->files_sha256;
    RINGFENCE_TRY(tell_subjects(connection, into.demand));
  }
  const Recorded recorded{*event, facts_of(demand, *event, policy)};
  const auto digest = append(connection, into.before, recorded);
  if (!digest) return digest.error();
  RINGFENCE_TRY(freeze(connection, demand, into.demand));
  const auto lifted = lift_withholdings(connection, into.demand);
  if (!lifted) return lifted.error();
  into.lifted = *lifted;
  const auto left = outbox::leave(connection, entry_of(into.demand, recorded, *digest, policy, into.disclosed));
  if (!left) return left.error();
  into.left = *left;
  return {};
}

}  // namespace

Status check_policy(pg::Connection& connection, const policy::Policy& policy) {
  const auto in_force = policy_in_force(connection);
  if (!in_force) return in_force.error();
  if (*in_force == policy.sha256) return {};
  return Error("this policy is not the one in force in the ring",
               "its hash is " + policy.sha256 + ", there it is " + *in_force,
               "bring it into force first: ringfence apply", "55000");
}

// Whoever says to be an officer shows it by the key.
Status check_officer(const policy::Policy& policy, const Wish& wish) {
  const policy::Officer* officer = policy.find_officer(wish.officer);
  if (officer == nullptr) {
    return Error(fmt::format("the policy has no officer {}", wish.officer), {},
                 fmt::format("register them: [officer.{}] with person, key, may", wish.officer), "42501");
  }
  if (std::ranges::find(officer->may, right_for(wish.kind)) == officer->may.end()) {
    return Error(fmt::format("{} may not {}", wish.officer, to_text(right_for(wish.kind))), {},
                 fmt::format("`may` of [officer.{}] in the policy says what they may do", wish.officer), "42501");
  }
  if (key_of(wish) == officer->key) return {};
  return Error(fmt::format("the key is not that of officer {}", wish.officer), {},
               "`key` of the officer in the policy has to be what `ringfence demand key FILE` prints of it", "42501");
}

Result<Taken> take(pg::Connection& connection, const policy::Policy& policy, const Wish& wish, const Clock& clock,
                   const Disclose& disclose) {
  Taken taken;
  RINGFENCE_TRY(
      pg::in_transaction(connection, [&] { return take_within(connection, policy, wish, clock, disclose, taken); }));
  return taken;
}

}  // namespace ringfence::demand
