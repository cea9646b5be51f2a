#include "compile/postgres/statement_kind.h"

#include <array>
#include <string_view>
#include <utility>

namespace ringfence::compile {
namespace {

policy::TableName name_of(const PgQuery__RangeVar* relation) {
  if (!relation) return {"", ""};
  return {relation->schemaname, relation->relname};
}

StatementKind kind_of_constraint(PgQuery__ConstrType type) {
  switch (type) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
      return StatementKind::add_primary_key;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
      return StatementKind::add_unique;
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
      return StatementKind::add_exclusion;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
      return StatementKind::add_foreign_key;
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
      return StatementKind::add_check;
    default:
      return StatementKind::other;
  }
}

StatementKind kind_of_attachment(PgQuery__ObjectType on) {
  return on == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX ? StatementKind::attach_index : StatementKind::attach_partition;
}

// ALTER TABLE's own commands; those with a constraint or a partition in them are seen to by the caller.
StatementKind kind_of_command(PgQuery__AlterTableType type) {
  switch (type) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault:
      return StatementKind::column_default;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropNotNull:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetOptions:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStorage:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetCompression:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnGenericOptions:
      return StatementKind::column_option;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity:
      return StatementKind::alter_sequence;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit:
      return StatementKind::inherit;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ValidateConstraint:
      return StatementKind::validate_constraint;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ReplicaIdentity:
      return StatementKind::replica_identity;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ClusterOn:
      return StatementKind::cluster_on;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ChangeOwner:
      return StatementKind::owner;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableAlwaysTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig:
      return StatementKind::trigger_state;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRule:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableAlwaysRule:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaRule:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRule:
      return StatementKind::rule_state;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRowSecurity:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRowSecurity:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ForceRowSecurity:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_NoForceRowSecurity:
      return StatementKind::row_security;
    default:
      return StatementKind::other;
  }
}

void classify_command(const PgQuery__AlterTableCmd& command, PgQuery__ObjectType on, SqlStatement& into) {
  into.name = command.name;
  into.kind = kind_of_command(command.subtype);
  if (!command.def) return;
  if (command.def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
      command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint) {
    const PgQuery__Constraint& constraint = *command.def->constraint;
    into.kind = kind_of_constraint(constraint.contype);
    into.name = constraint.conname;
    into.other = name_of(constraint.pktable);
  } else if (command.def->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD &&
             command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition) {
    into.kind = kind_of_attachment(on);
    into.other = name_of(command.def->partition_cmd->name);
  }
}

// Several commands in one ALTER TABLE are one kind only where all of them are.
void classify_alter_table(const PgQuery__AlterTableStmt& alter, SqlStatement& into) {
  into.table = name_of(alter.relation);
  for (std::size_t i = 0; i < alter.n_cmds; ++i) {
    SqlStatement one;
    if (alter.cmds[i]->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD) {
      classify_command(*alter.cmds[i]->alter_table_cmd, alter.objtype, one);
    }
    if (i == 0) {
      into.kind = one.kind;
      into.name = one.name;
      into.other = one.other;
    } else if (one.kind != into.kind) {
      into.kind = StatementKind::other;
    }
  }
}

StatementKind kind_of_select(const PgQuery__SelectStmt& select) {
  if (select.n_target_list != 1 || select.target_list[0]->node_case != PG_QUERY__NODE__NODE_RES_TARGET) {
    return StatementKind::select;
  }
  const PgQuery__Node* value = select.target_list[0]->res_target->val;
  if (!value || value->node_case != PG_QUERY__NODE__NODE_FUNC_CALL) return StatementKind::select;
  const PgQuery__FuncCall& call = *value->func_call;
  if (call.n_funcname == 0) return StatementKind::select;
  const PgQuery__Node& last = *call.funcname[call.n_funcname - 1];
  const std::string_view function = last.node_case == PG_QUERY__NODE__NODE_STRING ? last.string->sval : "";
  if (function == "set_config") return StatementKind::set_config;
  if (function == "setval") return StatementKind::sequence_value;
  return StatementKind::select;
}

StatementKind kind_of_definition(PgQuery__ObjectType kind) {
  switch (kind) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
      return StatementKind::create_type;
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE:
      return StatementKind::create_function;
    default:
      return StatementKind::create_operator;
  }
}

