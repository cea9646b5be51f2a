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

// It costs what it costs where PostgreSQL calls it row by row: as a constant it costs nothing. So a plan for any
// parameter, which would search row by row or ask other rings for every row, is never the cheaper one.
constexpr unsigned query_cost = 10'000;
constexpr unsigned vector_cost = 1'000;

// Most words are none of the hundred most common ones that PostgreSQL would know of otherwise, and of those it thinks
// that they are frequent: then it looks for the newest row by row.
constexpr unsigned statistics_target = 1'000;

Object function_of(const std::string& name, const std::string& signature, unsigned cost, std::string body) {
  Object function{ObjectKind::function, Phase::after_rows, {"ringfence", name}, "", std::move(body), "", "", "", why};
  const std::string arguments = signature.substr(0, signature.find(')') + 1);
  function.create = fmt::format(
      "CREATE OR REPLACE FUNCTION ringfence.{0}{1} LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST {2} SECURITY"
      " DEFINER SET search_path = pg_catalog, pg_temp AS {3}; GRANT EXECUTE ON FUNCTION ringfence.{0}{4} TO PUBLIC",
      name, signature, cost, pg::quote_literal(function.definition), arguments);
  return function;
}

void add_functions(Site& site) {
  const std::string normal = fmt::format(fmt::runtime(search_normal), search_runs);
  site.objects.push_back(function_of(std::string(search_vector_name), "(parts text[]) RETURNS tsvector", vector_cost,
                                     fmt::format(fmt::runtime(search_vector_body), normal, search_runs)));
  site.objects.push_back(function_of(std::string(search_query_name), "(question text) RETURNS tsquery", query_cost,
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
  column.create = fmt::format("ALTER TABLE {0} ADD COLUMN {1} {2}; ALTER TABLE {0} ALTER COLUMN {1} SET STATISTICS {3}",
                              qualified(on), column.name, column.definition, statistics_target);
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
