#include "compile/postgres/shown_values.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "compile/postgres/statement_walk.h"

namespace ringfence::compile::parts {

namespace {

struct Type {
  std::string_view column;  // as Column::base_type has it
  std::string_view cast;    // as the parser has it
  Family family;
};
constexpr std::array<Type, 10> types = {{{"bigint", "int8", Family::numbers},
                                         {"integer", "int4", Family::numbers},
                                         {"smallint", "int2", Family::numbers},
                                         {"character", "bpchar", Family::texts},
                                         {"character varying", "varchar", Family::texts},
                                         {"text", "text", Family::texts},
                                         {"date", "date", Family::moments},
                                         {"timestamp with time zone", "timestamptz", Family::moments},
                                         {"boolean", "bool", Family::booleans},
                                         {"uuid", "uuid", Family::uuids}}};
constexpr std::array<std::string_view, 4> query_functions = {"phraseto_tsquery", "plainto_tsquery", "to_tsquery",
                                                             "websearch_to_tsquery"};

std::optional<Family> family_by(std::string_view Type::*name, std::string_view wanted) {
  const auto found = std::ranges::find(types, wanted, name);
  return found == types.end() ? std::nullopt : std::optional(found->family);
}

std::string type_of(const PgQuery__TypeCast& cast) {
  const PgQuery__TypeName& type = *cast.type_name;
  if (type.setof || type.pct_type) return {};
  return walk::builtin_name(type.n_names, type.names).value_or("");
}

bool are_values(std::size_t count, PgQuery__Node* const* nodes, Family family) {
  return std::all_of(nodes, nodes + count, [&](const PgQuery__Node* one) { return is_value(one, family); });
}

bool is_interval(const PgQuery__Node* node) {
  return node && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST && type_of(*node->type_cast) == "interval" &&
         node->type_cast->arg->node_case == PG_QUERY__NODE__NODE_A_CONST;
}

// `now() - interval '7 days'`, `$1 + 1`.
bool is_sum(const PgQuery__AExpr& sum, Family family) {
  const auto name = walk::builtin_name(sum.n_name, sum.name);
  if (sum.kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || (name != "+" && name != "-")) return false;
  if (family == Family::moments) return is_value(sum.lexpr, family) && is_interval(sum.rexpr);
  return family == Family::numbers && is_value(sum.lexpr, family) && is_value(sum.rexpr, family);
}

bool is_now(const PgQuery__FuncCall& call) {
  return call.n_args == 0 && walk::builtin_name(call.n_funcname, call.funcname) == "now";
}

bool is_configuration(const PgQuery__Node& node) {
  return node.node_case == PG_QUERY__NODE__NODE_TYPE_CAST && type_of(*node.type_cast) == "regconfig" &&
         is_value(node.type_cast->arg, Family::texts);
}

bool makes_query(const PgQuery__FuncCall& call) {
  const auto name = walk::builtin_name(call.n_funcname, call.funcname);
  const std::vector<std::string> ours = {"ringfence", "search_query"};
  if (!(name && std::ranges::find(query_functions, *name) != query_functions.end()) &&
      walk::strings(call.n_funcname, call.funcname) != ours)
    return false;
  return std::all_of(call.args, call.args + call.n_args,
                     [](const PgQuery__Node* one) { return is_value(one, Family::texts) || is_configuration(*one); });
}

bool joins_queries(const PgQuery__AExpr& joined) {
  const auto name = walk::builtin_name(joined.n_name, joined.name);
  if (name == "!!") return joined.lexpr == nullptr && is_query(joined.rexpr);
  return (name == "&&" || name == "||" || name == "<->") && is_query(joined.lexpr) && is_query(joined.rexpr);
}

}  // namespace

std::optional<Family> family_of(std::string_view column_type) {
  return family_by(&Type::column, column_type);
}

bool is_value(const PgQuery__Node* node, Family family) {
  if (node == nullptr) return false;
  switch (node->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST:
    case PG_QUERY__NODE__NODE_PARAM_REF:
      return true;
    case PG_QUERY__NODE__NODE_TYPE_CAST:
      return family_by(&Type::cast, type_of(*node->type_cast)) == family && is_value(node->type_cast->arg, family);
    case PG_QUERY__NODE__NODE_LIST:
      return are_values(node->list->n_items, node->list->items, family);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
      return are_values(node->a_array_expr->n_elements, node->a_array_expr->elements, family);
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
      return family == Family::moments;
    case PG_QUERY__NODE__NODE_FUNC_CALL:
      return family == Family::moments && is_now(*node->func_call);
    case PG_QUERY__NODE__NODE_A_EXPR:
      return is_sum(*node->a_expr, family);
    default:
      return false;
  }
}

bool is_query(const PgQuery__Node* node) {
  if (is_value(node, Family::texts)) return true;
  if (node == nullptr) return false;
  switch (node->node_case) {
    case PG_QUERY__NODE__NODE_TYPE_CAST:
      return type_of(*node->type_cast) == "tsquery" && is_value(node->type_cast->arg, Family::texts);
    case PG_QUERY__NODE__NODE_A_EXPR:
      return joins_queries(*node->a_expr);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
      return makes_query(*node->func_call);
    default:
      return false;
  }
}

}  // namespace ringfence::compile::parts
