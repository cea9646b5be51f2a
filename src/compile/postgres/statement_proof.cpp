// From equalities to the one subject.
#include <fmt/format.h>

#include <array>

#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {
namespace {

bool is_here(const Source* source, const Level& level) {
  return std::any_of(level.sources.begin(), level.sources.end(), [&](const auto& own) { return own.get() == source; });
}

bool is_in(const Source* source, const std::vector<Source*>* only) {
  return !only || std::find(only->begin(), only->end(), source) != only->end();
}

std::string column_text(const Source& source, const std::string& column) {
  return shown(source.name) + "." + column;
}

}  // namespace

// Under a collation of the column's or its domain's own, texts that differ may be equal. Not char(n), numeric, citext,
// timestamps … A derived table's column may be of any type.
bool compares_as_text(const Source& source, const std::string& column) {
  if (!source.is_table) return false;
  if (!source.placement) return true;
  const Column* found = source.placement->table->find_column(column);
  if (!found) return false;
  static constexpr std::array<std::string_view, 4> plain = {"smallint", "integer", "bigint", "uuid"};
  if (std::find(plain.begin(), plain.end(), found->base_type) != plain.end()) return true;
  return (found->base_type == "text" || found->base_type == "character varying") && found->collation.empty();
}

void Analyser::condition(const PgQuery__Node* condition, Level& level, const std::vector<Source*>* only) {
  walk::conjuncts(condition, [&](const PgQuery__Node& part) {
    for (const walk::Equality& pair : walk::equalities(part)) equality(pair, level, only);
  });
}

// Facts are given only to tables of this level: what an inner query asks of an outer row does not restrict that row.
void Analyser::equality(const walk::Equality& pair, Level& level, const std::vector<Source*>* only) {
  const PgQuery__ColumnRef* left = walk::column(pair.left);
  const PgQuery__ColumnRef* right = walk::column(pair.right);
  if (!left && !right) return;
  const auto may_learn = [&](const Source* source) { return is_here(source, level) && is_in(source, only); };
  if (left && right) {
    const Resolved a = resolve(*left, level);
    const Resolved b = resolve(*right, level);
    if (!a.source || !b.source) return;
    level.edges.push_back({a.source, a.column, b.source, b.column, may_learn(a.source), may_learn(b.source)});
    return;
  }
  const auto value = walk::value(left ? pair.right : pair.left);
  const Resolved found = resolve(left ? *left : *right, level);
  if (!value || !found.source || !may_learn(found.source)) return;
  if (!compares_as_text(*found.source, found.column)) return;
  found.source->facts.try_emplace(found.column, Fact{*value, {}, column_text(*found.source, found.column), 0});
}

std::vector<std::string> Analyser::subject_columns(const Source& source) const {
  if (source.placement) return source.placement->subject_columns;
  if (source.rule && source.rule->subject) return source.rule->subject->columns;
  return {};
}

std::optional<TableName> Analyser::root_of(const Source& source) const {
  if (source.placement) return source.placement->root;
  if (source.role == policy::TableRole::subject) return source.name;
  std::optional<TableName> only;
  for (const policy::Table& table : policy_.tables) {
    if (!table.home) continue;
    if (only) return std::nullopt;
    only = table.name;
  }
  return only;
}

// The source's rows are one subject's: say whose, and hold that against what was proven before.
void Analyser::conclude(Source& source) {
  const auto root = root_of(source);
  if (!root) {
    return doubt(fmt::format("several tables have a home: whose key {} holds is known only with the database",
                             shown(source.name)),
                 source.location);
  }
  policy::SubjectProof proof;
  proof.root = *root;
  const auto columns = subject_columns(source);
  const Fact& first = source.facts.at(columns[0]);
  proof.lookup = first.lookup;
  proof.column = first.proved_by;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Fact& fact = source.facts.at(columns[i]);
    if (fact.lookup != first.lookup || (!fact.lookup.empty() && (fact.key_part != i || fact.value != first.value))) {
      return doubt(fmt::format("{} is held to parts of different keys", shown(source.name)), source.location);
    }
    if (i == 0 || fact.lookup.empty()) proof.values.push_back(fact.value);
  }
  if (!out_.subject) {
    out_.subject = std::move(proof);
    return;
  }
  if (out_.subject->root == proof.root && out_.subject->values == proof.values &&
      out_.subject->lookup == proof.lookup) {
    return;
  }
  contradicted_ = true;
  doubt(fmt::format("{} is held to {} = {}, but something before it to {} = {}", shown(source.name), proof.column,
                    proof.values[0].text, out_.subject->column, out_.subject->values[0].text),
        source.location);
}

