#include "outbox/outbox.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "ledger/commitment.h"
#include "ledger/entry.h"

namespace ringfence::outbox {

namespace {

// As it stands in a row: the entry but for its time.
struct Waiting {
  std::uint64_t sequence = 0;
  std::string event;
  Outgoing outgoing;
};

Result<ledger::Append> append_of(const Waiting& waiting, std::uint64_t time) {
  json::object fields = waiting.outgoing.fields;
  fields["event"] = waiting.event;
  json::object committed;
  ledger::Append append;
  for (const auto& [name, value] : waiting.outgoing.committed) {
    append.openings.push_back(ledger::make_opening(name, value));
    committed[name] = to_hex(ledger::commitment_of(append.openings.back()));
  }
  fields["committed"] = std::move(committed);
  const auto entry = ledger::make_entry(waiting.outgoing.kind, time, std::move(fields));
  if (!entry) return entry.error();
  RINGFENCE_TRY(ledger::check_openings(*entry, append.openings));
  append.entry = entry->bytes();
  return append;
}

json::object as_json(const std::map<std::string, std::string>& committed) {
  json::object object;
  for (const auto& [name, value] : committed) object[name] = value;
  return object;
}

Result<json::object> parse_object(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) return Error("what was left is no JSON object", {}, {}, "22023");
  return value.get_object();
}

Result<Waiting> read(const pg::Rows& rows, std::size_t row) {
  Waiting waiting{static_cast<std::uint64_t>(rows.integer(row, 0)), rows.string(row, 1), {rows.string(row, 2), {}, {}}};
  auto fields = parse_object(rows.text(row, 3));
  if (!fields) return fields.error();
  waiting.outgoing.fields = std::move(*fields);
  const auto committed = parse_object(rows.text(row, 4));
  if (!committed) return committed.error();
  for (const auto& member : *committed) {
    const auto* const value = member.value().if_string();
    if (value == nullptr) return Error("what is to be committed to is no text", {}, {}, "22023");
    waiting.outgoing.committed.emplace(member.key(), *value);
  }
  return waiting;
}

Status mark_refused(pg::Connection& connection, const std::string& sequence, const Error& why) {
  const auto done =
      connection.query("UPDATE ringfence.outbox SET refused = $2, committed = '{}' WHERE sequence = $1::bigint",
                       {sequence, to_text(why)});
  return done ? Status() : done.error();
}

Status mark_recorded(pg::Connection& connection, const std::vector<std::uint64_t>& sequences, std::uint64_t first) {
  std::string array = "{";
  for (const std::uint64_t each : sequences) array += (array.size() == 1 ? "" : ",") + std::to_string(each);
  const auto done = connection.query(
      "UPDATE ringfence.outbox o SET entry = $2::bigint + s.place - 1, committed = '{}'"
      " FROM unnest($1::bigint[]) WITH ORDINALITY AS s (sequence, place) WHERE o.sequence = s.sequence",
      {array + "}", std::to_string(first)});
  return done ? Status() : done.error();
}

Status drain_waiting(pg::Connection& connection, const Commit& commit, std::uint64_t now, Drained& drained) {
  const auto rows = connection.query(
      fmt::format("SELECT sequence, event, kind, fields::text, committed::text FROM ringfence.outbox WHERE entry IS "
                  "NULL AND refused IS NULL ORDER BY sequence LIMIT {} FOR UPDATE",
                  limits::outbox_batch));
  if (!rows) return rows.error();
  std::vector<ledger::Append> appends;
  std::vector<std::uint64_t> sequences;
  for (std::size_t row = 0; row != rows->size(); ++row) {
    const auto waiting = read(*rows, row);
    auto append = waiting ? append_of(*waiting, now) : Result<ledger::Append>(waiting.error());
    if (!append) {
      drained.refused.push_back(fmt::format("event {}: {}", rows->text(row, 1), to_text(append.error())));
      RINGFENCE_TRY(mark_refused(connection, rows->string(row, 0), append.error()));
      continue;
    }
    appends.push_back(std::move(*append));
    sequences.push_back(waiting->sequence);
  }
  drained.more = rows->size() == limits::outbox_batch;
  if (appends.empty()) return {};
  const auto first = commit(std::move(appends));
  if (!first) return first.error();
  drained.recorded = sequences.size();
  return mark_recorded(connection, sequences, *first);
}

}  // namespace

Result<std::uint64_t> leave(pg::Connection& connection, const Outgoing& outgoing) {
  const std::string event = ledger::new_transfer_id();
  if (const auto append = append_of({0, event, outgoing}, 0); !append) {
    return within("what happened cannot be put on record", append.error());
  }
  const auto rows = connection.query(
      "INSERT INTO ringfence.outbox (event, kind, fields, committed) VALUES ($1, $2, $3::jsonb, $4::jsonb)"
      " RETURNING sequence",
      {event, outgoing.kind, json::serialize(outgoing.fields), json::serialize(as_json(outgoing.committed))});
  if (!rows) return rows.error();
  return static_cast<std::uint64_t>(rows->integer(0, 0));
}

Result<std::optional<std::uint64_t>> entry_of(pg::Connection& connection, std::uint64_t sequence) {
  const auto rows = connection.query("SELECT entry, refused FROM ringfence.outbox WHERE sequence = $1::bigint",
                                     {std::to_string(sequence)});
  if (!rows) return rows.error();
  if (rows->size() == 0) return Error(fmt::format("ringfence.outbox has no row {}", sequence), {}, {}, "22023");
  if (!rows->is_null(0, 1)) return Error("what was left is no entry of a ledger", rows->string(0, 1), {}, "22023");
  if (rows->is_null(0, 0)) return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>(static_cast<std::uint64_t>(rows->integer(0, 0)));
}

Result<Drained> drain(pg::Connection& connection, const Commit& commit, std::uint64_t now_in_milliseconds) {
  const auto there = connection.query("SELECT pg_catalog.to_regclass('ringfence.outbox') IS NOT NULL");
  if (!there) return there.error();
  Drained drained;
  if (!there->boolean(0, 0)) return drained;
  const Status done =
      pg::in_transaction(connection, [&] { return drain_waiting(connection, commit, now_in_milliseconds, drained); });
  if (!done) return done.error();
  return drained;
}

}  // namespace ringfence::outbox
