#include "demand/store/store.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/sha256.h"
#include "demand/case/step.h"
#include "pg/quote.h"

namespace ringfence::demand {

namespace {

constexpr std::size_t id_digits = 32;
constexpr std::size_t least_digits = 8;

std::string chained(const std::string& before, std::string_view said) {
  return to_hex(sha256(before + '\n' + std::string(said)));
}

Error changed(std::string_view id, std::string why) {
  return {fmt::format("what is kept of demand {} was changed by other hands", id), std::move(why),
          "nothing is done with it; its steps in the ring's ledger say what it was", "XX001"};
}

// An original that differs from what is in the database now may have been approved: a new event says so.
Result<Kept> folded(const std::string& id, const pg::Rows& rows, std::size_t begin, std::size_t end) {
  Kept kept;
  kept.demand.id = id;
  for (std::size_t i = begin; i < end; ++i) {
    const std::string_view said = rows.text(i, 2);
    const std::string number = std::to_string(kept.events.size() + 1);
    if (rows.text(i, 1) != number) return changed(id, "event " + number + " is missing");
    const std::string digest = chained(kept.digest, said);
    if (rows.text(i, 3) != digest) return changed(id, "event " + number + " is not the one that was kept");
    auto recorded = parse_recorded(said);
    if (!recorded) return changed(id, "event " + number + ": " + recorded.error().message);
    auto next = apply(kept.demand, recorded->event, recorded->facts, recorded->event.at);
    if (!next) return changed(id, "event " + number + ": " + next.error().message);
    kept.demand = std::move(*next);
    kept.events.push_back(std::move(*recorded));
    kept.digest = digest;
  }
  if (kept.events.empty()) return changed(id, "it has no event");
  return kept;
}

// As it was typed -> the id.
Result<std::string> find(pg::Connection& connection, std::string_view typed) {
  const bool digits = typed.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (!digits || typed.size() < least_digits || typed.size() > id_digits) {
    return Error(fmt::format("\"{}\" is no demand's id", typed), {},
                 fmt::format("its first {} digits or more: ringfence demand list", least_digits), "22023");
  }
  auto rows = connection.query("SELECT id FROM ringfence.demand WHERE pg_catalog.starts_with(id, $1) LIMIT 2",
                               {std::string(typed)});
  if (!rows) return rows.error();
  if (rows->size() == 1) return rows->string(0, 0);
  return Error(fmt::format("{} begins with {}", rows->size() == 0 ? "no demand" : "more than one demand", typed), {},
               "ringfence demand list shows what this ring has", "02000");
}

constexpr const char* events_sql = "SELECT e.demand, e.sequence, e.said, e.digest FROM ringfence.demand_event AS e";

}  // namespace

Result<Kept> read_demand(pg::Connection& connection, std::string_view typed, bool lock) {
  const auto id = find(connection, typed);
  if (!id) return id.error();
  if (lock) RINGFENCE_TRY(connection.query("SELECT FROM ringfence.demand WHERE id = $1 FOR UPDATE", {*id}));
  auto rows = connection.query(std::string(events_sql) + " WHERE e.demand = $1 ORDER BY e.sequence", {*id});
  if (!rows) return rows.error();
  return folded(*id, *rows, 0, rows->size());
}

Result<std::vector<Kept>> read_demands(pg::Connection& connection) {
  auto rows = connection.query(std::string(events_sql) + " ORDER BY e.demand, e.sequence");
  if (!rows) return rows.error();
  std::vector<Kept> all;
  for (std::size_t begin = 0; begin < rows->size();) {
    std::size_t end = begin;
    while (end < rows->size() && rows->text(end, 0) == rows->text(begin, 0)) ++end;
    auto kept = folded(rows->string(begin, 0), *rows, begin, end);
    if (!kept) return kept.error();
    all.push_back(std::move(*kept));
    begin = end;
  }
  std::ranges::stable_sort(all, {}, [](const Kept& each) { return each.events.front().event.at; });
  return all;
}

Result<std::string> read_document(pg::Connection& connection, const Kept& kept) {
  auto rows = connection.query(
      "SELECT pg_catalog.encode(document, 'hex'), pg_catalog.encode(pg_catalog.sha256(document), 'hex') FROM "
      "ringfence.demand WHERE id = $1 AND document IS NOT NULL",
      {kept.demand.id});
  if (!rows) return rows.error();
  if (rows->size() == 0) return std::string();
  const std::string_view hex = rows->text(0, 0);
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  if (to_hex(sha256(bytes)) != kept.events.front().event.says->document_sha256) {
    return changed(kept.demand.id, "the document is not the one that it was filed with");
  }
  return bytes;
}

Status insert_demand(pg::Connection& connection, const std::string& id, const std::optional<std::string>& document) {
  pg::Parameter hex;
  if (document) {
    constexpr std::string_view digits = "0123456789abcdef";
    hex.emplace("\\x");
    hex->reserve(2 + 2 * document->size());
    for (const char c : *document) {
      const auto byte = static_cast<unsigned char>(c);
      *hex += digits[byte >> 4];
      *hex += digits[byte & 15];
    }
  }
  auto done = connection.query("INSERT INTO ringfence.demand VALUES ($1, $2::bytea)", {id, hex});
  if (!done) return done.error();
  return {};
}

Result<std::string> append(pg::Connection& connection, const Kept& before, const Recorded& recorded) {
  const auto said = to_text(recorded);
  if (!said) return said.error();
  std::string digest = chained(before.digest, *said);
  auto done = connection.query("INSERT INTO ringfence.demand_event VALUES ($1, $2::bigint, $3, $4)",
                               {before.demand.id, std::to_string(before.events.size() + 1), *said, digest});
  if (!done) return done.error();
  return digest;
}

Result<std::uint64_t> last_left(pg::Connection& connection, const std::string& id, EventKind step) {
  auto rows = connection.query(
      "SELECT sequence FROM ringfence.outbox WHERE kind = 'demand' AND fields ->> 'id' = $1 AND fields ->> 'step' = $2"
      " ORDER BY sequence DESC LIMIT 1",
      {id, std::string(to_text(step))});
  if (!rows) return rows.error();
  if (rows->size() == 1) return static_cast<std::uint64_t>(rows->integer(0, 0));
  return Error("nothing of this step was left for the ledger", {}, {}, "XX001");
}

Result<std::string> policy_in_force(pg::Connection& connection) {
  auto rows = connection.query("SELECT value FROM ringfence.setting WHERE name = 'policy_sha256'");
  if (!rows) return rows.error();
  return rows->size() == 1 ? rows->string(0, 0) : std::string();
}

}  // namespace ringfence::demand
