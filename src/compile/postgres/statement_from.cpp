// FROM lists: tables, joins, subqueries.
#include <fmt/format.h>

#include <array>

#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {
namespace {

policy::TableRole role_of(const policy::Table& rule) {
  if (rule.home) return policy::TableRole::subject;
  if (rule.shared) return policy::TableRole::shared;
  return rule.ring ? policy::TableRole::bound : policy::TableRole::owned;
}

// Of the catalogue, but made of what tables hold: samples of columns, large objects.
bool holds_rows(const TableName& name) {
  static constexpr std::array<std::string_view, 6> tables = {"pg_largeobject", "pg_statistic", "pg_statistic_ext_data",
                                                             "pg_stats",       "pg_stats_ext", "pg_stats_ext_exprs"};
  return name.schema == "pg_catalog" && std::find(tables.begin(), tables.end(), name.name) != tables.end();
}

// Of columns that have other names outside.
std::shared_ptr<const Lineage> nameless(const Lineage& named) {
  return std::make_shared<const Lineage>(Lineage{{}, named.all});
}

void add_named_columns(const policy::Table& rule, std::set<std::string>& columns) {
  const auto add = [&](const std::vector<std::string>& names) { columns.insert(names.begin(), names.end()); };
  add(rule.public_columns);
  add(rule.sensitive);
  add(rule.lookup);
  add(rule.search);
  if (!rule.search.empty()) columns.emplace(policy::search_column_name);
  if (rule.subject) add(rule.subject->columns);
  if (rule.home && rule.home->path.size() == 1) columns.insert(rule.home->path[0]);
}

}  // namespace

void Analyser::describe(Source& source) {
  if (source.name.schema == temporary_schema) {
    source.role = policy::TableRole::temporary;
    return;
  }
  source.rule = policy_.find_table(source.name);
  if (known_.placements) {
    source.placement = known_.placements->find(source.name);
    if (source.placement) source.rule = source.placement->rule;
  }
  if (known_.catalogue) {
    if (const Table* found = known_.catalogue->find(source.name)) {
      for (const Column& column : found->columns) source.columns.insert(column.name);
      source.columns.insert(system_columns.begin(), system_columns.end());
      source.complete = true;
    }
  }
  if (source.rule) {
    source.role = role_of(*source.rule);
    if (!source.complete) add_named_columns(*source.rule, source.columns);
  } else if (source.name.schema == "pg_catalog" || source.name.schema == "information_schema") {
    source.role = policy::TableRole::system;
    if (holds_rows(source.name)) {
      opaque(fmt::format("{} holds values from rows of anyone", source.name.name), source.location);
    }
  }
}

// Of the one table that a view of this name shows.
std::string Analyser::schema_behind(const std::string& view) const {
  std::string schema;
  if (!known_.placements) return known_.views;
  for (const Placement& placement : known_.placements->tables) {
    if (placement.table->name.name != view) continue;
    if (!schema.empty()) return known_.views;
    schema = placement.table->name.schema;
  }
  return schema.empty() ? known_.views : schema;
}

// As PostgreSQL finds it with the default search_path: the session's own, then its catalogue, then public.
std::string Analyser::schema_of(const PgQuery__RangeVar& relation) const {
  const std::string said = walk::has_text(relation.schemaname) ? relation.schemaname : "";
  if (names_temporary({said, relation.relname})) return std::string(temporary_schema);
  if (!said.empty() && said == known_.views) return schema_behind(relation.relname);
  if (!said.empty()) return said;
  const TableName ours{"public", relation.relname};
  if (!ours.name.starts_with("pg_") || policy_.find_table(ours)) return ours.schema;
  return known_.catalogue && known_.catalogue->find(ours) ? ours.schema : "pg_catalog";
}

Source& Analyser::table(const PgQuery__RangeVar& relation, Level& level, bool nullable) {
  auto source = std::make_unique<Source>();
  source->number = ++sources_;
  source->name.name = relation.relname;
  source->name.schema = schema_of(relation);
  const bool by_view =
      !known_.views.empty() && walk::has_text(relation.schemaname) && relation.schemaname == known_.views;
  (by_view ? names_views_ : names_others_) = true;
  source->alias = relation.alias ? relation.alias->aliasname : relation.relname;
  source->location = relation.location;
  source->is_table = true;
  source->nullable = nullable;
  describe(*source);
  source->use = use_of(*source);
  if (walk::has_text(relation.schemaname)) out_.tables[source->use].qualified = true;
  if (source->role == policy::TableRole::unknown) {
    opaque(fmt::format("{} is not in the policy", shown(source->name)), relation.location);
  }
  if (relation.alias && relation.alias->n_colnames > 0) {
    opaque(fmt::format("{} renames columns", source->alias), relation.location);
  }
  level.sources.push_back(std::move(source));
  return *level.sources.back();
}

Source& Analyser::derived(const PgQuery__Alias* alias, Derived inside, Level& level, bool nullable) {
  auto source = std::make_unique<Source>();
  source->number = ++sources_;
  source->alias = alias ? alias->aliasname : "";
  source->nullable = nullable;
  source->held = true;
  if (!alias || alias->n_colnames == 0) {
    source->columns = std::move(inside.columns);
    source->complete = inside.complete;
    source->facts = std::move(inside.facts);
    source->lineage = std::move(inside.lineage);
  } else if (inside.lineage) {
    source->lineage = nameless(*inside.lineage);
  }
  level.sources.push_back(std::move(source));
  return *level.sources.back();
}

