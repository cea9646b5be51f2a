// The columns of searches, beside the application's own.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/search.h"
#include "compile/postgres/shown_views.h"

namespace ringfence::compile {

namespace {

void add_column(Catalogue& catalogue, const TableName& name, bool inherited) {
  const auto table = std::ranges::find(catalogue.tables, name, &Table::name);
  if (table == catalogue.tables.end() || table->find_column(policy::search_column_name) != nullptr) return;
  Column column;
  column.name = policy::search_column_name;
  column.type = column.base_type = "tsvector";
  column.generated = true;
  column.inherited_only = inherited;
  table->columns.push_back(std::move(column));
  for (const Table* child : catalogue.children_of(name)) add_column(catalogue, TableName(child->name), true);
}

constexpr const char* columns_sql =
    "SELECT n.nspname, c.relname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE a.attname = $1 AND a.attgenerated = 's'"
    " AND a.attislocal AND a.attinhcount = 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND n.nspname !~"
    " '^(transfer|world)_' ORDER BY 1, 2";

// What is stored was made by what was there, not by what comes in its place.
void distrust_words(Comparison& comparison) {
  const auto makes_words = [](const Compared& compared) {
    return compared.object->kind == ObjectKind::function && compared.object->on.name == search_vector_name &&
           compared.standing == Standing::different;
  };
  if (std::ranges::none_of(comparison.objects, makes_words)) return;
  for (Compared& compared : comparison.objects) {
    if (!compared.object->derived || compared.standing != Standing::as_wanted) continue;
    compared.standing = Standing::different;
    compared.found = "made by another function";
  }
}

}  // namespace

void add_search_columns(const policy::Policy& policy, Catalogue& catalogue) {
  for (const policy::Table& rule : policy.tables) {
    if (!rule.search.empty()) add_column(catalogue, rule.name, false);
  }
}

std::set<TableName> remade_searches(const Placements& placements, Comparison& comparison) {
  distrust_words(comparison);
  std::set<TableName> remade;
  std::set<const policy::Table*> rules;
  for (const Compared& compared : comparison.objects) {
    if (!compared.object->derived || compared.standing != Standing::different) continue;
    remade.insert(compared.object->on);
    rules.insert(placements.find(compared.object->on)->rule);
  }
  for (Compared& compared : comparison.objects) {
    const Placement* on = compared.object->kind == ObjectKind::index ? placements.find(compared.object->on) : nullptr;
    if (on != nullptr && rules.contains(on->rule)) compared.standing = Standing::missing;
  }
  return remade;
}

void make_room(const std::set<TableName>& remade, Comparison& comparison, Transfers& transfers,
               std::vector<Change>& changes) {
  const auto drop = [&](const TableName& view) {
    changes.push_back({"DROP VIEW IF EXISTS " + qualified(view),
                       "in the way of a new search: view " + policy::to_text(view), "search"});
  };
  for (Compared& compared : comparison.objects) {
    const auto shows = [&](const TableName& table) { return shown_view(table) == compared.object->on; };
    if (compared.object->kind != ObjectKind::view || std::ranges::none_of(remade, shows)) continue;
    drop(compared.object->on);
    compared.standing = Standing::missing;
  }
  for (TransferRole& role : transfers.roles) {
    for (TransferView& view : role.views) {
      view.remade = remade.contains(view.on);
      if (view.remade) drop(view.name);
    }
  }
}

Status add_past_searches(pg::Connection& connection, const Placements& placements, std::vector<Change>& changes) {
  auto rows = connection.query(columns_sql, {std::string(policy::search_column_name)});
  if (!rows) return rows.error();
  const std::vector<const Placement*> searched = searched_tables(placements);
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const TableName name{rows->string(i, 0), rows->string(i, 1)};
    if (std::ranges::any_of(searched, [&](const Placement* table) { return table->table->name == name; })) continue;
    changes.push_back({fmt::format("ALTER TABLE {} DROP COLUMN {}", qualified(name), policy::search_column_name),
                       fmt::format("unexpected column {} on {}", policy::search_column_name, policy::to_text(name)),
                       "the policy asks for no search there"});
  }
  return {};
}

}  // namespace ringfence::compile
