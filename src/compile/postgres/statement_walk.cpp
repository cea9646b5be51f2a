#include "compile/postgres/statement_walk.h"

#include <array>
#include <cstring>

namespace ringfence::compile::walk {
namespace {

constexpr std::string_view node_type = "pg_query.Node";

template <class T>
T read_at(const ProtobufCMessage& message, unsigned offset) {
  T value;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): protobuf-c describes its structs by offsets
  std::memcpy(&value, reinterpret_cast<const char*>(&message) + offset, sizeof value);
  return value;
}

// Either the child is a node itself, or a message (a WITH clause, a window) whose own children are wanted.
void give(const ProtobufCMessage* child, const std::function<void(const PgQuery__Node&)>& visit) {
  if (!child) return;
  if (child->descriptor->name == node_type) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): base is its first member
    visit(*reinterpret_cast<const PgQuery__Node*>(child));
  } else {
    children(*child, visit);
  }
}

bool is_set(const ProtobufCMessage& message, const ProtobufCFieldDescriptor& field) {
  if ((field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0) return true;
  return read_at<std::uint32_t>(message, field.quantifier_offset) == field.id;
}

// Casts that leave a key the key it is. Not char(n), numeric, citext or any with a length: they may change it.
bool keeps_keys(const PgQuery__TypeName& type) {
  static constexpr std::array<std::string_view, 6> kept = {"int2", "int4", "int8", "text", "uuid", "varchar"};
  if (type.n_typmods > 0 || type.n_array_bounds > 0 || type.setof) return false;
  const auto name = builtin_name(type.n_names, type.names);
  return name && std::find(kept.begin(), kept.end(), *name) != kept.end();
}

// A number or an uuid that becomes text is written anew: '007'::int::text is '7'.
bool rewrites(const PgQuery__TypeCast& cast) {
  const auto is_text = [](const PgQuery__TypeName& type) {
    const auto name = builtin_name(type.n_names, type.names);
    return name == "text" || name == "varchar";
  };
  if (!is_text(*cast.type_name)) return false;
  if (cast.arg->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) return !is_text(*cast.arg->type_cast->type_name);
  return cast.arg->node_case == PG_QUERY__NODE__NODE_A_CONST &&
         cast.arg->a_const->val_case == PG_QUERY__A__CONST__VAL_FVAL;
}

}  // namespace

const ProtobufCMessage* content(const PgQuery__Node& node) {
  if (node.node_case == PG_QUERY__NODE__NODE__NOT_SET) return nullptr;
  return reinterpret_cast<const ProtobufCMessage*>(node.string);  // any member: all are pointers to messages
}

void children(const ProtobufCMessage& message, const std::function<void(const PgQuery__Node&)>& visit) {
  const ProtobufCMessageDescriptor& type = *message.descriptor;
  for (unsigned i = 0; i < type.n_fields; ++i) {
    const ProtobufCFieldDescriptor& field = type.fields[i];
    if (field.type != PROTOBUF_C_TYPE_MESSAGE || !is_set(message, field)) continue;
    if (field.label != PROTOBUF_C_LABEL_REPEATED) {
      give(read_at<const ProtobufCMessage*>(message, field.offset), visit);
      continue;
    }
    const auto count = read_at<std::size_t>(message, field.quantifier_offset);
    const auto* list = read_at<ProtobufCMessage* const*>(message, field.offset);
    for (std::size_t element = 0; element < count; ++element) give(list[element], visit);
  }
}

std::optional<std::vector<std::string>> fields(const PgQuery__ColumnRef& column) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < column.n_fields; ++i) {
    const PgQuery__Node& field = *column.fields[i];
    if (field.node_case == PG_QUERY__NODE__NODE_STRING) {
      names.emplace_back(field.string->sval);
    } else if (field.node_case == PG_QUERY__NODE__NODE_A_STAR) {
      names.emplace_back("*");
    } else {
      return std::nullopt;
    }
  }
  if (names.empty()) return std::nullopt;
  return names;
}

bool spreads(std::size_t count, PgQuery__Node* const* list) {
  const auto is_star = [](const PgQuery__Node* node) {
    if (node && node->node_case == PG_QUERY__NODE__NODE_RES_TARGET) node = node->res_target->val;
    if (!node) return false;
    if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF) {
      const auto names = fields(*node->column_ref);
      return !names || names->back() == "*";
    }
    if (node->node_case != PG_QUERY__NODE__NODE_A_INDIRECTION) return false;
    const PgQuery__AIndirection& of = *node->a_indirection;
    return of.n_indirection > 0 && of.indirection[of.n_indirection - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR;
  };
  return std::any_of(list, list + count, is_star);
}

