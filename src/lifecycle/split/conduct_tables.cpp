// What makes loaded rows an application's tables again: indexes, keys, walls, triggers, sequences, views, statistics.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/sha256.h"
#include "compile/postgres/existing.h"
#include "compile/postgres/search.h"
#include "compile/postgres/transfers.h"
#include "compile/postgres/withholding.h"
#include "lifecycle/split/conduct.h"
#include "lifecycle/split/sequences.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

// PostgreSQL has no NOT VALID for foreign keys of partitioned tables: those look at their rows at once.
std::string unvalidated(const compile::Catalogue& catalogue, const compile::SqlStatement& statement) {
  const compile::Table* table = catalogue.find(statement.table);
  const bool can_wait = statement.kind == compile::StatementKind::add_foreign_key && table != nullptr &&
                        table->kind == compile::TableKind::table && !statement.text.ends_with("NOT VALID");
  return can_wait ? statement.text + " NOT VALID" : statement.text;
}

std::string step_name(const compile::SqlStatement& statement) {
  return "statement " + to_hex(sha256(statement.text)).substr(0, 32);
}

}  // namespace

// Everything is made first, and quickly: foreign keys NOT VALID. What takes long, looking at every row, comes after, a
// table a task, so that all workers are busy even where one ring has most of the rows.
Status Conductor::finish_tables() {
  RINGFENCE_TRY(make_indexes());
  RINGFENCE_TRY(run_for_rings("walls  ", [this](Hands& hands, std::size_t ring) -> Status {
    RINGFENCE_TRY(run_statements(hands, ring, survey_.schema.after_indexes));
    RINGFENCE_TRY(run_statements(hands, ring, survey_.schema.foreign_keys));
    RINGFENCE_TRY(make_walls(hands, ring));
    RINGFENCE_TRY(run_statements(hands, ring, survey_.schema.after_rows));
    return make_sequences_disjoint(hands, ring);
  }));
  RINGFENCE_TRY(validate_tables());
  return run_for_rings("views  ", [this](Hands& hands, std::size_t ring) -> Status {
    RINGFENCE_TRY(refresh_views(hands, ring));
    return make_services(hands, ring);
  });
}

// Each table's indexes are a task of their own in each ring: big tables first, all workers busy.
Status Conductor::make_indexes() {
  std::map<policy::TableName, std::vector<compile::SqlStatement>> by_table;
  for (const compile::SqlStatement& statement : survey_.schema.indexes) by_table[statement.table].push_back(statement);
  std::vector<std::pair<std::uint64_t, const std::vector<compile::SqlStatement>*>> order;
  for (const auto& [name, statements] : by_table) {
    const compile::Table* table = survey_.catalogue.find(name);
    order.emplace_back(table == nullptr ? 0 : table->pages, &statements);
  }
  std::ranges::stable_sort(order, std::greater<>{}, [](const auto& each) { return each.first; });
  std::vector<Task> tasks;
  std::uint64_t total = 0;
  for (const auto& [pages, statements] : order) {
    for (std::size_t ring = 0; ring < rings_.size(); ++ring) {
      const std::uint64_t weight = pages + 1;
      total += weight;
      tasks.push_back({[this, ring, weight, list = statements](Hands& hands, Counter& done) {
        Status status = run_statements(hands, ring, *list);
        done += weight;
        return status ? status : Status(within("ring " + addresses_.ring_names[ring], status.error()));
      }});
    }
  }
  return run("indexes", std::move(tasks), total, "");
}

Status Conductor::run_statements(Hands& hands, std::size_t ring, const std::vector<compile::SqlStatement>& statements) {
  for (const compile::SqlStatement& statement : statements) {
    RINGFENCE_TRY(run_step(hands, ring, step_name(statement), [&](pg::Connection& connection) -> Status {
      Status done = connection.execute(unvalidated(survey_.catalogue, statement));
      return done ? done : Status(within(statement.text.substr(0, 200), done.error()));
    }));
  }
  return {};
}

Status Conductor::make_walls(Hands& hands, std::size_t ring) {
  const std::vector<compile::Object> after = walls_of(ring, compile::Phase::after_rows);
  return run_step(hands, ring, "walls",
                  [&](pg::Connection& connection) { return compile::create_objects(connection, after); });
}

