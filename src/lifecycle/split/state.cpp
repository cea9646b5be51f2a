#include "lifecycle/split/state.h"

#include <fmt/format.h>

#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

using pg::quote_literal;

constexpr const char* tables_sql =
    "CREATE SCHEMA IF NOT EXISTS ringfence;"
    "CREATE TABLE ringfence.split (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), source text NOT NULL,"
    " plan text NOT NULL, snapshot text NOT NULL, rows_loaded boolean NOT NULL DEFAULT false,"
    " started timestamptz NOT NULL DEFAULT pg_catalog.now(), finished timestamptz);"
    "CREATE TABLE ringfence.split_stream (stream text PRIMARY KEY, pages bigint NOT NULL);"
    "CREATE TABLE ringfence.split_chunk (stream text, first_page bigint, end_page bigint NOT NULL, rows bigint NOT "
    "NULL,"
    " digest text NOT NULL, left_behind bigint NOT NULL, PRIMARY KEY (stream, first_page));"
    "CREATE TABLE ringfence.split_step (step text PRIMARY KEY, done timestamptz NOT NULL DEFAULT pg_catalog.now());"
    "REVOKE ALL ON SCHEMA ringfence FROM PUBLIC;";

constexpr const char* foreign_tables_sql =
    "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r','p','m','v','S') AND n.nspname <> 'ringfence' AND n.nspname <> 'information_schema'"
    " AND n.nspname !~ '^pg_' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = "
    "'pg_catalog.pg_class'::regclass"
    " AND d.objid = c.oid AND d.deptype = 'e')";

Status read_chunks(pg::Connection& ring, RingState& state) {
  auto rows = ring.query("SELECT stream, first_page, end_page, rows, digest, left_behind FROM ringfence.split_chunk");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    ChunkRecord chunk{rows->string(i, 0),
                      static_cast<std::uint64_t>(rows->integer(i, 1)),
                      static_cast<std::uint64_t>(rows->integer(i, 2)),
                      {},
                      static_cast<std::uint64_t>(rows->integer(i, 5))};
    auto digest = row_digest(static_cast<std::uint64_t>(rows->integer(i, 3)), rows->text(i, 4));
    if (!digest) return digest.error();
    chunk.digest = *digest;
    state.chunks.emplace(std::pair(chunk.stream, chunk.first_page), std::move(chunk));
  }
  return {};
}

}  // namespace

Result<RingState> read_state(pg::Connection& ring) {
  RingState state;
  auto exists = ring.query("SELECT pg_catalog.to_regclass('ringfence.split_step') IS NOT NULL");
  if (!exists) return exists.error();
  auto foreign = ring.query(foreign_tables_sql);
  if (!foreign) return foreign.error();
  state.foreign_tables = static_cast<std::uint64_t>(foreign->integer(0, 0));
  if (!exists->boolean(0, 0)) return state;
  auto record = ring.query("SELECT source, plan, snapshot, rows_loaded, finished IS NOT NULL FROM ringfence.split");
  if (!record) return record.error();
  if (record->size() == 0) return state;
  state.record = SplitRecord{record->string(0, 0), record->string(0, 1), record->string(0, 2), record->boolean(0, 3),
                             record->boolean(0, 4)};
  auto pages = ring.query("SELECT stream, pages FROM ringfence.split_stream");
  if (!pages) return pages.error();
  for (std::size_t i = 0; i < pages->size(); ++i)
    state.pages[pages->string(i, 0)] = static_cast<std::uint64_t>(pages->integer(i, 1));
  auto steps = ring.query("SELECT step FROM ringfence.split_step");
  if (!steps) return steps.error();
  for (std::size_t i = 0; i < steps->size(); ++i) state.steps.insert(steps->string(i, 0));
  RINGFENCE_TRY(read_chunks(ring, state));
  return state;
}

std::string create_state_sql(const SplitRecord& record, const std::vector<Stream>& streams) {
  std::string sql = tables_sql;
  sql += fmt::format("INSERT INTO ringfence.split (source, plan, snapshot) VALUES ({}, {}, {});",
                     quote_literal(record.source), quote_literal(record.plan), quote_literal(record.snapshot));
  for (const Stream& stream : streams) {
    sql += fmt::format("INSERT INTO ringfence.split_stream VALUES ({}, {});", quote_literal(stream.id), stream.pages);
  }
  return sql;
}

std::string record_chunk_sql(const ChunkRecord& chunk) {
  return fmt::format("INSERT INTO ringfence.split_chunk VALUES ({}, {}, {}, {}, {}, {})", quote_literal(chunk.stream),
                     chunk.first_page, chunk.end_page, chunk.digest.rows, quote_literal(digest_hex(chunk.digest)),
                     chunk.left_behind);
}

std::string record_step_sql(const std::string& step) {
  return fmt::format("INSERT INTO ringfence.split_step (step) VALUES ({}) ON CONFLICT DO NOTHING", quote_literal(step));
}

std::string record_snapshot_sql(const std::string& snapshot) {
  return "UPDATE ringfence.split SET snapshot = " + quote_literal(snapshot);
}

std::string forget_stream_sql(const std::string& stream) {
  return "DELETE FROM ringfence.split_chunk WHERE stream = " + quote_literal(stream);
}

Status start_over(pg::Connection& ring) {
  return ring.execute(R"(DO $$
DECLARE each record;
BEGIN
  IF EXISTS (SELECT FROM ringfence.split WHERE finished IS NOT NULL) THEN
    RAISE EXCEPTION 'the split of this ring has finished: it is not emptied';
  END IF;
  FOR each IN SELECT evtname FROM pg_catalog.pg_event_trigger e WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP EVENT TRIGGER %I', each.evtname);
  END LOOP;
  FOR each IN SELECT extname FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' LOOP
    EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', each.extname);
  END LOOP;
  FOR each IN SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', each.nspname);
  END LOOP;
  CREATE SCHEMA public AUTHORIZATION pg_database_owner;
  GRANT USAGE ON SCHEMA public TO PUBLIC;
END $$)");
}

}  // namespace ringfence::lifecycle
