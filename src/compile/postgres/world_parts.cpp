#include "compile/postgres/world_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "policy/transfer_rules.h"

namespace ringfence::compile {

bool has_world_part_name(std::string_view ring, std::string_view table) {
  return ring.size() + 1 + table.size() <= limits::name_bytes && table.find(':') == std::string_view::npos;
}

std::string world_part_name(std::string_view ring, std::string_view table) {
  return fmt::format("{}:{}", ring, table);
}

Result<WorldParts> read_world_parts(pg::Connection& connection, const policy::Policy& policy,
                                    const Catalogue& catalogue) {
  const auto is_strange = [&](const std::string& view) {
    return policy.find_ring(view.substr(0, view.find(':'))) == nullptr ||
           std::ranges::any_of(catalogue.tables, [&](const Table& table) { return table.name.name == view; });
  };
  std::set<std::pair<std::string, std::string>> strange;
  const auto rows = connection.query(fmt::format(
      "SELECT n.nspname, pg_catalog.split_part(c.relname, ':', 2), c.relname FROM pg_catalog.pg_class c"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_roles r ON r.rolname = n.nspname"
      " WHERE pg_catalog.starts_with(n.nspname, '{}') AND c.relkind = 'v' AND c.relname ~ '^[^:]+:[^:]+$'"
      " ORDER BY 1, 2, 3",
      policy::world_prefix));
  if (!rows) return rows.error();
  WorldParts parts;
  for (std::size_t row = 0; row != rows->size(); ++row) {
    parts[rows->string(row, 0)][rows->string(row, 1)].push_back(rows->string(row, 2));
    if (is_strange(rows->string(row, 2))) strange.emplace(rows->string(row, 0), rows->string(row, 1));
  }
  for (const auto& [role, table] : strange) parts[role].erase(table);
  return parts;
}

}  // namespace ringfence::compile
