// Catalogues and policies written down in a line a table, for the tests of what is thought about them.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "compile/postgres/placement.h"

namespace ringfence::compile::testing {

using Names = std::vector<std::string>;

// "app.person" -> schema app; a name alone is of schema public.
inline TableName named(const std::string& text) {
  const auto dot = text.find('.');
  return dot == std::string::npos ? TableName{"public", text} : TableName{text.substr(0, dot), text.substr(dot + 1)};
}

inline policy::Ring ring(const std::string& name, std::vector<policy::Code> codes) {
  policy::Ring made;
  made.name = name;
  made.codes = made.jurisdictions = std::move(codes);
  return made;
}

class TableBuilder {
 public:
  explicit TableBuilder(const std::string& name) { table.name = named(name); }

  // "id bigint", or a name alone for a bigint.
  TableBuilder& columns(const Names& definitions) {
    for (const std::string& definition : definitions) {
      const auto space = definition.find(' ');
      Column column;
      column.name = definition.substr(0, space);
      column.type = column.base_type = space == std::string::npos ? "bigint" : definition.substr(space + 1);
      if (column.base_type == "mood") column.type_kind = 'e';
      table.columns.push_back(column);
    }
    return *this;
  }
  TableBuilder& primary(const Names& key) {
    table.keys.push_back({table.name.name + "_pkey", key, true, true, true});
    return *this;
  }
  TableBuilder& unique(const Names& key) {
    table.keys.push_back({table.name.name + "_" + key.front() + "_key", key, false, true, true});
    return *this;
  }
  TableBuilder& refers(const Names& key, const std::string& to, const Names& to_columns = {"id"},
                       const std::string& constraint = {}) {
    ForeignKey foreign;
    foreign.name = constraint.empty() ? table.name.name + "_" + key.front() + "_fkey" : constraint;
    foreign.columns = key;
    foreign.to = named(to);
    foreign.to_columns = to_columns;
    table.foreign_keys.push_back(foreign);
    return *this;
  }
  TableBuilder& inherits(const std::string& parent) {
    table.parents.push_back(named(parent));
    return *this;
  }
  TableBuilder& partition_of(const TableBuilder& parent) {
    table.parents = {parent.table.name};
    table.is_partition = true;
    table.columns = parent.table.columns;
    table.keys = parent.table.keys;
    table.foreign_keys = parent.table.foreign_keys;
    for (ForeignKey& key : table.foreign_keys) key.inherited = true;
    return *this;
  }

  Table table;
};

class Scene {
 public:
  // Most tests speak of people with a country.
  TableBuilder& people(const std::string& name = "person") {
    policy::Table& entry = subject_table(name, {"id"}, {"country"});
    entry.place.line = 1;
    return table(name).columns({"id", "country text", "city_id"}).primary({"id"});
  }
  TableBuilder& table(const std::string& name) { return builders_.emplace_back(name); }

  policy::Table& entry(const std::string& name) {
    policy.tables.push_back({});
    policy.tables.back().name = named(name);
    policy.tables.back().place = {"p.toml", static_cast<unsigned>(policy.tables.size()) * 10, 1};
    return policy.tables.back();
  }
  policy::Table& subject_table(const std::string& name, const Names& key, const Names& path) {
    policy::Table& made = entry(name);
    made.subject = policy::Subject{key, {}, made.place};
    made.home = policy::Home{path, {}, {}, made.place};
    return made;
  }
  policy::Table& owned(const std::string& name, const Names& columns = {}, const Names& path = {}) {
    policy::Table& made = entry(name);
    if (!columns.empty() || !path.empty()) made.subject = policy::Subject{columns, path, made.place};
    return made;
  }
  policy::Table& shared(const std::string& name) {
    policy::Table& made = entry(name);
    made.shared = true;
    return made;
  }
  policy::Table& bound(const std::string& name, const std::string& ring) {
    policy::Table& made = entry(name);
    made.ring = ring;
    return made;
  }

  const Placements& place() {
    catalogue.tables.clear();
    for (const TableBuilder& builder : builders_) catalogue.tables.push_back(builder.table);
    std::ranges::sort(catalogue.tables, {}, &Table::name);
    placed_ = compile::place(policy, catalogue, "p.toml");
    return placed_;
  }
  const Placement& at(const std::string& name) { return *placed_.find(named(name)); }
  const Reference& reference(const std::string& name, const std::string& constraint) {
    const auto& references = at(name).references;
    return *std::ranges::find_if(references, [&](const Reference& each) { return each.key.name == constraint; });
  }
  // "error: message" lines, in order, without places.
  Names findings() {
    Names lines;
    for (const Diagnostic& each : placed_.findings.sorted()) {
      lines.push_back(std::string(to_text(each.severity)) + ": " + each.message);
    }
    return lines;
  }
  Names helps() {
    Names lines;
    for (const Diagnostic& each : placed_.findings.sorted()) lines.push_back(each.help);
    return lines;
  }

  policy::Policy policy;
  Catalogue catalogue;

 private:
  std::deque<TableBuilder> builders_;
  Placements placed_;
};

}  // namespace ringfence::compile::testing
