// Which columns' values may become part of a question to another ring, where the tables are those of several rings.
// PostgreSQL sends a foreign table conditions with values in them: of the other side of a join, of an outer row, of a
// sub-select that it ran first. It may derive such conditions: what equals something is compared with all that equals
// it, an OR over two tables is asked of each. So a column stays at home only where nothing else takes part in its
// condition; in outputs, which are made once everything was asked; in orders and groups.
#include <algorithm>

#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {

bool Analyser::is_key(const policy::TableUse& use, const std::string& column) const {
  const auto has = [&](const std::vector<std::string>& columns) {
    return std::ranges::find(columns, column) != columns.end();
  };
  if (use.rule && use.rule->subject && has(use.rule->subject->columns)) return true;
  const Table* table = known_.catalogue ? known_.catalogue->find(use.name) : nullptr;
  if (!table) return false;
  return (table->primary_key() && has(table->primary_key()->columns)) ||
         std::ranges::any_of(table->foreign_keys, [&](const ForeignKey& key) { return has(key.columns); });
}

bool Analyser::are_key(const Origins& origins) const {
  return origins.size() == 1 && is_key(out_.tables[origins.begin()->use], origins.begin()->column);
}

void Analyser::carry(const Origins& origins, int location, bool refers) {
  for (const Origin& origin : origins) {
    const policy::TableUse& use = out_.tables[origin.use];
    // Shared rows are in every ring, and the catalogue's are nobody's.
    if (use.role == policy::TableRole::shared || use.role == policy::TableRole::system) continue;
    const auto [known, is_new] = carried_.try_emplace({origin.use, origin.column}, out_.carried.size());
    if (is_new) {
      out_.carried.push_back({origin.use, origin.column, is_key(use, origin.column), refers, place(location)});
    } else if (policy::CarriedColumn& before = out_.carried[known->second]; before.refers && !refers) {
      before.refers = false;
      before.position = place(location);
    }
  }
}

// A row of an outer query: what an inner one does with it, it does for one value after the other.
void Analyser::carry_outer(const PgQuery__ColumnRef& reference, Level& level) {
  for (const auto& [source, column] : meant(reference, level)) {
    const auto is_it = [&](const auto& own) { return own.get() == source; };
    if (std::ranges::any_of(level.sources, is_it)) continue;
    carry(origins_of(*source, column), reference.location);
  }
}

// One comparison, or what else an AND, OR and NOT are made of: a column and constants, or all its columns are carried.
void Analyser::carry_comparisons(const PgQuery__Node& part, Level& level) {
  if (part.node_case == PG_QUERY__NODE__NODE_BOOL_EXPR) {
    for (std::size_t i = 0; i < part.bool_expr->n_args; ++i) carry_comparisons(*part.bool_expr->args[i], level);
    return;
  }
  Mentions mentions;
  mention(part, level, mentions);
  if (mentions.parts.size() > 1) carry(mentions.origins, mentions.location);
}

// Foreign keys that cross rings are none any more. What is held to be equal to a key is used as one.
void Analyser::carry_equality(const walk::Equality& pair, Level& level) {
  Mentions left;
  Mentions right;
  mention(*pair.left, level, left);
  mention(*pair.right, level, right);
  const std::size_t parts = left.parts.size() + right.parts.size();
  // A sub-select is carried beside a constant too: PostgreSQL may take it for what else is equal to that.
  if (!left.subselect && !right.subselect && (parts < 2 || left.parts == right.parts)) return;
  const bool plain = walk::column(pair.left) && walk::column(pair.right);
  carry(left.origins, left.location, plain && are_key(right.origins));
  carry(right.origins, right.location, plain && are_key(left.origins));
}

void Analyser::carry_condition(const PgQuery__Node* condition, Level& level) {
  walk::conjuncts(condition, [&](const PgQuery__Node& part) {
    const auto pairs = walk::equalities(part);
    for (const walk::Equality& pair : pairs) carry_equality(pair, level);
    if (!pairs.empty()) return;
    Mentions mentions;
    mention(part, level, mentions);
    if (mentions.subselect || !mentions.of_one_source()) return carry(mentions.origins, mentions.location);
    carry_comparisons(part, level);
  });
}

// Outside of conditions a sub-select's value is sent only as part of something to sort by: with a column, that is.
void Analyser::carry_subselects(const PgQuery__Node& node, Level& level) {
  Mentions mentions;
  mention(node, level, mentions);
  if (mentions.parts.size() < 2) return;
  Origins selected;
  std::ranges::copy_if(mentions.origins, std::inserter(selected, selected.end()), &Origin::selected);
  carry(selected, mentions.location);
}

void Analyser::carry_by(const PgQuery__SelectStmt& statement, Level& level) {
  carry_condition(statement.where_clause, level);
  carry_condition(statement.having_clause, level);
  for (const Deferred& deferred : level.deferred) {
    if (!deferred.is_condition) continue;
    level.visible = &deferred.visible;
    carry_condition(deferred.part, level);
  }
  level.visible = nullptr;
  for (const auto& [source, column] : level.compared) carry(origins_of(*source, column), source->location);
  const auto each = [&](std::size_t count, PgQuery__Node* const* nodes) {
    for (std::size_t i = 0; i < count; ++i) carry_subselects(*nodes[i], level);
  };
  each(statement.n_target_list, statement.target_list);
  each(statement.n_values_lists, statement.values_lists);
  each(statement.n_sort_clause, statement.sort_clause);
  each(statement.n_group_clause, statement.group_clause);
  each(statement.n_distinct_clause, statement.distinct_clause);
  each(statement.n_window_clause, statement.window_clause);
  for (const PgQuery__Node* limit : {statement.limit_count, statement.limit_offset}) {
    Mentions mentions;
    if (limit) mention(*limit, level, mentions);
    carry(mentions.origins, mentions.location);
  }
}

// USING, and NATURAL, which is a USING of every name that both sides have.
void Analyser::compare_by_name(const PgQuery__JoinExpr& join, Level& level, const std::vector<Source*>& left,
                               const std::vector<Source*>& right) {
  const auto may_have = [](const Source& source, const std::string& column) {
    return !source.complete || source.columns.contains(column);
  };
  for (const std::vector<Source*>* side : {&left, &right}) {
    for (Source* source : *side) {
      for (const std::string& column : walk::strings(join.n_using_clause, join.using_clause)) {
        if (may_have(*source, column)) level.compared.emplace_back(source, column);
      }
      if (!join.is_natural) continue;
      const std::vector<Source*>& others = side == &left ? right : left;
      if (!source->complete) level.compared.emplace_back(source, "*");
      for (const std::string& column : source->columns) {
        if (std::ranges::find(system_columns, column) != system_columns.end()) continue;
        const auto has = [&](const Source* other) { return may_have(*other, column); };
        if (std::ranges::any_of(others, has)) level.compared.emplace_back(source, column);
      }
    }
  }
}

}  // namespace ringfence::compile::work
