#include "compile/postgres/catalogue.h"

#include <algorithm>

#include "pg/quote.h"

namespace ringfence::compile {

std::string qualified(const TableName& name) {
  return pg::quote_qualified(name.schema, name.name);
}

const Column* Table::find_column(std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

const Key* Table::primary_key() const {
  const auto found = std::ranges::find_if(keys, &Key::primary);
  return found == keys.end() ? nullptr : &*found;
}

bool Table::is_unique(const std::vector<std::string>& wanted) const {
  return std::ranges::any_of(keys, [&](const Key& key) {
    return key.columns.size() == wanted.size() && std::ranges::is_permutation(key.columns, wanted);
  });
}

const Table* Catalogue::find(const TableName& name) const {
  const auto found = std::ranges::lower_bound(tables, name, {}, &Table::name);
  return found != tables.end() && found->name == name ? &*found : nullptr;
}

std::vector<const Table*> Catalogue::children_of(const TableName& name) const {
  std::vector<const Table*> children;
  for (const Table& table : tables) {
    if (std::ranges::find(table.parents, name) != table.parents.end()) children.push_back(&table);
  }
  return children;
}

}  // namespace ringfence::compile
