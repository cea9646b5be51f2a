#include "lifecycle/split/conduct.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>

#include "lifecycle/database.h"
#include "lifecycle/split/load.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

constexpr int lock_attempts = 100;  // a tenth of a second apart: a killed split's statements end within a second or so

}  // namespace

Conductor::Conductor(const policy::Policy& policy, const SplitOptions& options, const Survey& survey,
                     SplitReport& report)
    : policy_(policy), options_(options), survey_(survey), report_(report) {
  addresses_.source = options.source;
  for (const RingAddress& ring : options.rings) {
    addresses_.rings.push_back(ring.database);
    addresses_.ring_names.push_back(ring.ring->name);
  }
  rings_.resize(addresses_.rings.size());
}

void Conductor::say(const std::string& line) const {
  if (options_.say) options_.say(line);
}

Status Conductor::run(std::string_view label, std::vector<Task> tasks, std::uint64_t total, std::string_view detail) {
  const auto started = std::chrono::steady_clock::now();
  Progress progress(std::string(label), options_.show_progress);
  Status done = run_tasks(addresses_, survey_.exported, options_.jobs, std::move(tasks), progress, total, detail);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started;
  report_.stages.emplace_back(label.substr(0, label.find(' ')), spent.count());
  return done;
}

Status Conductor::open_rings() {
  for (std::size_t i = 0; i < rings_.size(); ++i) RINGFENCE_TRY(open_ring_at(i));
  for (std::size_t i = 0; i < rings_.size(); ++i) {
    rings_[i].walls = compile::walls(policy_, policy_.rings[i], survey_.catalogue, survey_.tables);
    report_.resumed = report_.resumed || rings_[i].state.record.has_value();
  }
  return start_over_if_needed();
}

Status Conductor::open_ring_at(std::size_t ring) {
  Status like = make_like(addresses_.rings[ring], survey_.locale);
  if (!like) return within("ring " + addresses_.ring_names[ring], like.error());
  auto opened = lifecycle::open_ring(addresses_, ring);
  if (!opened) return opened.error();
  rings_[ring].connection = std::move(*opened);
  RINGFENCE_TRY(take_locks(ring));
  auto state = read_state(*rings_[ring].connection);
  if (!state) return within("ring " + addresses_.ring_names[ring], state.error());
  rings_[ring].state = std::move(*state);
  return refuse_foreign(ring);
}

