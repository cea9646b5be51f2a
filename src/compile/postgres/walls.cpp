#include "compile/postgres/walls.h"

#include <fmt/format.h>

#include "compile/postgres/transfers_parts.h"
#include "compile/postgres/walls_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace building {

std::vector<const Placement*> subject_tables(const Placements& placements) {
  std::vector<const Placement*> subjects;
  for (const Placement& table : placements.tables) {
    if (table.rest == Rest::subject && !follows_parent(table)) subjects.push_back(&table);
  }
  return subjects;
}

bool follows_parent(const Placement& placement) {
  return placement.rule->name != placement.table->name;
}

std::string trigger_function(const std::string& quoted_name, const std::string& body) {
  return fmt::format(
      "CREATE OR REPLACE FUNCTION {0}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
      " SET search_path = pg_catalog, pg_temp AS {1}; REVOKE ALL ON FUNCTION {0}() FROM PUBLIC",
      quoted_name, pg::quote_literal(body));
}

std::string named_after(std::string_view what, const TableName& table) {
  if (table.schema == "public") return pg::generated_name({std::string(what), table.name});
  return pg::generated_name({std::string(what), table.schema + '.' + table.name});  // public."app_thing" is another
}

std::string literal_array(const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + pg::quote_literal(value) + "::text";
  return "ARRAY[" + list + "]";
}

std::vector<std::string> numbered(std::string_view prefix, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(fmt::format("{}{}", prefix, i));
  return names;
}

std::string normalised(const Catalogue& catalogue, const std::string& expression) {
  const std::string text = fmt::format("({})::text", expression);
  const bool unicode = catalogue.encoding.empty() || catalogue.encoding == "UTF8";
  return fmt::format("pg_catalog.lower(pg_catalog.btrim({}))",
                     unicode ? fmt::format("pg_catalog.normalize({}, 'NFC')", text) : text);
}

}  // namespace building

std::string_view to_text(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::schema:
      return "schema";
    case ObjectKind::table:
      return "table";
    case ObjectKind::function:
      return "function";
    case ObjectKind::view:
      return "view";
    case ObjectKind::column:
      return "column";
    case ObjectKind::check:
      return "check";
    case ObjectKind::rows:
      return "rows";
    case ObjectKind::trigger:
      return "trigger";
    case ObjectKind::row_policy:
      return "row security policy";
    case ObjectKind::index:
      return "index";
    case ObjectKind::foreign_key:
      return "foreign key";
    case ObjectKind::foreign_key_absent:
      return "dropped foreign key";
  }
  return "object";
}

TableName directory_table(const Placement& subject) {
  return {"ringfence", building::named_after("directory", subject.rule->name)};
}

std::vector<Object> walls(const policy::Policy& policy, const policy::Ring& ring, const Catalogue& catalogue,
                          const Placements& placements) {
  std::vector<Object> objects;
  building::Site site{policy, ring, catalogue, placements, objects};
  building::add_foundation(site);
  for (const Placement* subject : building::subject_tables(placements)) {
    building::add_directory(site, *subject);
    building::add_home(site, *subject);
  }
  building::add_directory_view(site);
  for (const Placement& table : placements.tables) building::add_presence(site, table);
  for (const Placement& table : placements.tables) building::add_references(site, table);
  building::add_transfer_records(site);
  building::add_pseudonyms(site);
  building::add_write_guards(site);
  building::add_withholding(site);
  building::add_search(site);
  building::add_shown_views(site);
  building::add_demands(site);
  return objects;
}

}  // namespace ringfence::compile
