#include "compile/postgres/aggregate_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "compile/postgres/statement_deparse.h"
#include "compile/postgres/statement_walk.h"

namespace ringfence::compile::aggregates {

namespace {

constexpr std::array<std::string_view, 8> known = {"avg", "bool_and", "bool_or", "count", "every", "max", "min", "sum"};
// Of values that a part has aggregated, or grouped by, or of a page. Not an aggregate among them.
constexpr std::array<std::string_view, 24> plain = {"abs",          "ceil",
                                                    "ceiling",      "char_length",
                                                    "concat",       "date_part",
                                                    "date_trunc",   "extract",
                                                    "floor",        "left",
                                                    "length",       "lower",
                                                    "octet_length", "plainto_tsquery",
                                                    "right",        "round",
                                                    "substring",    "to_char",
                                                    "to_tsquery",   "trunc",
                                                    "ts_headline",  "ts_rank",
                                                    "upper",        "websearch_to_tsquery"};

template <std::size_t N>
bool is_among(const PgQuery__FuncCall& call, const std::array<std::string_view, N>& functions) {
  const auto name = walk::builtin_name(call.n_funcname, call.funcname);
  return name && std::ranges::find(functions, *name) != functions.end();
}

const Column* column_of(const PgQuery__FuncCall& call, const Table& table) {
  if (call.n_args != 1) return nullptr;
  const PgQuery__ColumnRef* column = walk::column(call.args[0]);
  const auto fields = column ? walk::fields(*column) : std::nullopt;
  return fields && fields->size() <= 2 ? table.find_column(fields->back()) : nullptr;
}

std::string in_brackets(std::string_view function, PgQuery__Node& call) {
  PgQuery__FuncCall& of = *call.func_call;
  const auto value = deparsed(*of.args[0]);
  if (!value) return {};
  if (!of.agg_filter) return fmt::format("{}({})", function, *value);
  const auto filter = deparsed(*of.agg_filter);
  return filter ? fmt::format("{}({}) FILTER (WHERE {})", function, *value, *filter) : std::string();
}

}  // namespace

std::optional<Aggregate> kind_of(const PgQuery__FuncCall& call, const Table& table) {
  if (!is_among(call, known) || call.over || call.agg_distinct || call.agg_within_group || call.func_variadic ||
      call.n_agg_order > 0 || (!call.agg_star && call.n_args != 1)) {
    return std::nullopt;
  }
  Aggregate aggregate{*walk::builtin_name(call.n_funcname, call.funcname)};
  if (call.n_args == 1 && is_any_in(*call.args[0])) return std::nullopt;
  if (aggregate.name.starts_with("bool_") || aggregate.name == "every" || aggregate.name == "count") return aggregate;
  // One row must not carry values of many people that a condition picks for each.
  const Column* const column = column_of(call, table);
  if (column == nullptr || call.agg_filter) return std::nullopt;
  if (aggregate.name == "min" || aggregate.name == "max") return aggregate;
  // Of floating point it would depend on the order, and of intervals and money on more.
  aggregate.of_bigint = column->type == "integer" || column->type == "smallint";
  if (aggregate.of_bigint || column->type == "bigint" || column->type.starts_with("numeric")) return aggregate;
  return std::nullopt;
}

std::vector<std::string> partials_of(const Aggregate& aggregate, PgQuery__Node& call) {
  if (aggregate.name != "avg") return {deparsed(call).value_or("")};
  return {in_brackets("sum", call), in_brackets("count", call)};
}

std::string of_partials(const Aggregate& aggregate, const std::vector<std::string>& columns) {
  const std::string& first = columns[0];
  // Of a ring that may be missing there is no row: but of this one there is.
  if (aggregate.name == "count") return fmt::format("COALESCE(sum({}), 0)::bigint", first);
  if (aggregate.name == "avg") return fmt::format("sum({}) / NULLIF(sum({}), 0)", first, columns[1]);
  if (aggregate.name == "sum" && aggregate.of_bigint) return fmt::format("sum({})::bigint", first);
  return fmt::format("{}({})", aggregate.name, first);
}

bool is_plain_function(const PgQuery__FuncCall& call) {
  return is_among(call, plain) && !call.over && !call.agg_filter && !call.agg_star && call.n_agg_order == 0;
}

bool is_any_in(const PgQuery__Node& node) {
  if (node.node_case == PG_QUERY__NODE__NODE_FUNC_CALL && !is_plain_function(*node.func_call)) return true;
  bool any = false;
  if (const ProtobufCMessage* message = walk::content(node)) {
    walk::children(*message, [&](const PgQuery__Node& child) { any = any || is_any_in(child); });
  }
  return any;
}

bool has_any(const ProtobufCMessage& message, std::initializer_list<PgQuery__Node__NodeCase> kinds) {
  bool any = false;
  walk::children(message, [&](const PgQuery__Node& child) {
    const ProtobufCMessage* inside = walk::content(child);
    any = any || std::ranges::find(kinds, child.node_case) != kinds.end() || (inside && has_any(*inside, kinds));
  });
  return any;
}

void count_parameters(const PgQuery__Node* node, std::map<int, std::size_t>& into) {
  if (!node) return;
  if (node->node_case == PG_QUERY__NODE__NODE_PARAM_REF) ++into[node->param_ref->number];
  if (const ProtobufCMessage* message = walk::content(*node)) {
    walk::children(*message, [&](const PgQuery__Node& child) { count_parameters(&child, into); });
  }
}

std::optional<std::string> name_of(const PgQuery__ResTarget& output) {
  if (walk::has_text(output.name)) return output.name;
  const PgQuery__Node* value = output.val;
  while (value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) value = value->type_cast->arg;
  if (const PgQuery__ColumnRef* column = walk::column(value)) {
    const auto fields = walk::fields(*column);
    return fields && fields->back() != "*" ? std::optional(fields->back()) : std::nullopt;
  }
  if (value->node_case == PG_QUERY__NODE__NODE_FUNC_CALL) {
    return walk::builtin_name(value->func_call->n_funcname, value->func_call->funcname);
  }
  const bool is_expression =
      value->node_case == PG_QUERY__NODE__NODE_A_EXPR || value->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR;
  const bool is_nullif =
      value->node_case == PG_QUERY__NODE__NODE_A_EXPR && value->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF;
  if (value == output.val && is_expression && !is_nullif) return "?column?";
  return std::nullopt;
}

}  // namespace ringfence::compile::aggregates
