#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/existing.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr const char* candidates_sql =
    "SELECT 'function', p.proname, p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc p"
    " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'ringfence' AND p.proname ~"
    " '^(pseudonym|write|preserve)_|^withheld_(?!for$)|^shows_(?!here$)|^search_(vector|query)$' UNION ALL SELECT "
    "'table', "
    "c.relname, "
    "c.oid::pg_catalog.regclass::text"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname ="
    " 'ringfence' AND c.relkind = 'r' AND c.relname ~ '^pseudonym_' AND c.relname <> 'pseudonym_key' ORDER BY 1, 2";

}  // namespace

Status add_leftovers(pg::Connection& connection, const std::vector<Object>& wanted, std::vector<Change>& changes) {
  auto rows = connection.query(candidates_sql);
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const ObjectKind kind = rows->text(i, 0) == "table" ? ObjectKind::table : ObjectKind::function;
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

}  // namespace ringfence::compile