Status Conductor::take_locks(std::size_t ring) {
  pg::Connection& connection = *rings_[ring].connection;
  for (int attempt = 0; attempt < lock_attempts; ++attempt) {
    auto conducting = connection.query(fmt::format("SELECT pg_catalog.pg_try_advisory_lock({})", conduct_lock));
    if (!conducting) return conducting.error();
    if (conducting->boolean(0, 0)) {
      // Once nobody works any more, nobody will: workers only start under a conductor.
      return connection.execute(
          fmt::format("SELECT pg_catalog.pg_advisory_lock({0}); SELECT pg_catalog.pg_advisory_unlock({0})", work_lock));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return fail(fmt::format("another split is at work in ring {}", addresses_.ring_names[ring]), {},
              "wait until it ends, or end it, then run this command again");
}

Status Conductor::refuse_foreign(std::size_t ring) const {
  const RingState& state = rings_[ring].state;
  const std::string& name = addresses_.ring_names[ring];
  if (!state.record && state.foreign_tables > 0) {
    return fail(fmt::format("the database of ring {} already holds {} tables", name, state.foreign_tables),
                "a split only fills databases that are empty, or that it was filling when it was interrupted",
                "name an empty database for this ring");
  }
  if (state.record && state.record->source != survey_.source_identity) {
    return fail(fmt::format("ring {} was filled from another database", name), "from " + state.record->source,
                "name an empty database for this ring, or that source");
  }
  return {};
}

// The first ring is marked only after every ring was verified: once one is, only marks can be missing.
bool Conductor::has_finished() const {
  const auto complete = [&](const Ring& ring) {
    return ring.state.record && ring.state.record->rows_loaded &&
           ring.state.record->plan == rings_[0].state.record->plan;
  };
  return std::ranges::all_of(rings_, complete) &&
         std::ranges::any_of(rings_, [](const Ring& ring) { return ring.state.record->finished; });
}

Status Conductor::start_over_if_needed() {
  const auto differs = [&](const Ring& ring) { return ring.state.record && ring.state.record->plan != survey_.plan; };
  if (has_finished() || std::ranges::none_of(rings_, differs)) return {};
  say("The policy or the source's schema has changed since this split began: it starts over.");
  for (Ring& ring : rings_) {
    if (!ring.state.record) continue;
    RINGFENCE_TRY(start_over(*ring.connection));
    ring.state = RingState{};
  }
  return {};
}

Status Conductor::build_schemas() {
  RINGFENCE_TRY(run_for_rings("schema ", [this](Hands& /*unused*/, std::size_t ring) { return build_schema(ring); }));
  note_roles();
  return {};
}

void Conductor::note_roles() {
  std::map<std::string, std::vector<std::string>> made;  // role -> rings
  for (std::size_t ring = 0; ring < rings_.size(); ++ring) {
    for (const std::string& role : rings_[ring].roles_made) made[role].push_back(addresses_.ring_names[ring]);
  }
  for (const auto& [role, rings] : made) {
    report_.notes.push_back(fmt::format("role {} made without a password in {}: ALTER ROLE {} PASSWORD '…' there", role,
                                        fmt::join(rings, ", "), pg::quote_identifier(role)));
  }
}

std::vector<compile::Object> Conductor::walls_of(std::size_t ring, compile::Phase phase) const {
  std::vector<compile::Object> objects;
  std::ranges::copy_if(rings_[ring].walls, std::back_inserter(objects),
                       [&](const compile::Object& object) { return object.phase == phase; });
  return objects;
}

Status Conductor::build_schema(std::size_t ring) {
  Ring& here = rings_[ring];
  if (here.state.record) return {};
  auto made = carry_roles(*here.connection, survey_.schema.roles);
  if (!made) return made.error();
  here.roles_made = std::move(*made);
  RINGFENCE_TRY(pg::in_transaction(*here.connection, [&]() -> Status {
    const SplitRecord record{survey_.source_identity, survey_.plan, survey_.snapshot, false, false};
    RINGFENCE_TRY(here.connection->execute(create_state_sql(record, survey_.streams)));
    for (const compile::SqlStatement& statement : survey_.schema.before_rows) {
      Status done = here.connection->execute(statement.text);
      if (!done) return within("carrying the schema: " + statement.text.substr(0, 200), done.error());
    }
    const std::vector<compile::Object> before = walls_of(ring, compile::Phase::before_rows);
    RINGFENCE_TRY(compile::create_objects(*here.connection, before));
    // Nothing to look at yet: from here on each row is looked at as it enters.
    for (const compile::Object& object : before) {
      if (!object.validate.empty()) RINGFENCE_TRY(here.connection->execute(object.validate));
    }
    return {};
  }));
  auto state = read_state(*here.connection);
  if (!state) return state.error();
  here.state = std::move(*state);
  return {};
}

Status Conductor::run_for_rings(std::string_view label, const std::function<Status(Hands&, std::size_t)>& work) {
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < rings_.size(); ++i) {
    tasks.push_back({[this, i, &work](Hands& hands, Counter& done) {
      Status status = work(hands, i);
      ++done;
      return status ? status : Status(within("ring " + addresses_.ring_names[i], status.error()));
    }});
  }
  return run(label, std::move(tasks), rings_.size(), "");
}

Status Conductor::run_step(Hands& hands, std::size_t ring, const std::string& name,
                           const std::function<Status(pg::Connection&)>& work) {
  if (rings_[ring].state.steps.contains(name)) return {};
  auto connection = hands.ring(ring);
  if (!connection) return connection.error();
  return pg::in_transaction(**connection, [&]() -> Status {
    RINGFENCE_TRY(work(**connection));
    return (*connection)->execute(record_step_sql(name));
  });
}

}  // namespace ringfence::lifecycle