using Named = std::pair<PgQuery__Node__NodeCase, StatementKind>;
constexpr std::array<Named, 37> by_node = {{
    {PG_QUERY__NODE__NODE_VARIABLE_SET_STMT, StatementKind::set},
    {PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT, StatementKind::create_schema},
    {PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT, StatementKind::create_extension},
    {PG_QUERY__NODE__NODE_CREATE_ENUM_STMT, StatementKind::create_type},
    {PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT, StatementKind::create_type},
    {PG_QUERY__NODE__NODE_CREATE_RANGE_STMT, StatementKind::create_type},
    {PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT, StatementKind::create_domain},
    {PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT, StatementKind::create_function},
    {PG_QUERY__NODE__NODE_CREATE_OP_CLASS_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_CREATE_OP_FAMILY_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_ALTER_OP_FAMILY_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_CREATE_CAST_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_CREATE_CONVERSION_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_CREATE_PLANG_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_CREATE_TRANSFORM_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_CREATE_AM_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_ALTER_TSCONFIGURATION_STMT, StatementKind::create_operator},
    {PG_QUERY__NODE__NODE_CREATE_EVENT_TRIG_STMT, StatementKind::create_event_trigger},
    {PG_QUERY__NODE__NODE_ALTER_EVENT_TRIG_STMT, StatementKind::create_event_trigger},
    {PG_QUERY__NODE__NODE_CREATE_PUBLICATION_STMT, StatementKind::publication},
    {PG_QUERY__NODE__NODE_ALTER_PUBLICATION_STMT, StatementKind::publication},
    {PG_QUERY__NODE__NODE_CREATE_SUBSCRIPTION_STMT, StatementKind::subscription},
    {PG_QUERY__NODE__NODE_ALTER_SUBSCRIPTION_STMT, StatementKind::subscription},
    {PG_QUERY__NODE__NODE_CREATE_FDW_STMT, StatementKind::foreign_server},
    {PG_QUERY__NODE__NODE_CREATE_FOREIGN_SERVER_STMT, StatementKind::foreign_server},
    {PG_QUERY__NODE__NODE_ALTER_FOREIGN_SERVER_STMT, StatementKind::foreign_server},
    {PG_QUERY__NODE__NODE_CREATE_USER_MAPPING_STMT, StatementKind::foreign_server},
    {PG_QUERY__NODE__NODE_COMMENT_STMT, StatementKind::comment},
    {PG_QUERY__NODE__NODE_SEC_LABEL_STMT, StatementKind::security_label},
    {PG_QUERY__NODE__NODE_ALTER_OWNER_STMT, StatementKind::owner},
    {PG_QUERY__NODE__NODE_GRANT_STMT, StatementKind::grant},
    {PG_QUERY__NODE__NODE_GRANT_ROLE_STMT, StatementKind::grant},
    {PG_QUERY__NODE__NODE_ALTER_DEFAULT_PRIVILEGES_STMT, StatementKind::grant},
    {PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT, StatementKind::create_materialized_view},
    {PG_QUERY__NODE__NODE_CREATE_STATS_STMT, StatementKind::create_statistics},
    {PG_QUERY__NODE__NODE_ALTER_STATS_STMT, StatementKind::create_statistics},
    {PG_QUERY__NODE__NODE_ALTER_TABLE_STMT, StatementKind::other},
}};

// Statements on one relation that the tree names directly.
void fill_relation(const PgQuery__Node& node, SqlStatement& into) {
  const auto on = [&](StatementKind kind, const PgQuery__RangeVar* relation, const char* name = "") {
    into.kind = kind;
    into.table = name_of(relation);
    into.name = name;
  };
  switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT:
      return on(StatementKind::create_table, node.create_stmt->relation);
    case PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT:
      return on(StatementKind::create_table, node.create_foreign_table_stmt->base_stmt->relation);
    case PG_QUERY__NODE__NODE_VIEW_STMT:
      return on(StatementKind::create_view, node.view_stmt->view);
    case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
      return on(StatementKind::create_sequence, node.create_seq_stmt->sequence);
    case PG_QUERY__NODE__NODE_ALTER_SEQ_STMT:
      return on(StatementKind::alter_sequence, node.alter_seq_stmt->sequence);
    case PG_QUERY__NODE__NODE_INDEX_STMT:
      return on(StatementKind::create_index, node.index_stmt->relation, node.index_stmt->idxname);
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT:
      return on(StatementKind::create_trigger, node.create_trig_stmt->relation, node.create_trig_stmt->trigname);
    case PG_QUERY__NODE__NODE_RULE_STMT:
      return on(StatementKind::create_rule, node.rule_stmt->relation, node.rule_stmt->rulename);
    case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT:
      return on(StatementKind::create_policy, node.create_policy_stmt->table, node.create_policy_stmt->policy_name);
    case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT:
      return on(StatementKind::refresh_view, node.refresh_mat_view_stmt->relation);
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
      return on(StatementKind::create_materialized_view, node.create_table_as_stmt->into->rel);
    default:
      return;
  }
}

}  // namespace

void classify(const PgQuery__Node& statement, SqlStatement& into) {
  for (const auto& [node, kind] : by_node) {
    if (node == statement.node_case) into.kind = kind;
  }
  fill_relation(statement, into);
  if (statement.node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT) {
    classify_alter_table(*statement.alter_table_stmt, into);
  } else if (statement.node_case == PG_QUERY__NODE__NODE_SELECT_STMT) {
    into.kind = kind_of_select(*statement.select_stmt);
  } else if (statement.node_case == PG_QUERY__NODE__NODE_DEFINE_STMT) {
    into.kind = kind_of_definition(statement.define_stmt->kind);
  }
}

}  // namespace ringfence::compile
