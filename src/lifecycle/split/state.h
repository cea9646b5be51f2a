// What each ring remembers of its own split, in the same transactions as the rows: so it is never ahead of them and
// never behind, whatever is killed when.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "lifecycle/split/row_digest.h"
#include "lifecycle/split/stream.h"
#include "pg/connection.h"

namespace ringfence::lifecycle {

struct SplitRecord {
  std::string source;    // the source's system identifier and database
  std::string plan;      // hash of everything that decides what goes where
  std::string snapshot;  // pg_current_snapshot() of the source; equal ones see equal rows
  bool rows_loaded = false;
  bool finished = false;
};

struct ChunkRecord {
  std::string stream;
  std::uint64_t first_page = 0;
  std::uint64_t end_page = 0;
  RowDigest digest;
  std::uint64_t left_behind = 0;  // rows of the chunk that a person decided to leave: no ring has them
};

struct RingState {
  std::optional<SplitRecord> record;
  std::map<std::string, std::uint64_t> pages;                           // of each stream, when the split began
  std::map<std::pair<std::string, std::uint64_t>, ChunkRecord> chunks;  // by stream and first page
  std::set<std::string> steps;                                          // what was done after the rows
  std::uint64_t foreign_tables = 0;  // tables that no split made: the database is somebody else's
};

// Reads it; a database that no split has touched gives an empty state.
Result<RingState> read_state(pg::Connection& ring);

// SQL to be run inside the transaction that does what it records.
std::string create_state_sql(const SplitRecord& record, const std::vector<Stream>& streams);
std::string record_chunk_sql(const ChunkRecord& chunk);
std::string record_step_sql(const std::string& step);
std::string record_snapshot_sql(const std::string& snapshot);
std::string forget_stream_sql(const std::string& stream);
inline constexpr const char* record_rows_loaded_sql = "UPDATE ringfence.split SET rows_loaded = true";
inline constexpr const char* record_finished_sql = "UPDATE ringfence.split SET finished = pg_catalog.now()";

// Empties the ring's database of what an unfinished split put there. Refuses where the split has finished.
Status start_over(pg::Connection& ring);

}  // namespace ringfence::lifecycle
