#include "notice/notice.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "ledger/entry.h"
#include "outbox/outbox.h"

namespace ringfence::notice {

namespace {

// The longest pause is an hour; a notice is as late as its webhook.
constexpr const char* failed_sql =
    "UPDATE ringfence.notice SET attempts = attempts + 1, error = $2, next_try = pg_catalog.clock_timestamp()"
    " + pg_catalog.make_interval(secs => least(3600, pg_catalog.power(2, least(attempts, 12)))) WHERE id = $1";

struct Due {
  std::string id, about, reference, role, table, key, said, left_at;
};

Result<std::optional<Due>> next_due(pg::Connection& connection) {
  const auto rows = connection.query(
      "SELECT id, about, reference, role, subject_table, subject, said::text,"
      " pg_catalog.to_char(left_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM ringfence.notice"
      " WHERE sent IS NULL AND due <= pg_catalog.now() AND next_try <= pg_catalog.now()"
      " ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED");
  if (!rows) return rows.error();
  if (rows->size() == 0) return std::optional<Due>();
  return std::optional(Due{rows->string(0, 0), rows->string(0, 1), rows->string(0, 2), rows->string(0, 3),
                           rows->string(0, 4), rows->string(0, 5), rows->string(0, 6), rows->string(0, 7)});
}

Result<Posting> posting_of(const Due& due) {
  boost::system::error_code error;
  const json::value said = json::parse(due.said, error);
  if (error) return fail("what a notice says is no JSON");
  return Posting{due.id, json::serialize(json::object{
                             {"notice", due.id},
                             {"about", due.about},
                             {"reference", due.reference},
                             {"to", json::object{{"role", due.role}, {"table", due.table}, {"key", due.key}}},
                             {"left_at", due.left_at},
                             {"said", said}})};
}

Status told(pg::Connection& connection, const Due& due) {
  const auto done = connection.query(
      "UPDATE ringfence.notice SET sent = pg_catalog.clock_timestamp(), error = NULL WHERE id = $1", {due.id});
  if (!done) return done.error();
  const auto left = outbox::leave(
      connection, {"notice",
                   {{"id", due.id}, {"about", due.about}, {"reference", due.reference}, {"role", due.role}},
                   {{"to", due.table + " " + due.key}}});
  return left ? Status() : left.error();
}

// One, in a transaction of its own. False: none is due.
Result<bool> deliver_one(pg::Connection& connection, const Post& post, Delivered& delivered) {
  bool any = false;
  const Status done = pg::in_transaction(connection, [&]() -> Status {
    const auto due = next_due(connection);
    if (!due) return due.error();
    if (!*due) return {};
    any = true;
    const auto posting = posting_of(**due);
    const Status posted = posting ? post(*posting) : Status(posting.error());
    if (posted) {
      ++delivered.told;
      return told(connection, **due);
    }
    ++delivered.failed;
    delivered.error = to_text(posted.error());
    const auto kept = connection.query(failed_sql, {(*due)->id, *delivered.error});
    return kept ? Status() : kept.error();
  });
  if (!done) return done.error();
  return any;
}

}  // namespace

Result<std::string> leave(pg::Connection& connection, const Notice& notice) {
  const std::string id = ledger::new_transfer_id();
  const auto rows = connection.query(
      "INSERT INTO ringfence.notice (id, about, reference, role, subject_table, subject, said, due) VALUES ($1, $2, $3,"
      " $4, $5, $6, $7::jsonb, COALESCE($8::timestamptz, pg_catalog.now()))",
      {id, notice.about, notice.reference, notice.role, notice.table, notice.key, json::serialize(notice.said),
       notice.due.empty() ? pg::Parameter() : pg::Parameter(notice.due)});
  if (!rows) return rows.error();
  return id;
}

Result<Delivered> deliver(pg::Connection& connection, const Post& post) {
  const auto there = connection.query("SELECT pg_catalog.to_regclass('ringfence.notice') IS NOT NULL");
  if (!there) return there.error();
  Delivered delivered;
  if (!there->boolean(0, 0)) return delivered;
  for (std::size_t i = 0; i != limits::notices_at_once; ++i) {
    const auto one = deliver_one(connection, post, delivered);
    if (!one) return one.error();
    if (!*one) break;
  }
  return delivered;
}

}  // namespace ringfence::notice