std::vector<std::string> strings(std::size_t count, PgQuery__Node* const* nodes) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    names.emplace_back(nodes[i]->node_case == PG_QUERY__NODE__NODE_STRING ? nodes[i]->string->sval : "");
  }
  return names;
}

std::optional<std::string> builtin_name(std::size_t count, PgQuery__Node* const* names) {
  const auto parts = strings(count, names);
  if (parts.empty() || parts.size() > 2 || (parts.size() == 2 && parts[0] != "pg_catalog")) return std::nullopt;
  return parts.back();
}

// Nothing: NULL, a bit string, or no constant.
static std::optional<std::string> literal_text(const PgQuery__Node& node) {
  if (node.node_case != PG_QUERY__NODE__NODE_A_CONST || node.a_const->isnull) return std::nullopt;
  switch (node.a_const->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
      return std::to_string(node.a_const->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL:
      return node.a_const->fval->fval;
    case PG_QUERY__A__CONST__VAL_SVAL:
      return node.a_const->sval->sval;
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
      return node.a_const->boolval->boolval ? "true" : "false";
    default:
      return std::nullopt;
  }
}

std::optional<policy::ProofValue> value(const PgQuery__Node* node) {
  if (!node) return std::nullopt;
  if (node->node_case == PG_QUERY__NODE__NODE_PARAM_REF) {
    return policy::ProofValue{"$" + std::to_string(node->param_ref->number), true};
  }
  if (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
    const bool kept = keeps_keys(*node->type_cast->type_name) && !rewrites(*node->type_cast);
    return kept ? value(node->type_cast->arg) : std::nullopt;
  }
  auto text = literal_text(*node);
  if (!text || node->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL) return std::nullopt;
  // Integers of more than 31 bits come as text.
  const bool is_number = node->a_const->val_case == PG_QUERY__A__CONST__VAL_FVAL;
  if (is_number && text->find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return policy::ProofValue{std::move(*text), false};
}

std::optional<std::string> constant_text(const PgQuery__Node* node) {
  if (node && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
    const PgQuery__TypeCast& cast = *node->type_cast;
    const auto type = builtin_name(cast.type_name->n_names, cast.type_name->names);
    return type == "text" || type == "bool" ? constant_text(cast.arg) : std::nullopt;
  }
  return node ? literal_text(*node) : std::nullopt;
}

const PgQuery__ColumnRef* column(const PgQuery__Node* node) {
  return node && node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF ? node->column_ref : nullptr;
}

void conjuncts(const PgQuery__Node* condition, const std::function<void(const PgQuery__Node&)>& visit) {
  if (!condition) return;
  if (condition->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR &&
      condition->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR) {
    for (std::size_t i = 0; i < condition->bool_expr->n_args; ++i) conjuncts(condition->bool_expr->args[i], visit);
  } else {
    visit(*condition);
  }
}

std::vector<Equality> equalities(const PgQuery__Node& conjunct) {
  if (conjunct.node_case != PG_QUERY__NODE__NODE_A_EXPR) return {};
  const PgQuery__AExpr& expression = *conjunct.a_expr;
  if (builtin_name(expression.n_name, expression.name) != "=") return {};
  const PgQuery__Node* left = expression.lexpr;
  const PgQuery__Node* right = expression.rexpr;
  if (!left || !right) return {};
  if (expression.kind == PG_QUERY__A__EXPR__KIND__AEXPR_IN) {
    if (right->node_case != PG_QUERY__NODE__NODE_LIST || right->list->n_items != 1) return {};
    return {{left, right->list->items[0]}};
  }
  if (expression.kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP) return {};
  if (left->node_case != PG_QUERY__NODE__NODE_ROW_EXPR || right->node_case != PG_QUERY__NODE__NODE_ROW_EXPR) {
    return {{left, right}};
  }
  std::vector<Equality> pairs;
  if (left->row_expr->n_args != right->row_expr->n_args) return {};
  for (std::size_t i = 0; i < left->row_expr->n_args; ++i) {
    pairs.push_back({left->row_expr->args[i], right->row_expr->args[i]});
  }
  return pairs;
}

}  // namespace ringfence::compile::walk
