// Pages of the directory: giving them, in the order of their transactions, and taking them over.
#include <fmt/format.h>

#include <functional>

#include "compile/postgres/walls.h"
#include "gateway/control/directory.h"
#include "pg/quote.h"
#include "policy/names.h"

namespace ringfence::gateway {

namespace {

std::string directory_of(const Subject& subject) {
  return compile::qualified(compile::directory_table(*subject.placement));
}

// "PREFIX1, PREFIX2, …"
std::string listed(const Subject& subject, const std::function<std::string(std::size_t)>& each,
                   std::string_view between = ", ") {
  std::string text;
  for (std::size_t i = 0; i < subject.key_size(); ++i) text += (i == 0 ? "" : std::string(between)) + each(i);
  return text;
}

// A key as it is ordered. Types from elsewhere may have an order of their own that is not found without their schema.
std::string ordered(const compile::Column& column, const std::string& value) {
  const auto parts = policy::split_dotted(column.base_type);
  const bool elsewhere = column.type_kind == 'b' && parts && parts->size() == 2;
  return elsewhere ? fmt::format("({})::text COLLATE \"C\"", value) : value;
}

std::string subject_text(const Subject& subject) {
  const std::string keys = listed(subject, [](std::size_t i) { return fmt::format("d.key_{}", i + 1); });
  return subject.key_size() == 1 ? keys + "::text" : fmt::format("ROW({})::text", keys);
}

// The rows of a page: k1 … kn as the keys' own types, `gone`. Parameters: see parameters_of().
std::string page_rows(const Subject& subject) {
  const std::string arrays = listed(subject, [](std::size_t i) { return fmt::format("${}::text[]", i + 2); });
  const std::string names = listed(subject, [](std::size_t i) { return fmt::format("t{}", i + 1); });
  const std::string typed = listed(subject, [&](std::size_t i) {
    return fmt::format("t{0}::{1} AS k{0}", i + 1, compile::key_type(subject.key_column(i)));
  });
  const std::size_t last = subject.key_size() + 2;
  return fmt::format(
      "(SELECT {}, CASE WHEN g <> '' THEN g::timestamptz END AS gone FROM unnest({}, ${}::text[])"
      " AS u({}, g)) AS b",
      typed, arrays, last, names);
}

std::string same_key(const Subject& subject) {
  return listed(
      subject,
      [&](std::size_t i) {
        return key_equals(subject.key_column(i), fmt::format("d.key_{}", i + 1), fmt::format("b.k{}", i + 1));
      },
      " AND ");
}

}  // namespace

Result<Page> page_of(const Subject& subject, const std::string& ring, const std::string& after, std::uint32_t limit) {
  const std::string texts = listed(subject, [](std::size_t i) { return fmt::format("d.key_{}::text", i + 1); });
  const std::string order =
      listed(subject, [&](std::size_t i) { return ordered(subject.key_column(i), fmt::format("d.key_{}", i + 1)); });
  Page page;
  std::string beyond;
  if (!after.empty()) {
    const std::size_t space = after.find(' ');
    // PostgreSQL 15 reads any text as some xid8.
    if (space == std::string::npos || space == 0 || after.find_first_not_of("0123456789") != space) {
      Error error = fail("a PULL begins after a position that no answer had");
      error.sqlstate = "22023";
      return error;
    }
    page.parameters.emplace_back(after.substr(0, space));
    page.parameters.emplace_back(after.substr(space + 1));
    const std::string values = listed(subject, [&](std::size_t i) {
      const compile::Column& column = subject.key_column(i);
      return ordered(column, fmt::format("($2::text[])[{}]::{}", i + 1, compile::key_type(column)));
    });
    beyond = fmt::format(" AND (d.position, {}) > ($1::pg_catalog.xid8, {})", order, values);
  }
  page.sql = fmt::format(
      "SELECT {0}, d.gone::text AS gone, pg_catalog.concat(d.position, ' ', ARRAY[{0}]::text) AS after FROM {1} AS d"
      " WHERE d.ring = {5} AND d.position < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()){2}"
      " ORDER BY d.position, {3} LIMIT {4}",
      texts, directory_of(subject), beyond, order, limit, pg::quote_literal(ring));
  return page;
}

PageTaken taking_of(const Subject& subject) {
  const std::string table = pg::quote_literal(subject.name());
  const std::string rows = page_rows(subject);
  const std::string keys = listed(subject, [](std::size_t i) { return fmt::format("key_{}", i + 1); });
  const std::string values = listed(subject, [](std::size_t i) { return fmt::format("b.k{}", i + 1); });
  const std::string joined = fmt::format("{} JOIN {} AS d ON {}", rows, directory_of(subject), same_key(subject));
  PageTaken sql;
  // In one order, whoever enters, so that two cannot wait for each other.
  sql.enter = fmt::format(
      "INSERT INTO {0} AS d ({1}, ring, gone) SELECT {2}, $1::text, b.gone FROM {3} ORDER BY {2}"
      " ON CONFLICT ({1}) DO UPDATE SET gone = EXCLUDED.gone"
      " WHERE d.ring = EXCLUDED.ring AND d.gone IS DISTINCT FROM EXCLUDED.gone",
      directory_of(subject), keys, values, rows);
  sql.settle = fmt::format(
      "DELETE FROM ringfence.directory_conflict AS c USING {} WHERE c.subject_table = {} AND c.subject = {}"
      " AND c.claimed_by = $1 AND (b.gone IS NOT NULL OR d.ring = $1)",
      joined, table, subject_text(subject));
  sql.contest = fmt::format(
      "WITH contested AS (SELECT {0} AS subject, d.ring FROM {1} WHERE d.ring <> $1 AND b.gone IS NULL), kept AS ("
      "INSERT INTO ringfence.directory_conflict (subject_table, subject, ring, claimed_by)"
      " SELECT {2}, subject, ring, $1::text FROM contested"
      " ON CONFLICT (subject_table, subject, claimed_by) DO UPDATE SET ring = EXCLUDED.ring)"
      " SELECT subject, ring FROM contested ORDER BY subject",
      subject_text(subject), joined, table);
  return sql;
}

std::vector<pg::Parameter> parameters_of(const PeerRows& page, std::size_t key_size, const std::string& ring) {
  std::vector<pg::Parameter> parameters = {ring};
  for (std::size_t column = 0; column <= key_size; ++column) {
    std::vector<std::string> values;
    for (const auto& row : page.rows) values.push_back(row[column].value_or(""));
    parameters.emplace_back(pg::array_literal(values));
  }
  return parameters;
}

}  // namespace ringfence::gateway
