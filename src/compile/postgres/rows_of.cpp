#include "compile/postgres/rows_of.h"

#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "compile/postgres/aggregate_parts.h"
#include "compile/postgres/by_ring.h"
#include "compile/postgres/statement_deparse.h"
#include "compile/postgres/statement_tree.h"

namespace ringfence::compile {

namespace {

Error cannot_say() {
  return {"it cannot be said anew", {}, {}, {}};
}

bool is_set_operation(const PgQuery__SelectStmt& statement) {
  return statement.op != PG_QUERY__SET_OPERATION__SETOP_NONE;
}

// The one sub-select that everything comes from; null: there is another source, or something is left out of it.
PgQuery__SelectStmt* only_source(PgQuery__SelectStmt& statement) {
  if (is_set_operation(statement) || statement.with_clause || statement.where_clause || statement.n_from_clause != 1)
    return nullptr;
  PgQuery__Node& from = *statement.from_clause[0];
  if (from.node_case != PG_QUERY__NODE__NODE_RANGE_SUBSELECT) return nullptr;
  PgQuery__Node& query = *from.range_subselect->subquery;
  return query.node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? query.select_stmt : nullptr;
}

// What stands behind the rows, of a statement that has nothing of it, takes the other's place.
void take_clauses(PgQuery__SelectStmt& statement, PgQuery__SelectStmt& giver) {
  std::swap(statement.n_sort_clause, giver.n_sort_clause);
  std::swap(statement.sort_clause, giver.sort_clause);
  std::swap(statement.limit_count, giver.limit_count);
  std::swap(statement.limit_offset, giver.limit_offset);
  std::swap(statement.limit_option, giver.limit_option);
  std::swap(statement.n_locking_clause, giver.n_locking_clause);
  std::swap(statement.locking_clause, giver.locking_clause);
}

void take_outputs(PgQuery__SelectStmt& statement, PgQuery__SelectStmt& giver) {
  std::swap(statement.n_target_list, giver.n_target_list);
  std::swap(statement.target_list, giver.target_list);
  std::swap(statement.n_distinct_clause, giver.n_distinct_clause);
  std::swap(statement.distinct_clause, giver.distinct_clause);
  std::swap(statement.n_group_clause, giver.n_group_clause);
  std::swap(statement.group_clause, giver.group_clause);
  std::swap(statement.group_distinct, giver.group_distinct);
  std::swap(statement.having_clause, giver.having_clause);
  std::swap(statement.n_window_clause, giver.n_window_clause);
  std::swap(statement.window_clause, giver.window_clause);
}

std::optional<std::string> counted(PgQuery__SelectStmt& statement) {
  auto giver = StatementTree::parse("SELECT pg_catalog.count(*)");
  if (!giver) return std::nullopt;
  PgQuery__SelectStmt& bare = *giver->statement(0).select_stmt;
  take_clauses(statement, bare);
  if (!is_set_operation(statement)) {
    take_outputs(statement, bare);
    return deparsed(statement);
  }
  const auto united = deparsed(statement);
  if (!united) return std::nullopt;
  return fmt::format("SELECT pg_catalog.count(*) FROM ({}) AS ringfence_rows", *united);
}

Result<std::set<int>> parameters_of(const std::string& text) {
  auto tree = StatementTree::parse(text);
  if (!tree) return tree.error();
  std::map<int, std::size_t> found;
  aggregates::count_parameters(&tree->statement(0), found);
  std::set<int> numbers;
  for (const auto& [number, times] : found) numbers.insert(number);
  return numbers;
}

Result<RowsOf> of_parts(const RowsOf& rows, const TableParts& parts, const Catalogue& catalogue) {
  auto count = by_ring(rows.count, parts, catalogue);
  if (!count) return Error{"of several rings only rows of one table, without sub-selects, are counted", {}, {}, {}};
  return RowsOf{std::move(*count), rows.parameters};
}

}  // namespace

Result<RowsOf> rows_of(std::string_view text) {
  if (text.size() > limits::second_look_bytes) return Error{"the statement is too long", {}, {}, {}};
  auto tree = StatementTree::parse(text);
  if (!tree) return tree.error();
  if (tree->size() != 1 || tree->statement(0).node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    return Error{"it is more than one SELECT", {}, {}, {}};
  PgQuery__SelectStmt* statement = tree->statement(0).select_stmt;
  if (!can_be_said_anew(*statement, text)) return cannot_say();
  while (PgQuery__SelectStmt* const source = only_source(*statement)) statement = source;
  if (statement->into_clause) return Error{"it makes a table", {}, {}, {}};
  if (!is_set_operation(*statement) && statement->n_from_clause == 0) return Error{"it has no FROM", {}, {}, {}};
  auto count = counted(*statement);
  if (!count) return cannot_say();
  auto parameters = parameters_of(*count);
  if (!parameters) return parameters.error();
  return RowsOf{std::move(*count), std::move(*parameters)};
}

Result<RowsByRing> rows_by_ring(std::string_view text, const TableParts& parts, const Catalogue& catalogue,
                                std::string_view ring) {
  const auto rows = rows_of(text);
  if (!rows) return rows.error();
  TableParts own;
  TableParts others;
  for (const auto& [table, names] : parts) {
    for (const std::string& name : names) (name == world_part_name(ring, table) ? own : others)[table].push_back(name);
  }
  auto here = of_parts(*rows, own, catalogue);
  if (!here) return here.error();
  if (others.empty()) return RowsByRing{std::move(*here), std::nullopt};
  auto elsewhere = of_parts(*rows, others, catalogue);
  if (!elsewhere) return elsewhere.error();
  return RowsByRing{std::move(*here), std::move(*elsewhere)};
}

}  // namespace ringfence::compile
