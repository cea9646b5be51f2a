// Which column of which table a name means, and what is marked as used.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/statement_work.h"
#include "pg/quote.h"

namespace ringfence::compile::work {

std::string shown(const TableName& name) {
  const std::string table = pg::readable_identifier(name.name);
  return name.schema == "public" ? table : pg::readable_identifier(name.schema) + "." + table;
}

std::size_t Analyser::use_of(Source& source) {
  for (std::size_t i = 0; i < out_.tables.size(); ++i) {
    if (out_.tables[i].name == source.name) return i;
  }
  policy::TableUse use;
  use.name = source.name;
  use.role = source.role;
  use.rule = source.rule;
  use.position = place(source.location);
  out_.tables.push_back(std::move(use));
  return out_.tables.size() - 1;
}

bool Level::sees(const Source& source) const {
  return !visible || std::find(visible->begin(), visible->end(), &source) != visible->end();
}

namespace {

Source* find_alias(Level& level, const std::vector<std::string>& qualifier) {
  for (const auto& source : level.sources) {
    if (!level.sees(*source)) continue;
    if (qualifier.size() == 1 && source->alias == qualifier[0]) return source.get();
    if (qualifier.size() == 2 && source->is_table && source->alias == source->name.name &&
        source->name == TableName{qualifier[0], qualifier[1]}) {
      return source.get();
    }
  }
  return nullptr;
}

}  // namespace

// PostgreSQL looks at the innermost level first, and there refuses a name that two tables have. So where exactly one
// table is known to have it, that one is meant; where none is known to, any whose columns are not all known may be.
Resolved Analyser::resolve(const PgQuery__ColumnRef& reference, Level& level) {
  Resolved found;
  const auto names = walk::fields(reference);
  if (!names) return found;
  found.column = names->back();
  const std::vector<std::string> qualifier(names->begin(), names->end() - 1);
  for (Level* at = &level; at; at = at->outer) {
    if (!qualifier.empty()) {
      if (Source* source = find_alias(*at, qualifier)) {
        found.source = source;
        found.candidates = {source};
        return found;
      }
      continue;
    }
    std::vector<Source*> sure;
    std::vector<Source*> possible;
    for (const auto& source : at->sources) {
      if (!at->sees(*source)) continue;
      if (source->columns.contains(found.column)) sure.push_back(source.get());
      if (!source->complete) possible.push_back(source.get());
    }
    if (sure.empty() && possible.empty()) continue;
    if (sure.size() == 1) {
      found.source = sure[0];
    } else if (sure.empty() && possible.size() == 1 && !at->outer) {
      found.source = possible[0];
    }
    found.candidates = sure.empty() ? possible : sure;
    return found;
  }
  return found;
}

// Every column that the name may mean, of this level and of outer ones: "*" is a whole row. As PostgreSQL does it where
// that is sure; where a name may be of something whose columns are not all known, of that and of what is behind it.
std::vector<std::pair<Source*, std::string>> Analyser::meant(const PgQuery__ColumnRef& reference, Level& level) {
  std::vector<std::pair<Source*, std::string>> found;
  const auto names = walk::fields(reference);
  if (!names) return found;
  const bool star = names->back() == "*";
  const std::vector<std::string> qualifier(names->begin(), names->end() - 1);
  if (star && qualifier.empty()) {
    for (const auto& source : level.sources) {
      if (level.sees(*source)) found.emplace_back(source.get(), "*");
    }
    return found;
  }
  for (Level* at = &level; at; at = at->outer) {
    Source* named = find_alias(*at, qualifier.empty() ? *names : qualifier);
    if (named) found.emplace_back(named, qualifier.empty() ? "*" : names->back());
    if (named && !qualifier.empty()) return found;
    if (!qualifier.empty()) continue;
    std::vector<Source*> sure;
    std::vector<Source*> possible;
    for (const auto& source : at->sources) {
      if (!at->sees(*source)) continue;
      const bool given = source->lineage && source->lineage->columns.contains(names->back());
      if (given || source->columns.contains(names->back())) sure.push_back(source.get());
      if (!source->complete) possible.push_back(source.get());
    }
    for (Source* source : sure.empty() ? possible : sure) found.emplace_back(source, names->back());
    if (!sure.empty()) return found;
  }
  return found;
}

void Analyser::mark_all(Source& source) {
  if (!source.is_table) return;
  policy::TableUse& use = out_.tables[source.use];
  for (const std::string& column : source.columns) {
    if (std::ranges::find(system_columns, column) == system_columns.end()) use.columns.insert(column);
  }
  if (!source.complete) use.all_columns = true;
}

void Analyser::mark_column(Source& source, const std::string& column, int location) {
  if (!source.is_table) return;
  out_.tables[source.use].columns.insert(column);
  // Its words are what they were made of.
  if (source.rule && column == policy::search_column_name) {
    out_.tables[source.use].columns.insert(source.rule->search.begin(), source.rule->search.end());
  }
  if (source.complete && !source.columns.contains(column)) {
    opaque(fmt::format("{} has no column {}: a function may be meant", shown(source.name), column), location);
  }
}

void Analyser::mark(const PgQuery__ColumnRef& reference, Level& level) {
  const auto names = walk::fields(reference);
  if (!names) return opaque("a name that is not understood", reference.location);
  carry_outer(reference, level);
  if (names->back() == "*") {
    const std::vector<std::string> qualifier(names->begin(), names->end() - 1);
    if (qualifier.empty()) {
      for (const auto& source : level.sources) {
        if (level.sees(*source)) mark_all(*source);
      }
      return;
    }
    for (Level* at = &level; at; at = at->outer) {
      if (Source* source = find_alias(*at, qualifier)) return mark_all(*source);
    }
    return opaque(fmt::format("{}.* is of no table that is named", qualifier.back()), reference.location);
  }
  if (names->size() == 1) {  // a whole row: SELECT p FROM person p
    for (Level* at = &level; at; at = at->outer) {
      if (Source* source = find_alias(*at, *names)) {
        mark_all(*source);
        if (source->is_table) out_.tables[source->use].all_columns |= !source->complete;
        return;
      }
    }
  }
  const Resolved found = resolve(reference, level);
  if (found.candidates.empty()) {
    return opaque(fmt::format("{} is of no table that is named", names->back()), reference.location);
  }
  for (Source* source : found.candidates) {
    if (found.source || !source->complete || source->columns.contains(found.column)) {
      mark_column(*source, found.column, reference.location);
    }
  }
}

}  // namespace ringfence::compile::work
