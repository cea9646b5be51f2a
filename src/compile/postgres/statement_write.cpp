// INSERT, UPDATE, DELETE.
#include <fmt/format.h>

#include "compile/postgres/statement_work.h"
#include "pg/quote.h"

namespace ringfence::compile::work {
namespace {

// The columns an INSERT fills, in order: as listed, or all of the table's where that is known.
std::vector<std::string> filled_columns(const PgQuery__InsertStmt& statement, const Source& target) {
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < statement.n_cols; ++i) columns.emplace_back(statement.cols[i]->res_target->name);
  if (!columns.empty() || !target.placement) return columns;
  for (const Column& column : target.placement->table->columns) columns.push_back(column.name);
  return columns;
}

bool decides_home(const Source& target, const std::string& column) {
  if (!target.rule || !target.rule->home) return false;
  if (column == target.rule->home->path.front() || column == home_column_name) return true;
  if (!target.placement || target.placement->home_steps.empty()) return false;
  const auto& first = target.placement->home_steps.front().columns;
  return std::find(first.begin(), first.end(), column) != first.end();
}

// The columns that the rows in conflict have the same values in: those of ON CONFLICT (…), or of the constraint.
std::set<std::string> columns_in_conflict(const PgQuery__OnConflictClause& clause, const Source& target) {
  std::set<std::string> columns;
  if (!clause.infer) return columns;
  for (std::size_t i = 0; i < clause.infer->n_index_elems; ++i) {
    if (clause.infer->index_elems[i]->node_case != PG_QUERY__NODE__NODE_INDEX_ELEM) continue;
    const PgQuery__IndexElem& element = *clause.infer->index_elems[i]->index_elem;
    if (walk::has_text(element.name) && element.n_collation == 0 && element.n_opclass == 0)
      columns.insert(element.name);
  }
  if (!walk::has_text(clause.infer->conname) || !target.placement) return columns;
  for (const Key& key : target.placement->table->keys) {
    if (key.name == clause.infer->conname) columns.insert(key.columns.begin(), key.columns.end());
  }
  return columns;
}

}  // namespace

// The value that a column gets in every row, where that is one constant or parameter.
std::optional<Fact> Analyser::inserted_value(const PgQuery__InsertStmt& statement, std::size_t column) {
  if (!statement.select_stmt || statement.select_stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT) {
    return std::nullopt;
  }
  const PgQuery__SelectStmt& rows = *statement.select_stmt->select_stmt;
  std::optional<ProofValue> same;
  if (rows.n_values_lists == 0) {  // INSERT … SELECT: what the query gives for that column in every row
    if (rows.op != PG_QUERY__SET_OPERATION__SETOP_NONE || column >= rows.n_target_list) return std::nullopt;
    if (walk::spreads(column, rows.target_list)) return std::nullopt;
    same = walk::value(rows.target_list[column]->res_target->val);
  }
  for (std::size_t i = 0; i < rows.n_values_lists; ++i) {
    const PgQuery__List& row = *rows.values_lists[i]->list;
    if (column >= row.n_items || walk::spreads(column, row.items)) return std::nullopt;
    const auto value = walk::value(row.items[column]);
    if (!value || (i > 0 && *value != *same)) return std::nullopt;
    same = value;
  }
  if (!same) return std::nullopt;
  return Fact{*same, {}, {}};
}

void Analyser::insert_facts(const PgQuery__InsertStmt& statement, Source& target) {
  const auto columns = filled_columns(statement, target);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (const auto fact = inserted_value(statement, i)) {
      target.facts.insert_or_assign(columns[i], Fact{fact->value, {}, shown(target.name) + "." + columns[i]});
    }
  }
}

// A new subject is in no directory yet: where the row belongs is what its home column is to hold.
void Analyser::hold_inserted(Source& target) {
  if (target.role != policy::TableRole::subject || !target.rule || !target.rule->home) return;
  target.held = true;
  const policy::Home& home = *target.rule->home;
  const auto fact = home.path.size() == 1 ? target.facts.find(home.path[0]) : target.facts.end();
  if (fact == target.facts.end()) {
    return doubt(fmt::format("a new row of {} does not say its home as one constant or parameter", shown(target.name)),
                 target.location);
  }
  policy::SubjectProof proof{target.name, {fact->second.value}, fact->second.proved_by, {}, true};
  if (out_.subject) {
    contradicted_ = true;
    return doubt(fmt::format("a new row of {} beside rows of another subject", shown(target.name)), target.location);
  }
  out_.subject = std::move(proof);
}

// Whether a row that is updated in place of the new one is the same person's: the conflict is on the person's key, or
// WHERE holds the old row to it.
bool Analyser::conflicts_within_subject(const PgQuery__OnConflictClause& clause, Source& target) const {
  if (target.role != policy::TableRole::subject && target.role != policy::TableRole::owned) return true;
  const auto key = subject_columns(target);
  const std::set<std::string> in_conflict = columns_in_conflict(clause, target);
  const auto is = [&](const PgQuery__Node* node, const std::string& alias, const std::string& column) {
    const PgQuery__ColumnRef* reference = walk::column(node);
    const auto names = reference ? walk::fields(*reference) : std::nullopt;
    return names == std::vector<std::string>{alias, column};
  };
  const auto held_by = [&](const walk::Equality& pair, const std::string& column) {
    for (const auto& [one, other] : {std::pair(pair.left, pair.right), std::pair(pair.right, pair.left)}) {
      if (!is(one, target.alias, column)) continue;
      if (is(other, "excluded", column)) return true;
      const auto value = walk::value(other);
      const auto fact = target.facts.find(column);
      if (value && fact != target.facts.end() && fact->second.value == *value) return true;
    }
    return false;
  };
  return !key.empty() && std::all_of(key.begin(), key.end(), [&](const std::string& column) {
    if (!compares_as_text(target, column)) return false;
    bool held = in_conflict.contains(column);
    walk::conjuncts(clause.where_clause, [&](const PgQuery__Node& part) {
      for (const walk::Equality& pair : walk::equalities(part)) held = held || held_by(pair, column);
    });
    return held;
  });
}

