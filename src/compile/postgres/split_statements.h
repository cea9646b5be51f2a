// A schema as pg_dump prints it -> its statements, each with what it does. Pure; PostgreSQL's own parser (libpg_query).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/model.h"

namespace ringfence::compile {

enum class StatementKind {
  set,             // SET, RESET
  set_config,      // SELECT pg_catalog.set_config(…)
  sequence_value,  // SELECT pg_catalog.setval(…)
  select,          // any other SELECT
  create_schema,
  create_extension,
  create_type,  // enum, composite, range, base and shell types
  create_domain,
  create_function,  // procedures and aggregates too
  create_operator,  // and operator classes, families, casts, conversions, collations, text search objects, languages
  create_table,     // partitions and foreign tables too
  create_view,
  create_materialized_view,
  create_sequence,
  alter_sequence,  // also OWNED BY, and identity sequences
  column_default,
  column_option,  // SET STATISTICS, STORAGE, COMPRESSION, options, NOT NULL
  inherit,
  attach_partition,
  attach_index,
  create_index,
  add_primary_key,
  add_unique,
  add_exclusion,
  add_foreign_key,
  add_check,
  validate_constraint,
  replica_identity,
  cluster_on,
  create_statistics,
  create_trigger,
  trigger_state,  // ALTER TABLE … ENABLE, DISABLE TRIGGER
  create_rule,
  rule_state,
  create_policy,
  row_security,  // ENABLE, DISABLE, FORCE, NO FORCE
  create_event_trigger,
  publication,
  subscription,
  foreign_server,  // wrappers, servers, user mappings
  refresh_view,
  comment,
  security_label,
  owner,
  grant,  // REVOKE and default privileges too
  other,
};
std::string_view to_text(StatementKind kind);

struct SqlStatement {
  std::string text;  // without its semicolon and without what stands before it: comments, white space
  StatementKind kind = StatementKind::other;
  // The table (index, sequence, view) that the statement is on; an empty name where it is on none. The schema is empty
  // where the statement names none.
  policy::TableName table{"", ""};
  std::string name;  // of the constraint, index, trigger, rule or policy
  // add_foreign_key: the table it refers to. attach_*: the partition, or the partition's index.
  policy::TableName other{"", ""};
};

// psql's own commands (lines that begin with a backslash outside of quotes: pg_dump's \restrict) are left out.
// Fails, with the line, where PostgreSQL's parser does.
Result<std::vector<SqlStatement>> split_statements(std::string_view sql);

}  // namespace ringfence::compile
