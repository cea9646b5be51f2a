// SELECT and what it is made of: WITH, set operations, expressions, subqueries.
#include <fmt/format.h>

#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {
namespace {

bool is_set_operation(const PgQuery__SelectStmt& statement) {
  return statement.op == PG_QUERY__SET_OPERATION__SETOP_UNION ||
         statement.op == PG_QUERY__SET_OPERATION__SETOP_INTERSECT ||
         statement.op == PG_QUERY__SET_OPERATION__SETOP_EXCEPT;
}

}  // namespace

Derived Analyser::query(const PgQuery__Node& statement, Level* outer) {
  using policy::StatementVerb;
  const bool write = statement.node_case != PG_QUERY__NODE__NODE_SELECT_STMT;
  if (write) out_.verb = StatementVerb::write;
  if (!write && out_.verb == StatementVerb::other) out_.verb = StatementVerb::read;
  const auto name = [&](const char* text) {
    if (out_.command.empty() || !outer) out_.command = text;
  };
  switch (statement.node_case) {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
      name("SELECT");
      return select(*statement.select_stmt, outer);
    case PG_QUERY__NODE__NODE_INSERT_STMT:
      name("INSERT");
      insert(*statement.insert_stmt, outer);
      return {};
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
      name("UPDATE");
      update(*statement.update_stmt, outer);
      return {};
    case PG_QUERY__NODE__NODE_DELETE_STMT:
      name("DELETE");
      remove(*statement.delete_stmt, outer);
      return {};
    default:
      opaque(fmt::format("{} is not understood", walk::kind_name(statement)), -1);
      return {};
  }
}

void Analyser::with(const PgQuery__WithClause* clause, Level& level) {
  if (!clause) return;
  // With RECURSIVE each may name the later ones too, of which nothing is known yet.
  for (std::size_t i = 0; clause->recursive && i < clause->n_ctes; ++i) {
    if (clause->ctes[i]->node_case != PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR) continue;
    Derived& later = level.with[clause->ctes[i]->common_table_expr->ctename];
    later = {};
    later.named_early = std::make_shared<bool>(false);
  }
  for (std::size_t i = 0; i < clause->n_ctes; ++i) {
    if (clause->ctes[i]->node_case != PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR) continue;
    const PgQuery__CommonTableExpr& entry = *clause->ctes[i]->common_table_expr;
    Level shown;
    shown.outer = level.outer;
    shown.with = level.with;
    Derived inside = query(*entry.ctequery, &shown);
    auto given = inside.lineage;
    // Where that was named, nobody knew of what it is made.
    const auto early = clause->recursive ? level.with[entry.ctename].named_early : nullptr;
    if (early && *early && given) carry(given->all, entry.location);
    if (given && entry.n_aliascolnames > 0) given = std::make_shared<const Lineage>(Lineage{{}, given->all});
    if (clause->recursive || entry.n_aliascolnames > 0) inside = {};
    inside.lineage = std::move(given);
    level.with[entry.ctename] = std::move(inside);
  }
}

Derived Analyser::select(const PgQuery__SelectStmt& statement, Level* outer) {
  Level level;
  level.outer = outer;
  with(statement.with_clause, level);
  if (statement.into_clause) {
    const bool own = !outer && is_temporary(*statement.into_clause->rel);
    if (own) make_temporary(*statement.into_clause->rel, statement.into_clause->on_commit);
    if (!own) opaque("SELECT INTO makes a table", -1);
    makes_table_ = makes_table_ || !own;
  }
  if (statement.n_locking_clause > 0) out_.locks_rows = true;
  if (is_set_operation(statement)) {
    Level shown;
    shown.outer = outer;
    shown.with = level.with;
    const Derived left = select(*statement.larg, &shown);
    const Derived right = select(*statement.rarg, &shown);
    for (const PgQuery__Node* limit : {statement.limit_count, statement.limit_offset}) {
      if (limit) expression(*limit, level);
    }
    carry_by(statement, level);
    Derived both;
    both.lineage = united(left, right);
    return both;
  }
  std::vector<Source*> added;
  for (std::size_t i = 0; i < statement.n_from_clause; ++i) from(*statement.from_clause[i], level, false, added);
  condition(statement.where_clause, level);
  settle(level);
  expressions(statement, level);
  carry_by(statement, level);
  Derived inside = outputs(statement, level);
  inside.lineage = lineage(statement, level);
  return inside;
}

