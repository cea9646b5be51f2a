// Temporary tables: a session's own. PostgreSQL looks for a name among them first, so none may have the name of a
// table that the policy or the database has: what is proven of that table would be read from another.
#include <fmt/format.h>

#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {
namespace {

policy::TableUse written(std::string name) {
  policy::TableUse use;
  use.name = {std::string(temporary_schema), std::move(name)};
  use.role = policy::TableRole::temporary;
  use.written = true;
  return use;
}

}  // namespace

bool Analyser::is_temporary(const PgQuery__RangeVar& relation) {
  const bool said = walk::has_text(relation.relpersistence) && *relation.relpersistence == 't';
  return walk::has_text(relation.schemaname) ? relation.schemaname == temporary_schema : said;
}

// Whether the name, as FROM has it (the schema is empty where it says none), is a temporary table's.
bool Analyser::names_temporary(const TableName& name) const {
  if (!name.schema.empty()) return name.schema == temporary_schema;
  return known_.temporary && known_.temporary->contains(name.name) && !would_shadow(name.name);
}

bool Analyser::would_shadow(const std::string& name) const {
  const auto same = [&](const auto& table) { return table.name.name == name; };
  return name.starts_with("pg_") || std::any_of(policy_.tables.begin(), policy_.tables.end(), same) ||
         (known_.catalogue && std::any_of(known_.catalogue->tables.begin(), known_.catalogue->tables.end(), same));
}

void Analyser::make_temporary(const PgQuery__RangeVar& relation, PgQuery__OnCommitAction at_commit) {
  out_.verb = policy::StatementVerb::write;
  out_.session.until_commit = at_commit == PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DROP;
  if (!out_.session.until_commit) pin_for_temporary();
  out_.session.makes_temporary = relation.relname;
  policy::TableUse use = written(relation.relname);
  use.position = place(relation.location);
  if (would_shadow(relation.relname)) {
    forbid(fmt::format("a temporary table {} would be read in place of the real one", relation.relname),
           relation.location, "give it a name that no other table has");
  }
  out_.tables.push_back(std::move(use));
}

// Defaults and checks run with the rows: they are looked at as expressions on columns of which nothing is known.
void Analyser::own_constraints(std::size_t count, PgQuery__Node* const* nodes) {
  Level level;
  derived(nullptr, {}, level, false);
  for (std::size_t i = 0; i < count; ++i) {
    if (nodes[i]->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF) {
      const PgQuery__ColumnDef& column = *nodes[i]->column_def;
      own_constraints(column.n_constraints, column.constraints);
    }
    if (nodes[i]->node_case != PG_QUERY__NODE__NODE_CONSTRAINT) continue;
    const PgQuery__Constraint& constraint = *nodes[i]->constraint;
    if (constraint.raw_expr) expression(*constraint.raw_expr, level);
    if (constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION) {
      opaque("an exclusion constraint of a temporary table is not understood", constraint.location);
    }
  }
}

void Analyser::create(const PgQuery__CreateStmt& statement) {
  out_.command = "CREATE TABLE";
  if (!is_temporary(*statement.relation)) return opaque("CREATE TABLE changes the schema", -1);
  if (statement.n_inh_relations > 0 || statement.partbound || statement.of_typename || statement.partspec) {
    pin_for_temporary();
    return opaque("a temporary table that is more than its own columns is not understood", -1);
  }
  make_temporary(*statement.relation, statement.oncommit);
  own_constraints(statement.n_table_elts, statement.table_elts);
  own_constraints(statement.n_constraints, statement.constraints);
}

void Analyser::create_as(const PgQuery__CreateTableAsStmt& statement) {
  if (statement.objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE || !is_temporary(*statement.into->rel)) {
    out_.command = "CREATE TABLE AS";
    return opaque("CREATE TABLE AS changes the schema", -1);
  }
  command(*statement.query);
  if (out_.verb == policy::StatementVerb::other) return;  // of EXECUTE
  out_.command = "CREATE TABLE AS";
  make_temporary(*statement.into->rel, statement.into->on_commit);
}

// DROP TABLE of the session's own. Nothing else is dropped here.
bool Analyser::drop(const PgQuery__DropStmt& statement) {
  if (statement.remove_type != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE) return false;
  std::vector<policy::TableUse> dropped;
  for (std::size_t i = 0; i < statement.n_objects; ++i) {
    if (statement.objects[i]->node_case != PG_QUERY__NODE__NODE_LIST) return false;
    const PgQuery__List& list = *statement.objects[i]->list;
    const auto names = walk::strings(list.n_items, list.items);
    if (names.empty() || names.size() > 2) return false;
    if (!names_temporary({names.size() == 2 ? names.front() : "", names.back()})) return false;
    dropped.push_back(written(names.back()));
    out_.session.drops_temporary.push_back(names.back());
  }
  out_.verb = policy::StatementVerb::write;
  out_.command = "DROP TABLE";
  out_.tables = std::move(dropped);
  return true;
}

// Other objects that go with the session: refused but for a migration, and then they are left behind too.
void Analyser::pin_for_definition(const PgQuery__Node& statement) {
  const PgQuery__RangeVar* made = nullptr;
  if (statement.node_case == PG_QUERY__NODE__NODE_VIEW_STMT) made = statement.view_stmt->view;
  if (statement.node_case == PG_QUERY__NODE__NODE_CREATE_SEQ_STMT) made = statement.create_seq_stmt->sequence;
  if (made && is_temporary(*made)) pin_for_temporary();
}

}  // namespace ringfence::compile::work
