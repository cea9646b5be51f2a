#include "compile/postgres/search.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "compile/postgres/search_sql.h"
#include "compile/postgres/walls_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace building {

namespace {

constexpr const char* why = "search";

// Never in a plan's way: it reads nothing but what it is given, and gives the same for the same.
Object function_of(const std::string& name, const std::string& signature, std::string body) {
  Object function{ObjectKind::function, Phase::after_rows, {"ringfence", name}, "", std::move(body), "", "", "", why};
  const std::string arguments = signature.substr(0, signature.find(')') + 1);
  function.create = fmt::format(
      "CREATE OR REPLACE FUNCTION ringfence.{0}{1} LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SECURITY DEFINER"
      " SET search_path = pg_catalog, pg_temp AS {2}; GRANT EXECUTE ON FUNCTION ringfence.{0}{3} TO PUBLIC",
      name, signature, pg::quote_literal(function.definition), arguments);
  return function;
}

void add_functions(Site& site) {
  const std::string normal = fmt::format(fmt::runtime(search_normal), search_runs);
  site.objects.push_back(function_of("search_vector", "(parts text[]) RETURNS tsvector",
                                     fmt::format(fmt::runtime(search_vector_body), normal, search_runs)));
  site.objects.push_back(function_of(std::string(search_query_name), "(question text) RETURNS tsquery",
                                     fmt::format(fmt::runtime(search_query_body), normal, search_runs,
                                                 limits::search_characters, limits::search_words)));
}

// As PostgreSQL prints it.
std::string expression_of(const Placement& searched) {
  std::string parts;
  for (const std::string& name : searched.rule->search) {
    const Column* column = searched.table->find_column(name);
    const std::string quoted = pg::quote_identifier(name);
    parts += parts.empty() ? "" : ", ";
    parts += column != nullptr && column->type == "text" ? quoted : fmt::format("({})::text", quoted);
  }
  return fmt::format("ringfence.search_vector(ARRAY[{}])", parts);
}

// Partitions have their parent's; a child by INHERITS has its parent's column only.
void add_index(Site& site, const Table& table) {
  Object index{ObjectKind::index, Phase::after_rows, table.name, "", "", "", "", "", why};
  index.name = pg::generated_name({"ringfence_search", table.name.name});
  const std::string rest = fmt::format("USING gin ({})", policy::search_column_name);
  index.definition =
      fmt::format("CREATE INDEX {} ON {}{}.{} {}", index.name, table.kind == TableKind::partitioned ? "ONLY " : "",
                  table.name.schema, table.name.name, rest);
  index.create = fmt::format("CREATE INDEX {} ON {} {}", pg::quote_identifier(index.name), qualified(table.name), rest);
  index.drop = "DROP INDEX " + pg::quote_qualified(table.name.schema, index.name);
  site.objects.push_back(std::move(index));
}

void add_column(Site& site, const Placement& searched) {
  const TableName& on = searched.table->name;
  Object column{
      ObjectKind::column, Phase::after_rows, on, std::string(policy::search_column_name), "", "", "", "", why};
  column.definition = fmt::format("tsvector GENERATED ALWAYS AS ({}) STORED", expression_of(searched));
  column.create = fmt::format("ALTER TABLE {} ADD COLUMN {} {}", qualified(on), column.name, column.definition);
  column.drop = fmt::format("ALTER TABLE {} DROP COLUMN {}", qualified(on), column.name);
  column.derived = true;
  site.objects.push_back(std::move(column));
}

}  // namespace

void add_search(Site& site) {
  const std::vector<const Placement*> searched = searched_tables(site.placements);
  if (searched.empty()) return;
  add_functions(site);
  for (const Placement* table : searched) {
    add_column(site, *table);
    for (const Placement& part : site.placements.tables) {
      if (part.rule == table->rule && !part.table->is_partition) add_index(site, *part.table);
    }
  }
}

}  // namespace building

std::vector<const Placement*> searched_tables(const Placements& placements) {
  std::vector<const Placement*> tables;
  for (const Placement& table : placements.tables) {
    if (table.rule != nullptr && !table.rule->search.empty() && !building::follows_parent(table)) {
      tables.push_back(&table);
    }
  }
  return tables;
}

}  // namespace ringfence::compile
