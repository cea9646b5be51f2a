#include "demand/store/lift.h"

#include "demand/case/covers.h"
#include "pg/quote.h"

namespace ringfence::demand {

namespace {

bool ends_all(State state) {
  return state == State::refused || state == State::referred || state == State::conflict;
}

// A ring whose policy has no content has no store either.
Result<bool> has_store(pg::Connection& connection) {
  auto there = connection.query("SELECT pg_catalog.to_regclass('ringfence.withholding') IS NOT NULL");
  if (!there) return there.error();
  return there->boolean(0, 0);
}

}  // namespace

Result<std::size_t> lift_withholdings(pg::Connection& connection, const Demand& demand) {
  // What was amended to ask for something else asks for nothing to be withheld.
  const bool all = ends_all(demand.state) || demand.says.kind != Kind::withhold;
  const bool done = demand.state == State::executed || demand.state == State::preserved;
  if (!ends_all(demand.state) && !done) return std::size_t{0};
  const auto there = has_store(connection);
  if (!there || !*there) return there ? Result<std::size_t>(0) : there.error();
  auto open = connection.query(
      "SELECT id, content_table, content_key, jurisdictions FROM ringfence.withholding"
      " WHERE demand = $1 AND ended IS NULL",
      {demand.id});
  if (!open) return open.error();
  std::vector<std::string> over;
  for (std::size_t i = 0; i < open->size(); ++i) {
    const Named item{open->string(i, 1), open->string(i, 2)};
    if (all || beyond(demand.says, item, pg::parse_array(open->text(i, 3)))) over.push_back(open->string(i, 0));
  }
  if (over.empty()) return std::size_t{0};
  auto lifted =
      connection.query("SELECT count(*) FROM ringfence.lift_all($1::pg_catalog.text[])", {pg::array_literal(over)});
  if (!lifted) return lifted.error();
  return static_cast<std::size_t>(lifted->integer(0, 0));
}

}  // namespace ringfence::demand
