#include "compile/postgres/by_ring.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/limits.h"
#include "compile/postgres/aggregate_parts.h"
#include "compile/postgres/by_ring_parts.h"
#include "compile/postgres/statement_deparse.h"
#include "compile/postgres/statement_walk.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

// Nothing but one table's rows, as they are or grouped.
bool is_simple(const PgQuery__SelectStmt& statement) {
  if (statement.op != PG_QUERY__SET_OPERATION__SETOP_NONE || statement.with_clause || statement.into_clause ||
      statement.n_distinct_clause > 0 || statement.n_window_clause > 0 || statement.n_values_lists > 0 ||
      statement.n_locking_clause > 0 || statement.group_distinct || statement.n_from_clause != 1 ||
      statement.n_target_list == 0) {
    return false;
  }
  const PgQuery__Node& from = *statement.from_clause[0];
  if (from.node_case != PG_QUERY__NODE__NODE_RANGE_VAR) return false;
  const PgQuery__RangeVar& table = *from.range_var;
  return table.inh && !walk::has_text(table.schemaname) && !walk::has_text(table.catalogname) &&
         (!table.alias || table.alias->n_colnames == 0);
}

}  // namespace

namespace parts {

PgQuery__SelectStmt* of_one_table(PgQuery__Node& statement) {
  if (statement.node_case != PG_QUERY__NODE__NODE_SELECT_STMT || !is_simple(*statement.select_stmt)) return nullptr;
  return aggregates::has_any(
             *walk::content(statement),
             {PG_QUERY__NODE__NODE_SUB_LINK, PG_QUERY__NODE__NODE_GROUPING_SET, PG_QUERY__NODE__NODE_GROUPING_FUNC})
             ? nullptr
             : statement.select_stmt;
}

const Table* table_named(const Catalogue& catalogue, std::string_view name) {
  if (std::ranges::any_of(catalogue.views, [&](const View& view) { return view.name.name == name; })) return nullptr;
  const Table* only = nullptr;
  for (const Table& table : catalogue.tables) {
    if (table.name.name != name) continue;
    if (only) return nullptr;
    only = &table;
  }
  return only;
}

std::string alias_of(const Reading& reading) {
  const PgQuery__RangeVar& from = *reading.statement.from_clause[0]->range_var;
  return from.alias ? from.alias->aliasname : from.relname;
}

PgQuery__Node* at_position(PgQuery__SelectStmt& statement, const PgQuery__AConst& position) {
  if (position.val_case != PG_QUERY__A__CONST__VAL_IVAL) return nullptr;
  const auto number = static_cast<std::size_t>(position.ival->ival);
  return number == 0 || number > statement.n_target_list ? nullptr : output(statement, number - 1).val;
}

std::optional<std::string> lone_name(const PgQuery__Node& node) {
  const PgQuery__ColumnRef* column = walk::column(&node);
  const auto fields = column ? walk::fields(*column) : std::nullopt;
  return fields && fields->size() == 1 ? std::optional(fields->front()) : std::nullopt;
}

bool is_of_table(const Reading& reading, const std::vector<std::string>& fields) {
  return fields.size() == 1 || (fields.size() == 2 && fields.front() == alias_of(reading));
}

std::optional<std::string> of_parts(const Reading& reading, const std::string& columns, const std::string& rest) {
  std::string condition;
  if (reading.statement.where_clause) {
    const auto said = deparsed(*reading.statement.where_clause);
    if (!said) return std::nullopt;
    condition = " WHERE " + *said;
  }
  std::string text;
  for (const std::string& part : reading.parts) {
    text += fmt::format("{}(SELECT {} FROM {} AS {}{}{})", text.empty() ? "" : " UNION ALL ", columns,
                        pg::quote_identifier(part), pg::quote_identifier(alias_of(reading)), condition, rest);
  }
  return text;
}

void read_from(PgQuery__SelectStmt& statement, PgQuery__SelectStmt& giver) {
  std::swap(statement.from_clause, giver.from_clause);
  std::swap(statement.where_clause, giver.where_clause);
}

}  // namespace parts

namespace {

// PostgreSQL takes a parameter's type from where it stands first: what stands in WHERE alone, or nowhere else than
// where it is, has it from the same place in the other form.
bool parameters_keep_types(const PgQuery__SelectStmt& statement) {
  std::map<int, std::size_t> inside;
  std::map<int, std::size_t> outside;
  const auto count = [&](std::size_t size, PgQuery__Node* const* nodes) {
    for (std::size_t i = 0; i < size; ++i) aggregates::count_parameters(nodes[i], outside);
  };
  aggregates::count_parameters(statement.where_clause, inside);
  count(statement.n_target_list, statement.target_list);
  count(statement.n_group_clause, statement.group_clause);
  count(statement.n_sort_clause, statement.sort_clause);
  for (const PgQuery__Node* one : {statement.having_clause, statement.limit_count, statement.limit_offset}) {
    aggregates::count_parameters(one, outside);
  }
  return std::ranges::all_of(outside, [&](const auto& one) { return one.second == 1 && !inside.contains(one.first); });
}

}  // namespace

std::optional<std::string> by_ring(std::string_view text, const TableParts& parts, const Catalogue& catalogue) {
  if (text.size() > limits::by_ring_bytes) return std::nullopt;
  auto tree = StatementTree::parse(text);
  if (!tree || tree->size() != 1) return std::nullopt;
  PgQuery__SelectStmt* const statement = parts::of_one_table(tree->statement(0));
  if (statement == nullptr || !parameters_keep_types(*statement)) return std::nullopt;
  if (!can_be_said_anew(*statement, text)) return std::nullopt;
  const auto found = parts.find(std::string_view(statement->from_clause[0]->range_var->relname));
  if (found == parts.end()) return std::nullopt;
  const Table* const table = parts::table_named(catalogue, found->first);
  if (table == nullptr) return std::nullopt;
  const parts::Reading reading{*statement, *table, found->second};
  if (auto aggregated = parts::aggregate_by_ring(reading)) return aggregated;
  return parts::page_by_ring(reading);
}

}  // namespace ringfence::compile
