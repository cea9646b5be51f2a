// What looks at every row once more: foreign keys validated, look-ups hashed, statistics gathered.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "lifecycle/split/conduct.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

using Named = std::pair<policy::TableName, std::string>;

constexpr const char* open_constraints =
    "SELECT n.nspname, c.relname, k.conname FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid ="
    " k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT k.convalidated ORDER BY 1, 2, 3";

// A key that the source itself had not validated stays so.
std::set<Named> to_be_valid(const std::vector<compile::SqlStatement>& kept, const std::vector<compile::Object>& walls) {
  std::set<Named> names;
  for (const compile::SqlStatement& statement : kept) {
    if (!statement.text.ends_with("NOT VALID")) names.emplace(statement.table, statement.name);
  }
  for (const compile::Object& object : walls) {
    if (!object.validate.empty()) names.emplace(object.on, object.name);
  }
  return names;
}

// Hashing, sorting and indexing a page of subjects takes about as long as validating so many pages.
constexpr std::uint64_t lookup_weight = 5;

std::uint64_t pages_of_subjects(const Survey& survey) {
  std::uint64_t pages = 0;
  for (const compile::Placement& table : survey.tables.tables) {
    if (table.rest == compile::Rest::subject) pages += table.table->pages;
  }
  return pages;
}

Status run_each(pg::Connection& connection, const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) {
    if (Status ran = connection.execute(statement); !ran) return within(statement.substr(0, 200), ran.error());
  }
  return {};
}

}  // namespace

Result<std::map<policy::TableName, std::vector<std::string>>> Conductor::open_statements(std::size_t ring) {
  std::map<policy::TableName, std::vector<std::string>> statements;
  const std::set<Named> wanted = to_be_valid(survey_.schema.foreign_keys, rings_[ring].walls);
  auto open = rings_[ring].connection->query(open_constraints);
  if (!open) return open.error();
  for (std::size_t i = 0; i < open->size(); ++i) {
    const policy::TableName table{open->string(i, 0), open->string(i, 1)};
    if (!wanted.contains({table, open->string(i, 2)})) continue;
    statements[table].push_back(fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", compile::qualified(table),
                                            pg::quote_identifier(open->text(i, 2))));
  }
  // ANALYZE of a partitioned table goes through its partitions as well.
  for (const compile::Table& table : survey_.catalogue.tables) {
    if (!table.is_partition && table.kind != compile::TableKind::foreign) {
      statements[table.name].push_back("ANALYZE " + compile::qualified(table.name));
    }
  }
  return statements;
}

Status Conductor::validate_tables() {
  struct Work {
    std::uint64_t pages;
    Task task;
  };
  std::vector<Work> work;
  std::uint64_t total = 0;
  const auto add = [&](std::uint64_t pages, std::size_t ring, std::function<Status(pg::Connection&)> run) {
    total += pages + 1;
    work.push_back({pages, {[this, ring, pages, run = std::move(run)](Hands& hands, Counter& done) -> Status {
                      auto connection = hands.ring(ring);
                      if (!connection) return connection.error();
                      Status ran = run(**connection);
                      done += pages + 1;
                      return ran ? ran : Status(within("ring " + addresses_.ring_names[ring], ran.error()));
                    }}});
  };
  const std::uint64_t lookup_pages = lookup_weight * pages_of_subjects(survey_);
  for (std::size_t ring = 0; ring < rings_.size(); ++ring) {
    auto open = open_statements(ring);
    if (!open) return open.error();
    for (auto& [name, statements] : *open) {
      const compile::Table* table = survey_.catalogue.find(name);
      add(table == nullptr ? 0 : table->pages, ring,
          [all = std::move(statements)](pg::Connection& at) { return run_each(at, all); });
    }
    std::vector<std::string> lookups =
        compile::load_lookups_statements(policy_, policy_.rings[ring], survey_.catalogue, survey_.tables);
    if (lookups.empty()) continue;
    // Together: the look-ups have no index until all of them are in.
    add(lookup_pages, ring, [lookups = std::move(lookups)](pg::Connection& at) {
      return pg::in_transaction(at, [&] { return run_each(at, lookups); });
    });
  }
  std::ranges::stable_sort(work, std::greater<>{}, &Work::pages);
  std::vector<Task> tasks;
  for (Work& each : work) tasks.push_back(std::move(each.task));
  return run("valid  ", std::move(tasks), total, "foreign keys, look-ups, statistics");
}

}  // namespace ringfence::lifecycle
