#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/existing.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr const char* others_sql =
    "SELECT 'function', p.proname, p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc p"
    " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'ringfence' AND p.proname ~"
    " '^(pseudonym|write|preserve)_|^withheld_(?!for$)|^shows_(?!here$)|^search_(vector|query)$' UNION ALL SELECT "
    "'table', c.relname, c.oid::pg_catalog.regclass::text"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname ="
    " 'ringfence' AND c.relkind = 'r' AND c.relname ~ '^pseudonym_' AND c.relname <> 'pseudonym_key' ORDER BY 1, 2";

constexpr const char* views_sql =
    "SELECT 'view', c.relname, c.oid::pg_catalog.regclass::text FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'ringfence' AND c.relkind = 'v' AND c.relname ~ '^shown_' ORDER BY 2";

ObjectKind kind_of(std::string_view text) {
  return text == "table" ? ObjectKind::table : text == "view" ? ObjectKind::view : ObjectKind::function;
}

Status add_unwanted(pg::Connection& connection, const char* candidates, const std::vector<Object>& wanted,
                    std::vector<Change>& changes) {
  auto rows = connection.query(candidates);
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const ObjectKind kind = kind_of(rows->text(i, 0));
    const TableName name{"ringfence", rows->string(i, 1)};
    const bool is_wanted =
        std::ranges::any_of(wanted, [&](const Object& object) { return object.kind == kind && object.on == name; });
    if (is_wanted) continue;
    changes.push_back({fmt::format("DROP {} {}", rows->text(i, 0), rows->text(i, 2)),
                       fmt::format("unexpected {} {}", rows->text(i, 0), policy::to_text(name)),
                       "the policy does not need it"});
  }
  return {};
}

}  // namespace

Status add_leftover_views(pg::Connection& connection, const std::vector<Object>& wanted, std::vector<Change>& changes) {
  return add_unwanted(connection, views_sql, wanted, changes);
}

Status add_leftovers(pg::Connection& connection, const std::vector<Object>& wanted, std::vector<Change>& changes) {
  return add_unwanted(connection, others_sql, wanted, changes);
}

}  // namespace ringfence::compile