// The names a query gives out, and what is known of their values.
Derived Analyser::outputs(const PgQuery__SelectStmt& statement, Level& level) {
  Derived inside;
  inside.complete = statement.n_values_lists == 0;
  for (std::size_t i = 0; i < statement.n_target_list; ++i) {
    const PgQuery__ResTarget& target = *statement.target_list[i]->res_target;
    std::string name = target.name ? target.name : "";
    const PgQuery__ColumnRef* column = walk::column(target.val);
    const auto names = column ? walk::fields(*column) : std::nullopt;
    if (names && names->back() == "*") {
      inside.complete = false;
      continue;
    }
    if (name.empty() && names) name = names->back();
    if (name.empty()) {
      inside.complete = false;
      continue;
    }
    const bool twice = !inside.columns.insert(name).second;
    if (twice) inside.facts.erase(name);
    if (twice || !column) continue;
    const Resolved found = resolve(*column, level);
    if (!found.source || found.source->nullable) continue;
    const auto fact = found.source->facts.find(found.column);
    if (fact != found.source->facts.end()) inside.facts.emplace(name, fact->second);
  }
  return inside;
}

void Analyser::expressions(const PgQuery__SelectStmt& statement, Level& level) {
  look_at_deferred(level);
  for (std::size_t i = 0; i < statement.n_target_list; ++i) {
    const char* name = statement.target_list[i]->res_target->name;
    if (name && *name) level.output_names.insert(name);
  }
  expression_list(statement.n_target_list, statement.target_list, level);
  expression_list(statement.n_values_lists, statement.values_lists, level);
  for (const PgQuery__Node* part :
       {statement.where_clause, statement.having_clause, statement.limit_count, statement.limit_offset}) {
    if (part) expression(*part, level);
  }
  expression_list(statement.n_distinct_clause, statement.distinct_clause, level);
  expression_list(statement.n_window_clause, statement.window_clause, level);
  const auto is_column = [&](const std::string& name) {
    return std::any_of(level.sources.begin(), level.sources.end(),
                       [&](const auto& source) { return source->columns.contains(name); });
  };
  // For GROUP BY a column of FROM goes before an output of that name.
  const auto by_name_or_expression = [&](std::size_t count, PgQuery__Node* const* nodes, bool columns_first) {
    for (std::size_t i = 0; i < count; ++i) {
      const PgQuery__Node* node =
          nodes[i]->node_case == PG_QUERY__NODE__NODE_SORT_BY ? nodes[i]->sort_by->node : nodes[i];
      const PgQuery__ColumnRef* column = walk::column(node);
      const auto names = column ? walk::fields(*column) : std::nullopt;
      const bool is_output = names && names->size() == 1 && level.output_names.contains(names->front());
      if (is_output && !(columns_first && is_column(names->front()))) continue;
      expression(*nodes[i], level);
    }
  };
  by_name_or_expression(statement.n_sort_clause, statement.sort_clause, false);
  by_name_or_expression(statement.n_group_clause, statement.group_clause, true);
}

void Analyser::expression_list(std::size_t count, PgQuery__Node* const* nodes, Level& level) {
  for (std::size_t i = 0; i < count; ++i) expression(*nodes[i], level);
}

void Analyser::check_operator(const PgQuery__AExpr& expression) {
  switch (expression.kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
      return;
    default:
      break;
  }
  const auto name = walk::builtin_name(expression.n_name, expression.name);
  if (name && walk::is_harmless_operator(*name)) return;
  opaque(fmt::format("operator {} may do anything", fmt::join(walk::strings(expression.n_name, expression.name), ".")),
         expression.location);
}

void Analyser::expression(const PgQuery__Node& node, Level& level) {
  const ProtobufCMessage* message = walk::content(node);
  if (!message) return;
  switch (node.node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
      return mark(*node.column_ref, level);
    case PG_QUERY__NODE__NODE_TYPE_NAME:
      return;
    case PG_QUERY__NODE__NODE_SELECT_STMT:
      (void)query(node, &level);
      return;  // LATERAL
    case PG_QUERY__NODE__NODE_SUB_LINK:
      if (node.sub_link->testexpr) expression(*node.sub_link->testexpr, level);
      selected_[node.sub_link] = query(*node.sub_link->subselect, &level).lineage;
      return;
    case PG_QUERY__NODE__NODE_FUNC_CALL:
      function(*node.func_call, level);
      break;
    case PG_QUERY__NODE__NODE_A_EXPR:
      check_operator(*node.a_expr);
      break;
    case PG_QUERY__NODE__NODE_TYPE_CAST: {
      const PgQuery__TypeCast& cast = *node.type_cast;
      const bool parameter = cast.arg && cast.arg->node_case == PG_QUERY__NODE__NODE_PARAM_REF;
      // CAST(… AS type) and …::type have them the other way round.
      if (parameter && cast.type_name->location < cast.arg->param_ref->location) out_.typed_parameter = true;
      break;
    }
    default:
      if (!walk::is_understood(node)) opaque(fmt::format("{} is not understood", walk::kind_name(node)), -1);
  }
  walk::children(*message, [&](const PgQuery__Node& child) { expression(child, level); });
}

}  // namespace ringfence::compile::work