Status Conductor::make_sequences_disjoint(Hands& hands, std::size_t ring) {
  auto source = hands.source();
  if (!source) return source.error();
  const auto rings = static_cast<std::int64_t>(rings_.size());
  return run_step(hands, ring, "sequences", [&](pg::Connection& connection) -> Status {
    for (const compile::Sequence& sequence : survey_.catalogue.sequences) {
      const std::string name = compile::qualified(sequence.name);
      auto read = (*source)->query("SELECT last_value, is_called FROM " + name);
      if (!read) return read.error();
      const SequenceState state{read->integer(0, 0), read->boolean(0, 1)};
      const auto slots = affordable_slots(sequence, state, rings);
      const auto disjoint = make_disjoint(sequence, state, static_cast<std::int64_t>(ring), slots);
      if (disjoint) {
        RINGFENCE_TRY(connection.execute(alter_sequence_sql(sequence, *disjoint)));
      } else {
        RINGFENCE_TRY(connection.execute(fmt::format("SELECT pg_catalog.setval({}, {}, {})", pg::quote_literal(name),
                                                     state.last_value, state.is_called)));
      }
    }
    return {};
  });
}

// A view may be made of views that are not filled yet: as long as one more can be filled, go round again.
Status Conductor::refresh_views(Hands& hands, std::size_t ring) {
  std::vector<std::string> waiting = survey_.schema.materialized_views;
  while (!waiting.empty()) {
    std::vector<std::string> still;
    Status last;
    for (const std::string& view : waiting) {
      Status done = run_step(hands, ring, "refresh " + view, [&](pg::Connection& connection) {
        return connection.execute("REFRESH MATERIALIZED VIEW " + view);
      });
      if (!done) last = done, still.push_back(view);
    }
    if (still.size() == waiting.size()) return last;
    waiting = std::move(still);
  }
  return {};
}

// Other rings' way to these rows, by the rules.
Result<compile::ServiceChanges> Conductor::make_readers(pg::Connection& connection, const policy::Ring& ring,
                                                        const compile::Catalogue& catalogue,
                                                        const compile::Placements& placements,
                                                        const std::vector<compile::ServiceRole>& services) {
  for (const compile::PseudonymFill& fill : compile::pseudonym_fills(policy_, ring, catalogue, placements)) {
    RINGFENCE_TRY(connection.execute(fill.fill));
  }
  auto today = compile::server_day(connection);
  if (!today) return today.error();
  compile::Transfers leaving = compile::transfers(policy_, ring, catalogue, placements, *today);
  compile::add_worlds(policy_, ring, catalogue, placements, *today, leaving);
  return compile::make_transfers(connection, leaving, services);
}

// Whatever the source's roles were allowed was carried with the schema: a service keeps of it what is its own.
Status Conductor::make_services(Hands& hands, std::size_t ring) {
  return run_step(hands, ring, "services", [&](pg::Connection& connection) -> Status {
    auto catalogue = compile::application_catalogue(connection);
    if (!catalogue) return catalogue.error();
    compile::add_search_columns(policy_, *catalogue);
    const compile::Placements placements = compile::place(policy_, *catalogue, options_.policy_file);
    const policy::Ring& here = policy_.rings[ring];
    RINGFENCE_TRY(compile::lock_roles(connection));
    auto today = compile::server_day(connection);
    if (!today) return today.error();
    const auto services = compile::service_roles(policy_, here, &*catalogue, &placements, *today);
    auto made = compile::make_services(connection, services);
    if (!made) return made.error();
    auto readers = make_readers(connection, here, *catalogue, placements, services);
    if (!readers) return readers.error();
    RINGFENCE_TRY(compile::make_withholding(connection, placements));
    std::ranges::move(readers->for_a_person, std::back_inserter(made->for_a_person));
    const std::lock_guard guard(notes_mutex_);
    for (const std::string& line : made->for_a_person) {
      report_.notes.push_back(fmt::format("ring {}: for a person: {}", addresses_.ring_names[ring], line));
    }
    return {};
  });
}

}  // namespace ringfence::lifecycle
