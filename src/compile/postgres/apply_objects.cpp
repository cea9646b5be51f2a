#include "compile/postgres/apply_objects.h"

#include <fmt/format.h>

#include <set>
#include <tuple>

namespace ringfence::compile {

namespace {

using Named = std::tuple<std::string, std::string, std::string>;  // schema, table, constraint

Result<std::set<Named>> not_validated(pg::Connection& connection) {
  auto rows = connection.query(
      "SELECT n.nspname, c.relname, k.conname FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = "
      "k.conrelid"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT k.convalidated");
  if (!rows) return rows.error();
  std::set<Named> open;
  for (std::size_t i = 0; i < rows->size(); ++i)
    open.emplace(rows->string(i, 0), rows->string(i, 1), rows->string(i, 2));
  return open;
}

}  // namespace

Status create_objects(pg::Connection& connection, std::span<const Object> objects) {
  for (const Object& object : objects) {
    if (object.create.empty()) continue;
    if (Status made = connection.execute(object.create); !made) {
      return within(fmt::format("{} {} on {}", to_text(object.kind), object.name, policy::to_text(object.on)),
                    made.error());
    }
  }
  return {};
}

Status validate_objects(pg::Connection& connection, std::span<const Object> objects) {
  auto open = not_validated(connection);
  if (!open) return open.error();
  for (const Object& object : objects) {
    if (object.validate.empty() || !open->contains({object.on.schema, object.on.name, object.name})) continue;
    if (Status valid = connection.execute(object.validate); !valid) {
      return within(fmt::format("{} on {}", object.name, policy::to_text(object.on)), valid.error());
    }
  }
  return {};
}

}  // namespace ringfence::compile