void Analyser::conflict(const PgQuery__InsertStmt& statement, Level& level, Source& target) {
  const PgQuery__OnConflictClause* clause = statement.on_conflict_clause;
  if (!clause) return;
  Derived proposed;
  proposed.columns = target.columns;
  proposed.complete = target.complete;
  derived(nullptr, std::move(proposed), level, false).alias = "excluded";
  assignments(clause->n_target_list, clause->target_list, level, target);
  if (clause->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_UPDATE && !conflicts_within_subject(*clause, target)) {
    const auto key = subject_columns(target);
    doubt(fmt::format("the row of {} that conflicts may be anyone's", shown(target.name)), target.location);
    if (!key.empty()) {
      out_.doubts.back().hint =
          fmt::format("add WHERE {0}.{1} = excluded.{1} to DO UPDATE", target.alias, pg::readable_identifier(key[0]));
    }
  }
  if (clause->where_clause) expression(*clause->where_clause, level);
  if (clause->infer) {
    walk::children(clause->infer->base, [&](const PgQuery__Node& node) { expression(node, level); });
  }
}

void Analyser::insert(const PgQuery__InsertStmt& statement, Level* outer) {
  Level level;
  level.outer = outer;
  with(statement.with_clause, level);
  Source& target = table(*statement.relation, level, false);
  out_.tables[target.use].written = true;
  const auto columns = filled_columns(statement, target);
  for (const std::string& column : columns) mark_column(target, column, target.location);
  if (columns.empty()) mark_all(target);
  insert_facts(statement, target);
  hold_inserted(target);
  settle(level);
  if (statement.select_stmt) {
    Level shown;
    shown.outer = outer;
    shown.with = level.with;
    (void)query(*statement.select_stmt, &shown);
  }
  expression_list(statement.n_returning_list, statement.returning_list, level);
  conflict(statement, level, target);
}

// SET: a row that changes its subject or its home leaves the ring it was proven to be in.
void Analyser::assignments(std::size_t count, PgQuery__Node* const* targets, Level& level, Source& target) {
  const auto key = subject_columns(target);
  for (std::size_t i = 0; i < count; ++i) {
    const PgQuery__ResTarget& set = *targets[i]->res_target;
    const std::string column = set.name;
    mark_column(target, column, set.location);
    const auto value = walk::value(set.val);
    const auto fact = target.facts.find(column);
    const bool unchanged =
        value && fact != target.facts.end() && fact->second.lookup.empty() && fact->second.value == *value;
    if (std::find(key.begin(), key.end(), column) != key.end() && !unchanged) {
      doubt(fmt::format("SET changes whose row it is: {}.{}", shown(target.name), column), set.location);
    }
    if (decides_home(target, column)) {
      doubt(fmt::format("SET changes where a person is at home: {}.{}", shown(target.name), column), set.location);
    }
    if (target.placement && target.placement->anchor && key.empty()) {
      const auto& anchor = target.placement->anchor->columns;
      if (std::find(anchor.begin(), anchor.end(), column) != anchor.end()) {
        doubt(fmt::format("SET changes whose row it is: {}.{}", shown(target.name), column), set.location);
      }
    }
    if (set.val) expression(*set.val, level);
    expression_list(set.n_indirection, set.indirection, level);
  }
}

// What UPDATE and DELETE have in common: the table they change, what they look at beside it, and which rows.
Source& Analyser::changed_table(const PgQuery__RangeVar& relation, const PgQuery__WithClause* clause, std::size_t count,
                                PgQuery__Node* const* others, const PgQuery__Node* where, Level& level) {
  with(clause, level);
  Source& target = table(relation, level, false);
  out_.tables[target.use].written = true;
  out_.tables[target.use].read = true;
  std::vector<Source*> added;
  for (std::size_t i = 0; i < count; ++i) from(*others[i], level, false, added);
  condition(where, level);
  settle(level);
  look_at_deferred(level);
  if (where) expression(*where, level);
  return target;
}

void Analyser::update(const PgQuery__UpdateStmt& statement, Level* outer) {
  Level level;
  level.outer = outer;
  Source& target = changed_table(*statement.relation, statement.with_clause, statement.n_from_clause,
                                 statement.from_clause, statement.where_clause, level);
  assignments(statement.n_target_list, statement.target_list, level, target);
  expression_list(statement.n_returning_list, statement.returning_list, level);
}

void Analyser::remove(const PgQuery__DeleteStmt& statement, Level* outer) {
  Level level;
  level.outer = outer;
  changed_table(*statement.relation, statement.with_clause, statement.n_using_clause, statement.using_clause,
                statement.where_clause, level);
  expression_list(statement.n_returning_list, statement.returning_list, level);
}

}  // namespace ringfence::compile::work
