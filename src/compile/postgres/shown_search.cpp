// Which searches may be said over a view without a barrier, and how.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "base/limits.h"
#include "compile/postgres/aggregate_parts.h"
#include "compile/postgres/by_ring_parts.h"
#include "compile/postgres/shown_values.h"
#include "compile/postgres/shown_views.h"
#include "compile/postgres/statement_deparse.h"
#include "compile/postgres/statement_walk.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr std::array<std::string_view, 7> comparisons = {"!=", "<", "<=", "<>", "=", ">", ">="};

class Search {
 public:
  Search(PgQuery__SelectStmt& statement, const Table& table)
      : statement_(statement), reading_{statement, table, no_parts} {}

  // Whether row security would not be missed: no condition speaks of a row but by taking it or leaving it.
  bool is_discreet() {
    if (!statement_.where_clause || statement_.n_group_clause > 0 || statement_.having_clause) return false;
    if (!takes(*statement_.where_clause) || !searches_) return false;
    for (std::size_t i = 0; i < statement_.n_target_list; ++i) {
      const PgQuery__ResTarget& one = parts::output(statement_, i);
      if (const auto name = aggregates::name_of(one)) outputs_.insert(*name);
      if (!knows_columns(*one.val)) return false;
    }
    for (std::size_t i = 0; i < statement_.n_sort_clause; ++i) {
      const PgQuery__Node& by = *statement_.sort_clause[i]->sort_by->node;
      const auto name = parts::lone_name(by);
      if (!(name && outputs_.contains(*name)) && !knows_columns(by)) return false;
    }
    return true;
  }

 private:
  const Column* column_of(const PgQuery__Node* node) const {
    const PgQuery__ColumnRef* column = walk::column(node);
    const auto fields = column ? walk::fields(*column) : std::nullopt;
    return fields && parts::is_of_table(reading_, *fields) ? reading_.table.find_column(fields->back()) : nullptr;
  }

  // Neither the row as a whole nor a column of PostgreSQL's own: the view has them otherwise, or not at all.
  bool knows_columns(const PgQuery__Node& node) const {
    if (walk::column(&node)) return column_of(&node) != nullptr;
    bool all = true;
    if (const ProtobufCMessage* message = walk::content(node)) {
      walk::children(*message, [&](const PgQuery__Node& child) { all = all && knows_columns(child); });
    }
    return all;
  }

  bool takes(const PgQuery__Node& node) {
    if (node.node_case == PG_QUERY__NODE__NODE_BOOL_EXPR) {
      const PgQuery__BoolExpr& all = *node.bool_expr;
      return std::all_of(all.args, all.args + all.n_args, [&](const PgQuery__Node* one) { return takes(*one); });
    }
    if (node.node_case == PG_QUERY__NODE__NODE_NULL_TEST) return column_of(node.null_test->arg) != nullptr;
    return node.node_case == PG_QUERY__NODE__NODE_A_EXPR && takes_comparison(*node.a_expr);
  }

  bool takes_comparison(const PgQuery__AExpr& compared) {
    const auto name = walk::builtin_name(compared.n_name, compared.name);
    const Column* left = column_of(compared.lexpr);
    const Column* column = left ? left : column_of(compared.rexpr);
    const PgQuery__Node* const other = left ? compared.rexpr : compared.lexpr;
    if (!name || !column || column->type_kind != 'b') return false;
    if (*name == "@@") {
      searches_ = searches_ || column->base_type == "tsvector";
      return column->base_type == "tsvector" && compared.kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP &&
             parts::is_query(other);
    }
    const auto family = parts::family_of(column->base_type);
    return family && std::ranges::find(comparisons, *name) != comparisons.end() && parts::is_value(other, *family) &&
           (compared.kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP || compared.kind == PG_QUERY__A__EXPR__KIND__AEXPR_IN ||
            compared.kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY);
  }

  static inline const std::vector<std::string> no_parts;
  PgQuery__SelectStmt& statement_;
  parts::Reading reading_;
  std::set<std::string> outputs_;
  bool searches_ = false;
};

}  // namespace

// The types of the families and arrays of them, unknown, and what searches are made of: pg_type.dat.
bool is_plain_parameter(std::uint32_t type) {
  constexpr std::array<std::uint32_t, 24> plain = {0,    16,   20,   21,   23,   25,   705,  1000,
                                                   1005, 1007, 1009, 1014, 1015, 1016, 1042, 1043,
                                                   1082, 1182, 1184, 1185, 2950, 2951, 3615, 3734};
  return std::ranges::find(plain, type) != plain.end();
}

std::optional<std::string> through_shown_view(std::string_view text, const std::set<std::string>& shown,
                                              const Catalogue& catalogue) {
  if (shown.empty() || text.size() > limits::by_ring_bytes || text.find("@@") == std::string_view::npos)
    return std::nullopt;
  auto tree = StatementTree::parse(text);
  if (!tree || tree->size() != 1) return std::nullopt;
  PgQuery__SelectStmt* const statement = parts::of_one_table(tree->statement(0));
  if (statement == nullptr) return std::nullopt;
  if (!can_be_said_anew(*statement, text)) return std::nullopt;
  const Table* const table = parts::table_named(catalogue, statement->from_clause[0]->range_var->relname);
  if (table == nullptr || !shown.contains(policy::to_text(table->name))) return std::nullopt;
  if (!Search(*statement, *table).is_discreet()) return std::nullopt;
  const parts::Reading reading{*statement, *table, {}};
  auto giver = StatementTree::parse(fmt::format("SELECT FROM {} AS {}", qualified(shown_view(table->name)),
                                                pg::quote_identifier(parts::alias_of(reading))));
  if (!giver) return std::nullopt;
  std::swap(statement->from_clause, giver->statement(0).select_stmt->from_clause);
  return deparsed(*statement);
}

}  // namespace ringfence::compile