void Analyser::defer(const PgQuery__Node& part, Level& level) {
  Deferred deferred;
  deferred.part = &part;
  for (const auto& source : level.sources) deferred.visible.push_back(source.get());
  level.deferred.push_back(std::move(deferred));
}

void Analyser::look_at_deferred(Level& level) {
  for (const Deferred& deferred : level.deferred) {
    level.visible = &deferred.visible;
    if (deferred.part->node_case == PG_QUERY__NODE__NODE_SELECT_STMT) {  // LATERAL
      const auto inside = query(*deferred.part, &level).lineage;
      deferred.gives->lineage = inside && deferred.renames ? nameless(*inside) : inside;
      continue;
    }
    expression(*deferred.part, level);
    if (!deferred.gives) continue;
    Mentions arguments;
    mention(*deferred.part, level, arguments);
    if (deferred.gives->lineage) add(deferred.gives->lineage->all, arguments.origins);
    deferred.gives->lineage = std::make_shared<const Lineage>(Lineage{{}, std::move(arguments.origins)});
  }
  level.visible = nullptr;
}

void Analyser::subselect(const PgQuery__RangeSubselect& range, Level& level, bool nullable,
                         std::vector<Source*>& added) {
  // Without LATERAL a subquery sees the level outside of this one, and the WITH queries of this one.
  if (range.lateral) {
    defer(*range.subquery, level);
    added.push_back(&derived(range.alias, {}, level, nullable));
    level.deferred.back().gives = added.back();
    level.deferred.back().renames = range.alias && range.alias->n_colnames > 0;
    return;
  }
  Level shown;
  shown.outer = level.outer;
  shown.with = level.with;
  added.push_back(&derived(range.alias, query(*range.subquery, &shown), level, nullable));
}

void Analyser::from(const PgQuery__Node& item, Level& level, bool nullable, std::vector<Source*>& added) {
  switch (item.node_case) {
    case PG_QUERY__NODE__NODE_RANGE_VAR: {
      const PgQuery__RangeVar& relation = *item.range_var;
      for (Level* at = walk::has_text(relation.schemaname) ? nullptr : &level; at; at = at->outer) {
        const auto named = at->with.find(relation.relname);
        if (named == at->with.end()) continue;
        if (named->second.named_early) *named->second.named_early = true;
        Source& source = derived(relation.alias, named->second, level, nullable);
        if (!relation.alias) source.alias = relation.relname;
        added.push_back(&source);
        return;
      }
      Source& source = table(relation, level, nullable);
      out_.tables[source.use].read = true;
      added.push_back(&source);
      return;
    }
    case PG_QUERY__NODE__NODE_JOIN_EXPR:
      return join(*item.join_expr, level, nullable, added);
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
      return subselect(*item.range_subselect, level, nullable, added);
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION: {
      const PgQuery__RangeFunction& range = *item.range_function;
      const std::size_t before = level.deferred.size();
      walk::children(range.base, [&](const PgQuery__Node& node) {
        if (node.node_case != PG_QUERY__NODE__NODE_STRING) defer(node, level);
      });
      added.push_back(&derived(range.alias, {}, level, nullable));
      for (std::size_t i = before; i < level.deferred.size(); ++i) level.deferred[i].gives = added.back();
      return;
    }
    default:
      opaque(fmt::format("{} in FROM", walk::kind_name(item)), -1);
  }
}

void Analyser::join_condition(const PgQuery__JoinExpr& join, Level& level, const std::vector<Source*>& left,
                              const std::vector<Source*>& right) {
  const std::vector<Source*> none;
  const std::vector<Source*>* only = nullptr;
  if (join.jointype == PG_QUERY__JOIN_TYPE__JOIN_LEFT) only = &right;
  if (join.jointype == PG_QUERY__JOIN_TYPE__JOIN_RIGHT) only = &left;
  if (join.jointype == PG_QUERY__JOIN_TYPE__JOIN_FULL) only = &none;
  Deferred on;
  on.part = join.quals;
  on.visible = left;
  on.is_condition = true;
  on.visible.insert(on.visible.end(), right.begin(), right.end());
  level.visible = &on.visible;
  condition(join.quals, level, only);
  level.visible = nullptr;
  const bool to_left = only != &right && only != &none;
  const bool to_right = only != &left && only != &none;
  for (const std::string& column : walk::strings(join.n_using_clause, join.using_clause)) {
    for (const std::vector<Source*>* side : {&left, &right}) {
      for (Source* source : *side) {
        if (!source->complete || source->columns.contains(column)) mark_column(*source, column, -1);
      }
    }
    if (left.size() == 1 && right.size() == 1) {
      level.edges.push_back({left[0], column, right[0], column, to_left, to_right});
    }
  }
  compare_by_name(join, level, left, right);
  if (join.quals) level.deferred.push_back(std::move(on));
}

void Analyser::join(const PgQuery__JoinExpr& join, Level& level, bool nullable, std::vector<Source*>& added) {
  const bool full = join.jointype == PG_QUERY__JOIN_TYPE__JOIN_FULL;
  std::vector<Source*> left;
  std::vector<Source*> right;
  from(*join.larg, level, nullable || full || join.jointype == PG_QUERY__JOIN_TYPE__JOIN_RIGHT, left);
  from(*join.rarg, level, nullable || full || join.jointype == PG_QUERY__JOIN_TYPE__JOIN_LEFT, right);
  if (join.alias) opaque("a join with a name of its own", -1);
  join_condition(join, level, left, right);
  added.insert(added.end(), left.begin(), left.end());
  added.insert(added.end(), right.begin(), right.end());
}

}  // namespace ringfence::compile::work
