#include "gateway/control/directory.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/walls.h"
#include "pg/quote.h"
#include "policy/names.h"

namespace ringfence::gateway {

namespace {

Result<Subject> subject_of(const Knowledge& knowledge, const policy::Table& rule) {
  const compile::Placement* placement = knowledge.placements.find(rule.name);
  if (placement != nullptr) return Subject{&rule, placement};
  Error error = fail(fmt::format("relation \"{}\" does not exist", policy::to_text(rule.name)),
                     fmt::format("The policy has it, the database of ring {} does not.", knowledge.here->name));
  error.sqlstate = "42P01";
  return error;
}

Error unknown_subject(std::string_view name) {
  Error error = fail(fmt::format("{} is no subject table of the policy", name));
  error.sqlstate = "42P01";
  return error;
}

Error wrong_size(const Subject& subject, std::size_t values) {
  Error error = fail(fmt::format("the key of {} has {} columns, not {}", subject.name(), subject.key_size(), values));
  error.sqlstate = "42601";
  return error;
}

}  // namespace

Result<Subject> subject_numbered(const Knowledge& knowledge, std::size_t root) {
  std::size_t number = 0;
  for (const policy::Table& table : knowledge.policy.tables) {
    if (table.home && number++ == root) return subject_of(knowledge, table);
  }
  return unknown_subject(fmt::format("table {}", root));
}

Result<Subject> subject_named(const Knowledge& knowledge, std::string_view name) {
  for (const policy::Table& table : knowledge.policy.tables) {
    if (table.home && policy::to_text(table.name) == name) return subject_of(knowledge, table);
  }
  return unknown_subject(name);
}

std::vector<Subject> subjects_there(const Knowledge& knowledge) {
  std::vector<Subject> subjects;
  for (const policy::Table& table : knowledge.policy.tables) {
    if (!table.home) continue;
    if (const auto subject = subject_of(knowledge, table)) subjects.push_back(*subject);
  }
  return subjects;
}

std::size_t number_of(const Knowledge& knowledge, const Subject& subject) {
  const auto& tables = knowledge.policy.tables;
  return static_cast<std::size_t>(
      std::count_if(tables.data(), subject.rule, [](const auto& table) { return table.home.has_value(); }));
}

std::string typed_parameter(const compile::Column& column, std::size_t number) {
  return fmt::format("${}::{}", number, compile::key_type(column));
}

std::string key_equals(const compile::Column& column, const std::string& left, const std::string& right) {
  const auto parts = policy::split_dotted(column.base_type);
  const bool elsewhere = column.type_kind == 'b' && parts && parts->size() == 2;
  const std::string schema = elsewhere ? pg::quote_identifier(parts->front()) : "pg_catalog";
  return fmt::format("{} OPERATOR({}.=) {}", left, schema, right);
}

Result<std::optional<std::string>> ring_by_key(Control::State& state, const Subject& subject,
                                               const std::vector<std::string>& values) {
  if (values.size() != subject.key_size()) return wrong_size(subject, values.size());
  std::string condition;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const compile::Column& column = subject.key_column(i);
    condition +=
        (i == 0 ? "" : " AND ") + key_equals(column, fmt::format("d.key_{}", i + 1), typed_parameter(column, i + 1));
  }
  auto rows = state.ask(fmt::format("SELECT d.ring FROM {} AS d WHERE {}",
                                    compile::qualified(compile::directory_table(*subject.placement)), condition),
                        {values.begin(), values.end()});
  if (!rows) return rows.error();
  if (rows->size() == 0) return std::optional<std::string>();
  return std::optional(rows->string(0, 0));
}

// Key by key, so that each is a look into the index, whatever the planner knows of the table.
Result<std::vector<std::optional<std::string>>> rings_by_keys(
    Control::State& state, const Subject& subject, const std::vector<const std::vector<std::string>*>& keys) {
  std::string arrays;
  std::string names;
  std::string condition;
  std::vector<pg::Parameter> parameters;
  for (std::size_t i = 0; i < subject.key_size(); ++i) {
    std::vector<std::string> values;
    for (const auto* key : keys) {
      if (key->size() != subject.key_size()) return wrong_size(subject, key->size());
      values.push_back((*key)[i]);
    }
    parameters.emplace_back(pg::array_literal(values));
    const compile::Column& column = subject.key_column(i);
    arrays += fmt::format("${}::text[], ", i + 1);
    names += fmt::format("k_{}, ", i + 1);
    condition += (i == 0 ? "" : " AND ") + key_equals(column, fmt::format("d.key_{}", i + 1),
                                                      fmt::format("q.k_{}::{}", i + 1, compile::key_type(column)));
  }
  arrays.resize(arrays.size() - 2);
  auto rows = state.ask(
      fmt::format(
          "SELECT q.n, f.ring FROM unnest({}) WITH ORDINALITY AS q ({}n) CROSS JOIN LATERAL (SELECT d.ring FROM {} AS d"
          " WHERE {} LIMIT 1) AS f",
          arrays, names, compile::qualified(compile::directory_table(*subject.placement)), condition),
      parameters);
  if (!rows) return rows.error();
  std::vector<std::optional<std::string>> rings(keys.size());
  for (std::size_t r = 0; r < rows->size(); ++r) {
    rings.at(static_cast<std::size_t>(rows->integer(r, 0)) - 1) = rows->string(r, 1);
  }
  return rings;
}

// Key by key, so that each is a look into the index; the planner knows nothing of a fresh key table and might scan.
Result<bool> is_found_here(Control::State& state, const Knowledge& knowledge, const Subject& subject,
                           const std::string& column, const std::string& value) {
  const compile::Column& typed = *subject.placement->table->find_column(column);
  auto rows = state.ask(
      fmt::format("SELECT FROM (SELECT k.version, {} AS hash FROM ringfence.lookup_key AS k OFFSET 0) AS h CROSS JOIN"
                  " LATERAL (SELECT FROM ringfence.lookup AS l WHERE l.subject_table = $2 AND l.column_name = $3"
                  " AND l.key_version = h.version AND l.hash = h.hash LIMIT 1) AS found LIMIT 1",
                  compile::lookup_hash(knowledge.catalogue, typed_parameter(typed, 1), "k")),
      {value, subject.name(), column});
  if (!rows) return rows.error();
  return rows->size() > 0;
}

Result<PairHash> pair_hash(Control::State& state, const Knowledge& knowledge, const Subject& subject,
                           const std::string& column, const std::string& value, const std::string& ring) {
  const compile::Column& typed = *subject.placement->table->find_column(column);
  auto rows = state.ask(fmt::format("SELECT k.version, pg_catalog.encode({}, 'hex') FROM ringfence.pair_key AS k"
                                    " WHERE k.ring = $2 ORDER BY k.version DESC LIMIT 1",
                                    compile::lookup_hash(knowledge.catalogue, typed_parameter(typed, 1), "k")),
                        {value, ring});
  if (!rows) return rows.error();
  if (rows->size() == 1) return PairHash{static_cast<std::uint32_t>(rows->integer(0, 0)), rows->string(0, 1)};
  Error error =
      fail(fmt::format("there is no key for look-ups between ring {} and ring {}", knowledge.here->name, ring));
  error.sqlstate = "08006";
  return error;
}

}  // namespace ringfence::gateway
