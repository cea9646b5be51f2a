#include "load.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "base/file.h"
#include "pg/connection.h"
#include "tables.h"

namespace meridian {

namespace {

using ringfence::Result;
using ringfence::Status;
using ringfence::pg::Connection;

constexpr std::size_t schema_bytes = 1u << 20;
constexpr std::size_t batch_bytes = 256u << 10;
constexpr std::uint64_t chunk_indexes = 100'000;  // loaded in one transaction
constexpr std::string_view after_the_rows = "-- After the rows:";

struct Chunk {
  const TableMaker* table;
  std::uint64_t begin, end;
};

std::vector<Chunk> chunks_of(const std::vector<TableMaker>& tables) {
  std::vector<Chunk> chunks;
  for (const TableMaker& table : tables)
    for (std::uint64_t at = 0; at < table.count; at += chunk_indexes)
      chunks.push_back({&table, at, std::min(at + chunk_indexes, table.count)});
  return chunks;
}

// What the threads share. The first failure ends all of them.
struct Work {
  Work(const std::string& to, const World& of, const OnProgress& tell, std::vector<Chunk> all)
      : uri(to), world(of), on_progress(tell), chunks(std::move(all)) {}
  const std::string& uri;
  const World& world;
  const OnProgress& on_progress;
  std::vector<Chunk> chunks;
  std::uint64_t total = 0;
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::uint64_t done = 0;
  std::optional<ringfence::Error> failure;
};

Status load_chunk(Connection& connection, Work& work, const Chunk& chunk) {
  RINGFENCE_TRY(connection.copy_in(fmt::format("COPY {} FROM STDIN", chunk.table->copy)));
  CopyRows rows;
  for (std::uint64_t index = chunk.begin; index < chunk.end; ++index) {
    chunk.table->make(work.world, index, rows);
    if (rows.bytes().size() < batch_bytes && index + 1 < chunk.end) continue;
    RINGFENCE_TRY(connection.copy_send(rows.bytes()));
    rows.clear();
  }
  const auto taken = connection.copy_finish();
  if (!taken) return taken.error();
  return {};
}

Status load_chunks(Work& work) {
  auto connection = Connection::open(work.uri);
  if (!connection) return connection.error();
  for (std::size_t i = work.next++; i < work.chunks.size(); i = work.next++) {
    const Chunk& chunk = work.chunks[i];
    if (auto loaded = load_chunk(*connection, work, chunk); !loaded)
      return ringfence::within(chunk.table->copy, loaded.error());
    const std::lock_guard lock(work.mutex);
    if (work.failure) break;
    work.done += chunk.end - chunk.begin;
    work.on_progress(work.done, work.total);
  }
  return {};
}

Status load_rows(Work& work, unsigned jobs) {
  for (const Chunk& chunk : work.chunks) work.total += chunk.end - chunk.begin;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < jobs; ++i) {
    threads.emplace_back([&work] {
      if (auto status = load_chunks(work); !status) {
        const std::lock_guard lock(work.mutex);
        if (!work.failure) work.failure = status.error();
        work.next = work.chunks.size();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (work.failure) return *work.failure;
  return {};
}

std::vector<TableMaker> all_tables(const World& world) {
  std::vector<TableMaker> tables;
  for (const auto& some :
       {reference_tables(world), people_tables(world), writing_tables(world), activity_tables(world)})
    tables.insert(tables.end(), some.begin(), some.end());
  return tables;
}

}  // namespace

Status load(const std::string& uri, const std::filesystem::path& schema_file, const World& world, unsigned jobs,
            const OnProgress& on_progress) {
  auto schema = ringfence::read_file(schema_file, schema_bytes);
  if (!schema) return schema.error();
  const std::size_t cut = schema->find(after_the_rows);
  if (cut == std::string::npos)
    return ringfence::fail(fmt::format("\"{}\" has no line \"{}\"", schema_file.string(), after_the_rows));
  auto connection = Connection::open(uri);
  if (!connection) return connection.error();
  RINGFENCE_TRY(connection->execute(schema->substr(0, cut)));
  const std::vector<TableMaker> tables = all_tables(world);
  Work work(uri, world, on_progress, chunks_of(tables));
  RINGFENCE_TRY(load_rows(work, jobs));
  return connection->execute(schema->substr(cut));
}

}  // namespace meridian
