// Statements whose people are at home elsewhere, or whose reader is: where they run, and what goes on record before.
// docs/decisions/0014.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/statement.h"
#include "gateway/session/session.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/query.h"

namespace ringfence::gateway {

namespace {

Error stays_in_one_ring(const std::string& one, const std::string& other) {
  return {
      fmt::format("a transaction stays in one ring: this one is in ring {}, and the statement's rows are in ring {}",
                  one, other),
      {},
      "end it, and read each ring's rows in a transaction of their own",
      "25001"};
}

Error stays_with_one_role(const std::string& one, const std::string& other) {
  return {
      fmt::format("a transaction stays with one role: this one is {}'s, and the statement would be {}'s", one, other),
      {},
      "say the purpose before the transaction does anything, and leave it",
      "25001"};
}

Error apart_from_world_views() {
  return {"a transaction stays in one place: world views are read by a role of their own, and by that alone",
          {},
          "read them in a transaction of their own",
          "25001"};
}

// Another ring is asked nothing yet, and told nothing.
std::string without_comments(std::string text) {
  const auto comments = compile::comments_of(text);
  if (!comments) return "BEGIN";
  for (const auto& [begin, end] : *comments) std::fill(text.begin() + begin, text.begin() + end, ' ');
  return text;
}

}  // namespace

// One more of the message's statements runs where `ring` is, as a transfer or at home.
Session::Verdict Session::run_in(std::size_t ring, const InRing& one, const HomeQuestion& subject, Error& why) {
  if (one.refusal) return why = *one.refusal, Verdict::refuse;
  const Knowledge& knowledge = surroundings_.router().knowledge();
  const bool here = &knowledge.policy.rings[ring] == knowledge.here;
  if (!transfers_.peer.empty() && !here) {
    why = {fmt::format("refused: the rows are at home in ring {}, and a gateway asks each ring for its own",
                       knowledge.policy.rings[ring].name),
           {},
           "ask that ring's gateway",
           "0A000"};
    return Verdict::refuse;
  }
  if (!transfers_.peer.empty() && one.transfer && one.transfer->role != transfers_.role) {
    why = {"refused: this link is for another purpose", fmt::format("its role is {}", transfers_.role), {}, "42501"};
    return Verdict::refuse;
  }
  if (!want({true, one.transfer != nullptr, ring, {}}, why)) return Verdict::refuse;
  if (one.transfer) transfers_.parts.push_back({one.transfer, subject});
  return Verdict::go;
}

// All statements of a message run in one place.
bool Session::want(const Wanted& wanted, Error& why) {
  const Knowledge& knowledge = surroundings_.router().knowledge();
  if (transfers_.wanted.decided && !(transfers_.wanted == wanted)) {
    why = !wanted.world.empty() || !transfers_.wanted.world.empty()
              ? apart_from_world_views()
              : stays_in_one_ring(knowledge.policy.rings[transfers_.wanted.ring].name,
                                  knowledge.policy.rings[wanted.ring].name);
    return false;
  }
  transfers_.wanted = wanted;
  return true;
}

// A reader of another ring has a role of its own name here that may do nothing but connect: wherever a rule lets it
// read, all that it says runs as the role that reads, so that Parse finds tables and a transaction stays with one role.
std::unique_ptr<Destination> Session::where_it_reads() const {
  if (transfers_.reads_as.empty()) return nullptr;
  return std::make_unique<Destination>(Destination{here(), transfers_.reads_as, {}, {}, false});
}

// Parse and Describe come before it is said whose rows they are, and name the tables all the same.
void Session::prepares(const Plan& plan, const Declared& declared) {
  reads_for(plan, declared);
  if (!reader_elsewhere_) return;
  transfers_.reads_as = plan.reads_as;
  const bool on_rows = std::ranges::any_of(plan.statements, [](const StatementPlan& one) {
    return one.course == Course::by_home || one.shared || one.transfer;
  });
  if (on_rows && !transfers_.reads_as.empty()) transfers_.wanted = {true, true, here(), {}};
}

// Null: at home.
std::unique_ptr<Destination> Session::destination() const {
  const Knowledge& knowledge = surroundings_.router().knowledge();
  if (!transfers_.wanted.world.empty()) {
    return std::make_unique<Destination>(
        Destination{transfers_.wanted.ring, std::string(transfers_.wanted.world), {}, {}, true});
  }
  if (!transfers_.wanted.transfer) return nullptr;
  if (transfers_.parts.empty()) return where_it_reads();
  const TransferPlan& plan = *transfers_.parts.front().plan;
  if (&knowledge.policy.rings[transfers_.wanted.ring] == knowledge.here) {
    return std::make_unique<Destination>(Destination{transfers_.wanted.ring, plan.role, {}, {}, false});
  }
  // A transaction stays with the link that it has.
  const bool stays = link_ && transfers_.asks_peer() &&
                     (link_->status != Transaction::idle || executed_unsynced_ || under_way() || !pinned_.empty());
  const bool counts = stays ? transfers_.away->counts : own_.now().count_withheld;
  return std::make_unique<Destination>(
      Destination{transfers_.wanted.ring, {}, plan.purpose, own_.now().viewer, false, counts});
}

// Before the session gets a server, or with the one it has: sees to it that it is one of where the message runs.
// Nothing: it is, or any is. What has to be given back or ended first is, and the message comes again.
std::optional<Session::Verdict> Session::move(Error& why, Actions& actions) {
  if (dedicated_ || !transfers_.peer.empty()) return std::nullopt;
  if (!transfers_.wanted.decided) {
    if (!link_) transfers_.away = where_it_reads();
    return std::nullopt;
  }
  std::unique_ptr<Destination> wanted = destination();
  if (!link_) {
    transfers_.away = std::move(wanted);
    return std::nullopt;
  }
  if (wanted ? transfers_.away && *transfers_.away == *wanted : !transfers_.away) return std::nullopt;
  if (!replies_.empty()) return stall(actions), Verdict::wait;
  const bool in_transaction = link_->status != Transaction::idle;
  const bool fresh = !transfers_.fresh_begin.empty() && link_->status == Transaction::in_transaction;
  if (!pinned_.empty() || (in_transaction && !fresh) || (executed_unsynced_ && !fresh)) {
    const Knowledge& knowledge = surroundings_.router().knowledge();
    const auto& rings = knowledge.policy.rings;
    const bool world = !transfers_.wanted.world.empty() || (transfers_.away && transfers_.away->world);
    const std::size_t ring = transfers_.away ? transfers_.away->ring : here();
    if (world) {
      why = apart_from_world_views();
    } else if (ring == transfers_.wanted.ring && wanted) {
      why = stays_with_one_role(transfers_.away ? transfers_.away->role : service_name_, wanted->role);
    } else {
      why = stays_in_one_ring(rings[ring].name, rings[transfers_.wanted.ring].name);
    }
    return Verdict::refuse;
  }
  if (sent_unsynced_) {
    actions.to_server.say(wire::Sync{});
    expect(Awaits::sync, true);
    sent_unsynced_ = executed_unsynced_ = false;
    return stall(actions), Verdict::wait;
  }
  if (in_transaction) {
    actions.to_server.say(wire::Query{"ROLLBACK"});
    link_->unnamed = 0;
    expect(Awaits::query, true);
    transfers_.resumed_begin = std::move(transfers_.fresh_begin);
    transfers_.fresh_begin.clear();
    return stall(actions), Verdict::wait;
  }
  portals_.clear();
  link_ = nullptr;
  actions.release = actions.again = true;
  return Verdict::wait;
}

// The session has its server: what it is to be brought to, and a transaction that has begun elsewhere.
void Session::arrive(Actions& actions) {
  bring_settings(actions);
  if (transfers_.resumed_begin.empty()) return;
  const bool peer = transfers_.asks_peer();
  actions.to_server.say(wire::Query{peer ? without_comments(transfers_.resumed_begin) : transfers_.resumed_begin});
  link_->unnamed = 0;
  expect(Awaits::query, true);
  transfers_.fresh_begin = std::move(transfers_.resumed_begin);
  transfers_.resumed_begin.clear();
  transfers_.resuming = true;
}

// There is none where its rows are: a transaction that has begun elsewhere has failed.
void Session::did_not_arrive() {
  if (transfers_.resumed_begin.empty()) return;
  transfers_.resumed_begin.clear();
  lost_ = true;
}

// One more message is on its way to the server, and this is awaited. Over a peer link both sides count those that may
// make a transfer.
Reply& Session::expect(Awaits awaits, bool swallowed, std::uint64_t statement) {
  if (awaits == Awaits::query || awaits == Awaits::bind || awaits == Awaits::refusal) ++link_->asked;
  return replies_.push(awaits, swallowed, statement);
}

// Over a peer link the same on both sides, without a word said.
std::string Session::transfer_id() {
  if (!transfers_.peer.empty()) return fmt::format("{}{:08x}", transfers_.link_name, transfers_.received + 1);
  if (transfers_.asks_peer()) return fmt::format("{}{:08x}", link_->link_name, link_->asked + 1);
  return surroundings_.new_transfer_id();
}

}  // namespace ringfence::gateway
