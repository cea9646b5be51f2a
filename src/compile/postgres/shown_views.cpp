#include "compile/postgres/shown_views.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/existing.h"
#include "compile/postgres/walls_parts.h"
#include "compile/postgres/withholding.h"
#include "compile/postgres/withholding_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

// What the view's owner needs for a moment, if it is not who makes it.
constexpr const char* to_owner = R"sql(; DO $ringfence$ BEGIN
  IF current_user <> {1} THEN
    GRANT CREATE ON SCHEMA ringfence TO {2};
    ALTER VIEW {0} OWNER TO {2};
    REVOKE CREATE ON SCHEMA ringfence FROM {2};
  END IF;
END $ringfence$)sql";

std::string columns_of(const Table& table) {
  std::string columns;
  for (const Column& column : table.columns)
    columns += (columns.empty() ? "t." : ", t.") + pg::quote_identifier(column.name);
  return columns;
}

// As shown_view_as_found has it.
std::string shown_definition(const Table& table) {
  return fmt::format("of {}: SELECT {} FROM {}.{} t WHERE {}", table.owner, columns_of(table), table.name.schema,
                     table.name.name, building::shows_condition(table, "t."));
}

std::string rights_of(const building::Site& site, const TableName& view) {
  std::string grants;
  for (const ServiceRole& role : service_roles(site.policy, site.ring, &site.catalogue, &site.placements, {})) {
    if (!role.grants.contains({Securable::table, view.schema, view.name})) continue;
    grants += fmt::format(
        "; DO $ringfence$ BEGIN IF pg_catalog.to_regrole({}) IS NOT NULL THEN GRANT SELECT ON {} TO"
        " {}; END IF; END $ringfence$",
        pg::quote_literal(pg::quote_identifier(role.name)), qualified(view), pg::quote_identifier(role.name));
  }
  return grants;
}

}  // namespace

TableName shown_view(const TableName& table) {
  return {"ringfence", building::named_after("shown", table)};
}

bool is_shown_by_view(const Catalogue& catalogue, const Placement& placement) {
  const Table& table = *placement.table;
  return !catalogue.match_is_leakproof && !catalogue.read_by_superuser && placement.rule != nullptr &&
         placement.rule->content && !building::follows_parent(placement) && !table.row_security &&
         !table.force_row_security &&
         std::ranges::any_of(table.columns, [](const Column& column) { return column.base_type == "tsvector"; });
}

void grant_shown(ServiceRole& role, const Catalogue& catalogue, const Placements& placements) {
  for (const Placement& table : placements.tables) {
    const TableName& name = table.table->name;
    const auto rights = role.grants.find({Securable::table, name.schema, name.name});
    if (rights == role.grants.end() || !rights->second.contains("SELECT") || !is_shown_by_view(catalogue, table))
      continue;
    const TableName view = shown_view(name);
    role.grants[{Securable::table, view.schema, view.name}] = {"SELECT"};
    role.grants[{Securable::schema, view.schema, ""}].insert("USAGE");
  }
}

namespace building {

void add_shown_views(Site& site) {
  for (const Placement& content : site.placements.tables) {
    if (!is_shown_by_view(site.catalogue, content)) continue;
    const Table& table = *content.table;
    const TableName name = shown_view(table.name);
    Object view{ObjectKind::view, Phase::after_rows, name, "", "", "", "", "", "content = true, without LEAKPROOF"};
    view.definition = shown_definition(table);
    const std::string owner = pg::quote_identifier(table.owner);
    view.create = fmt::format("DROP VIEW IF EXISTS {0}; CREATE VIEW {0} AS SELECT {1} FROM {2} AS t WHERE {3}",
                              qualified(name), columns_of(table), qualified(table.name), shows_condition(table, "t."));
    view.create += fmt::format(fmt::runtime(to_owner), qualified(name), pg::quote_literal(table.owner), owner);
    view.create += rights_of(site, name);
    view.drop = "DROP VIEW " + qualified(name);
    site.objects.push_back(std::move(view));
  }
}

}  // namespace building

const char* const shown_view_as_found =
    "pg_catalog.concat('of ', pg_catalog.pg_get_userbyid(c.relowner), ': ', pg_catalog.btrim("
    "pg_catalog.regexp_replace(pg_catalog.pg_get_viewdef(c.oid), '\\s+', ' ', 'g'), ' ;'), ' WITH ' ||"
    " c.reloptions::text, (SELECT ' for PUBLIC' FROM pg_catalog.aclexplode(c.relacl) AS a WHERE a.grantee = 0 LIMIT 1),"
    " (SELECT ' with rules' FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN' LIMIT "
    "1))";

Result<std::set<std::string>> read_shown_views(pg::Connection& connection, const Catalogue& catalogue,
                                               const Placements& placements) {
  auto rows = connection.query(fmt::format(
      "SELECT c.relname, {} FROM pg_catalog.pg_class c WHERE c.relnamespace = (SELECT n.oid FROM "
      "pg_catalog.pg_namespace"
      " n WHERE n.nspname = 'ringfence') AND c.relkind = 'v' AND pg_catalog.starts_with(c.relname, 'shown_')",
      shown_view_as_found));
  if (!rows) return rows.error();
  std::set<std::string> shown;
  for (const Placement& placement : placements.tables) {
    if (!is_shown_by_view(catalogue, placement)) continue;
    const std::string name = shown_view(placement.table->name).name;
    const std::string wanted = unquoted(shown_definition(*placement.table));
    for (std::size_t i = 0; i < rows->size(); ++i) {
      if (rows->text(i, 0) == name && unquoted(rows->string(i, 1)) == wanted)
        shown.insert(policy::to_text(placement.table->name));
    }
  }
  return shown;
}

}  // namespace ringfence::compile
