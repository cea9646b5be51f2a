// Where the values of an expression come from: columns of tables, followed through sub-selects, WITH queries and
// functions. Too many are better than too few: what is not known to be a certain column is any that it may be.
#include <fmt/format.h>

#include "base/limits.h"
#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {
namespace {

bool is_system(const std::string& column) {
  return std::find(system_columns.begin(), system_columns.end(), column) != system_columns.end();
}

Origins selected(Origins origins) {
  Origins made;
  for (Origin origin : origins) {
    origin.selected = true;
    made.insert(std::move(origin));
  }
  return made;
}

}  // namespace

// Whether so many more columns may be noted.
bool Analyser::trace(std::size_t more) {
  traced_ += more;
  if (traced_ <= limits::statement_origins) return true;
  out_.untraced = policy::Doubt{"it has more columns in sub-selects of sub-selects than are followed", 0,
                                "split it into several statements"};
  return false;
}

void Analyser::add(const Origins& more, Origins& into) {
  if (trace(more.size())) into.insert(more.begin(), more.end());
}

Origins Analyser::origins_of(const Source& source, const std::string& column) {
  if (!source.is_table) {
    if (!source.lineage) return {};
    const auto found = source.lineage->columns.find(column);
    const Origins& origins = found == source.lineage->columns.end() ? source.lineage->all : found->second;
    return trace(origins.size()) ? origins : Origins();
  }
  if (!trace(column == "*" ? source.columns.size() : 1)) return {};
  if (column != "*") return {{source.number, source.use, column, false}};
  Origins every;
  for (const std::string& each : source.columns) {
    if (!is_system(each)) every.insert({source.number, source.use, each, false});
  }
  if (!source.complete) every.insert({source.number, source.use, "*", false});
  return every;
}

void Analyser::mention(const PgQuery__ColumnRef& reference, Level& level, Mentions& into) {
  if (into.location < 0) into.location = reference.location;
  for (const auto& [source, column] : meant(reference, level)) {
    const Origins origins = origins_of(*source, column);
    if (origins.empty()) into.parts.emplace(source->number, column);
    for (const Origin& origin : origins) into.parts.emplace(origin.source, origin.column);
    add(origins, into.origins);
  }
}

void Analyser::mention(const PgQuery__Node& node, Level& level, Mentions& into) {
  const ProtobufCMessage* message = walk::content(node);
  if (!message || node.node_case == PG_QUERY__NODE__NODE_SELECT_STMT) return;
  if (node.node_case == PG_QUERY__NODE__NODE_COLUMN_REF) return mention(*node.column_ref, level, into);
  if (node.node_case != PG_QUERY__NODE__NODE_SUB_LINK) {
    walk::children(*message, [&](const PgQuery__Node& child) { mention(child, level, into); });
    return;
  }
  const PgQuery__SubLink& link = *node.sub_link;
  into.subselect = true;
  into.parts.emplace(0, std::to_string(link.location));
  if (into.location < 0) into.location = link.location;
  if (link.testexpr) mention(*link.testexpr, level, into);
  const auto inside = selected_.find(&link);
  const bool gives = link.sub_link_type != PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK;
  if (gives && inside != selected_.end() && inside->second) add(selected(inside->second->all), into.origins);
}

// What a `*` in a list of outputs gives out, each column by its own name.
void Analyser::give_out(const PgQuery__ColumnRef& star, Level& level, Lineage& into) {
  for (const auto& [source, column] : meant(star, level)) {
    add(origins_of(*source, column), into.all);
    if (source->is_table) {
      for (const std::string& each : source->columns) {
        if (!is_system(each)) add(origins_of(*source, each), into.columns[each]);
      }
    } else if (source->lineage) {
      for (const auto& [name, origins] : source->lineage->columns) add(origins, into.columns[name]);
    }
  }
}

std::shared_ptr<const Lineage> Analyser::lineage(const PgQuery__SelectStmt& statement, Level& level) {
  auto made = std::make_shared<Lineage>();
  Mentions windows;  // what a window function counts by is part of what it says
  for (std::size_t i = 0; i < statement.n_window_clause; ++i) mention(*statement.window_clause[i], level, windows);
  for (std::size_t i = 0; i < statement.n_target_list; ++i) {
    const PgQuery__ResTarget& target = *statement.target_list[i]->res_target;
    if (!target.val) continue;
    const PgQuery__ColumnRef* column = walk::column(target.val);
    const auto names = column ? walk::fields(*column) : std::nullopt;
    if (names && names->back() == "*") {
      give_out(*column, level, *made);
      continue;
    }
    Mentions value;
    mention(*target.val, level, value);
    if (!column) add(windows.origins, value.origins);
    const std::string name = walk::has_text(target.name) ? target.name : names ? names->back() : "";
    if (!name.empty()) add(value.origins, made->columns[name]);
    add(value.origins, made->all);
  }
  Mentions values;
  for (std::size_t i = 0; i < statement.n_values_lists; ++i) mention(*statement.values_lists[i], level, values);
  add(values.origins, made->all);
  return made;
}

std::shared_ptr<const Lineage> Analyser::united(const Derived& left, const Derived& right) {
  auto made = std::make_shared<Lineage>();
  for (const Derived* arm : {&left, &right}) {
    if (arm->lineage) add(arm->lineage->all, made->all);
  }
  return made;
}

}  // namespace ringfence::compile::work
