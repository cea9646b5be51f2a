#include "lifecycle/split/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/walls.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

// One pair for each column of the key: theirs, by the key's own operator, ours.
std::string columns_equal(const std::vector<std::string>& theirs, const compile::ForeignKey& key) {
  std::string condition;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    const std::string equal = i < key.operators.size() ? fmt::format("OPERATOR({})", key.operators[i]) : "=";
    condition +=
        fmt::format("{}o.{} {} t.{}", i == 0 ? "" : " AND ", theirs[i], equal, pg::quote_identifier(key.columns[i]));
  }
  return condition;
}

std::string all_present(const std::vector<std::string>& columns) {
  std::string condition;
  for (const std::string& name : columns) condition += fmt::format(" AND t.{} IS NOT NULL", pg::quote_identifier(name));
  return condition;
}

std::vector<std::string> quoted(const std::vector<std::string>& names) {
  std::vector<std::string> result;
  for (const std::string& name : names) result.push_back(pg::quote_identifier(name));
  return result;
}

// The directory's columns, in the order of the key's own.
std::vector<std::string> directory_columns(const compile::Placement& subject, const compile::ForeignKey& key) {
  std::vector<std::string> columns;
  for (const std::string& name : key.to_columns) {
    const auto at = std::ranges::find(subject.subject_columns, name) - subject.subject_columns.begin();
    columns.push_back(fmt::format("key_{}", at + 1));
  }
  return columns;
}

}  // namespace

Result<RowDigest> read_back(Hands& hands, std::size_t ring, const Stream& stream, Counter& bytes) {
  auto connection = hands.ring(ring);
  if (!connection) return connection.error();
  RINGFENCE_TRY((*connection)->copy_out(read_back_sql(stream)));
  RowDigest digest;
  RowHasher hasher;
  for (;;) {
    auto line = (*connection)->copy_line();
    if (!line) return line.error();
    if (!*line) return digest;
    bytes += (*line)->size();
    hasher.add((*line)->substr(0, (*line)->size() - 1), digest);
  }
}

Result<std::uint64_t> count_source(Hands& hands, const Stream& stream) {
  auto source = hands.source();
  if (!source) return source.error();
  auto rows = (*source)->query("SELECT count(*) FROM ONLY " + compile::qualified(stream.table));
  if (!rows) return rows.error();
  return static_cast<std::uint64_t>(rows->integer(0, 0));
}

std::vector<std::string> compare(const std::vector<SplitTable>& given, const std::vector<SplitTable>& found,
                                 const std::vector<std::string>& rings) {
  std::vector<std::string> differences;
  for (std::size_t i = 0; i < given.size(); ++i) {
    for (std::size_t ring = 0; ring < rings.size(); ++ring) {
      const RowDigest& sent = given[i].rings[ring];
      const RowDigest& held = found[i].rings[ring];
      if (sent == held) continue;
      differences.push_back(sent.rows == held.rows ? fmt::format("{} in ring {}: {} rows, but not the same ones",
                                                                 given[i].table, rings[ring], held.rows)
                                                   : fmt::format("{} in ring {}: {} rows were sent, {} are there",
                                                                 given[i].table, rings[ring], sent.rows, held.rows));
    }
  }
  return differences;
}

std::string count_crossing_sql(const compile::Placements& tables, const compile::Placement& from,
                               const compile::Reference& reference, const std::string& ring) {
  const compile::Placement& to = *tables.find(reference.key.to);
  const bool partitioned = from.table->kind == compile::TableKind::partitioned;
  const std::string rows =
      fmt::format("SELECT count(*) FROM {}{} AS t", partitioned ? "" : "ONLY ", compile::qualified(from.table->name));
  if (reference.fate == compile::ReferenceFate::directory) {
    return fmt::format("{} JOIN {} AS o ON {} WHERE o.ring <> {}", rows,
                       compile::qualified(compile::directory_table(to)),
                       columns_equal(directory_columns(to, reference.key), reference.key), pg::quote_literal(ring));
  }
  return fmt::format("{} WHERE NOT EXISTS (SELECT FROM {} AS o WHERE {}){}", rows, compile::qualified(reference.key.to),
                     columns_equal(quoted(reference.key.to_columns), reference.key),
                     all_present(reference.key.columns));
}

}  // namespace ringfence::lifecycle
