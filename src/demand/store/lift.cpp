#include "demand/store/lift.h"

#include <chrono>

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

// One that is open, and what of it is still asked for.
struct Open {
  std::string id;
  std::vector<policy::Code> jurisdictions;  // none: nothing
  bool is_narrowed = false;
};

constexpr const char* open_sql = R"sql(
SELECT w.id, w.content_table, w.content_key, w.jurisdictions,
       COALESCE(w.ends > $2 OR (w.ends IS NULL AND $2 IS NOT NULL), false), COALESCE($2 <= pg_catalog.now(), false)
  FROM ringfence.withholding AS w
 WHERE w.demand = $1 AND w.ended IS NULL)sql";

// Of content that is gone nothing begins anew.
constexpr const char* anew_sql = R"sql(
SELECT count(*) FROM ringfence.withholding AS w, ringfence.content_found(w.content_table, ARRAY[w.content_key]),
       ringfence.withhold(w.demand, w.content_table, ARRAY[w.content_key], $2::text[], w.reason, w.asked_by, w.law,
                          w.appeal, w.sealed, w.starts,
                          LEAST(w.ends, $3::timestamptz))
 WHERE w.id = $1)sql";

Result<std::vector<Open>> read_open(pg::Connection& connection, const Demand& demand, bool all) {
  auto rows = connection.query(open_sql, {demand.id, end_of(demand)});
  if (!rows) return rows.error();
  std::vector<Open> open;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const Named item{rows->string(i, 1), rows->string(i, 2)};
    const auto jurisdictions = pg::parse_array(rows->text(i, 3));
    const bool lasts = rows->boolean(i, 4), is_over = rows->boolean(i, 5);
    Open one{rows->string(i, 0), {}, false};
    if (!all && !is_over) one.jurisdictions = asked_from(demand.says, item, jurisdictions);
    one.is_narrowed = !one.jurisdictions.empty() && (lasts || one.jurisdictions != jurisdictions);
    if (one.jurisdictions.empty() || one.is_narrowed) open.push_back(std::move(one));
  }
  return open;
}

}  // namespace

pg::Parameter end_of(const Demand& demand) {
  if (!demand.says.until) return {};
  const policy::Date& last = *demand.says.until;
  using namespace std::chrono;
  const sys_days next = sys_days(year(last.year) / month(last.month) / std::chrono::day(last.day)) + days(1);
  const year_month_day after(next);
  return to_text(policy::Date{int(after.year()), unsigned(after.month()), unsigned(after.day())}) + " 00:00:00+00";
}

Result<Lifted> lift_withholdings(pg::Connection& connection, const Demand& demand) {
  Lifted lifted;
  const bool done = demand.state == State::executed || demand.state == State::preserved;
  if (!ends_all(demand.state) && !done) return lifted;
  const auto there = has_store(connection);
  if (!there) return there.error();
  if (!*there) return lifted;
  // What was amended to ask for something else asks for nothing to be withheld.
  const auto open = read_open(connection, demand, ends_all(demand.state) || demand.says.kind != Kind::withhold);
  if (!open) return open.error();
  if (open->empty()) return lifted;
  std::vector<std::string> ids;
  for (const Open& one : *open) ids.push_back(one.id);
  auto over = connection.query("SELECT ringfence.lift_all($1::text[])", {pg::array_literal(ids)});
  if (!over) return over.error();
  for (const Open& one : *open) {
    ++(one.is_narrowed ? lifted.narrowed : lifted.whole);
    if (!one.is_narrowed) continue;
    auto anew = connection.query(anew_sql, {one.id, pg::array_literal(one.jurisdictions), end_of(demand)});
    if (!anew) return anew.error();
  }
  return lifted;
}

}  // namespace ringfence::demand