bool Analyser::spread(Level& level) {
  bool changed = false;
  const auto give = [&](Source& from, const std::string& from_column, Source& to, const std::string& to_column) {
    const auto fact = from.facts.find(from_column);
    if (fact == from.facts.end() || to.facts.contains(to_column)) return;
    // What is known of a derived table's column was learned of the column it stands for.
    if ((from.is_table && !compares_as_text(from, from_column)) || !compares_as_text(to, to_column)) return;
    to.facts.emplace(to_column, fact->second);
    changed = true;
  };
  for (const Edge& edge : level.edges) {
    if (edge.to_b) give(*edge.a, edge.a_column, *edge.b, edge.b_column);
    if (edge.to_a) give(*edge.b, edge.b_column, *edge.a, edge.a_column);
  }
  return changed;
}

// Whether the source is held by now: by its subject columns, by a look-up, or by its anchor to a row that is held.
bool Analyser::hold(Source& source, Level& level) {
  const auto columns = subject_columns(source);
  const auto known = [&](const std::string& column) { return source.facts.contains(column); };
  if (!columns.empty() && std::all_of(columns.begin(), columns.end(), known)) {
    conclude(source);
    return true;
  }
  if (source.role == policy::TableRole::subject && source.rule && !columns.empty()) {
    for (const std::string& column : source.rule->lookup) {
      const auto fact = source.facts.find(column);
      if (fact == source.facts.end() || !fact->second.lookup.empty()) continue;
      Fact whoever{fact->second.value, column, column_text(source, column), 0};
      for (const std::string& key : columns) {
        source.facts.insert_or_assign(key, whoever);
        ++whoever.key_part;
      }
      conclude(source);
      return true;
    }
  }
  if (!source.placement || !source.placement->anchor || !columns.empty()) return false;
  const Anchor& anchor = *source.placement->anchor;
  for (Level* at = &level; at; at = at->outer) {
    for (const auto& other : at->sources) {
      if (!other->held || !other->is_table || other->name != anchor.to) continue;
      bool joined = true;
      for (std::size_t i = 0; i < anchor.columns.size() && joined; ++i) {
        joined = std::any_of(level.edges.begin(), level.edges.end(), [&](const Edge& edge) {
          return (edge.to_a && edge.a == &source && edge.b == other.get() && edge.a_column == anchor.columns[i] &&
                  edge.b_column == anchor.to_columns[i]) ||
                 (edge.to_b && edge.b == &source && edge.a == other.get() && edge.b_column == anchor.columns[i] &&
                  edge.a_column == anchor.to_columns[i]);
        });
      }
      if (joined) return true;
    }
  }
  return false;
}

void Analyser::settle(Level& level) {
  const auto is_open = [](const Source& source) {
    return source.is_table && !source.held &&
           (source.role == policy::TableRole::subject || source.role == policy::TableRole::owned);
  };
  for (bool changed = true; changed;) {
    changed = spread(level);
    if (changed) continue;  // a key that is known goes before a look-up
    for (const auto& source : level.sources) {
      if (!is_open(*source) || !hold(*source, level)) continue;
      source->held = true;
      changed = true;
    }
  }
  for (const auto& source : level.sources) {
    if (!is_open(*source)) continue;
    const auto columns = subject_columns(*source);
    const std::string table = shown(source->name);
    if (columns.empty() && !source->placement) {
      doubt(fmt::format("whose rows {} holds is known only with the database", table), source->location);
    } else if (columns.empty()) {
      doubt(fmt::format("{} is not joined to {} of one subject", table,
                        source->placement->anchor ? shown(source->placement->anchor->to) : "a row"),
            source->location);
    } else {
      doubt(fmt::format("nothing holds {} to one value",
                        column_text(*source, fmt::format("{}", fmt::join(columns, ", ")))),
            source->location);
    }
  }
}

}  // namespace ringfence::compile::work
