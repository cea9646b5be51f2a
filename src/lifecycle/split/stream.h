// What is copied, from where to where: one stream for each table that holds rows, one for each directory. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compile/postgres/placement.h"
#include "lifecycle/split/projection.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

enum class Routing {
  by_row,  // the first field of each line is the ring's number, '?' or '-'; it is cut off
  all,     // every line to every ring
  one,     // every line to `ring`
};

struct Stream {
  std::string id;           // names it in the rings' records; stable from run to run
  policy::TableName table;  // the source table that is scanned
  std::string kind;         // for people: subject, owned, shared, bound, directory
  Routing routing = Routing::all;
  std::size_t ring = 0;         // of Routing::one
  bool second_is_home = false;  // the second field is `ringfence_home`: sent on, not part of the digest
  std::string select;           // SELECT … FROM … of the whole table; `t` is the scanned table
  std::string target;           // the ring's table, quoted
  std::string target_columns;   // for COPY … FROM STDIN, in the order of the fields sent
  std::string digest_columns;   // for the reading back: what the digest is made of
  std::uint64_t pages = 0;      // of the table when the split began
  bool directory = false;
};

// A part of a stream that each ring takes in one transaction.
struct Chunk {
  std::size_t stream = 0;
  std::uint64_t first_page = 0;
  std::uint64_t end_page = 0;  // 0: to the table's end
  std::uint64_t pages = 0;     // as far as known; at least 1
};

// In the catalogue's order; tables without a row store of their own (partitioned parents) have none.
std::vector<Stream> plan_streams(const policy::Policy& policy, const compile::Catalogue& catalogue,
                                 const compile::Placements& tables, const std::vector<RowPlacement>& placements);

// Cuts streams into chunks of at most limits::split_chunk_bytes, largest streams first. A server older than 14 cannot
// scan a range of pages, so there each stream is one chunk.
std::vector<Chunk> plan_chunks(const std::vector<Stream>& streams, int server_version);

std::string copy_out_sql(const Stream& stream, const Chunk& chunk);
std::string copy_in_sql(const Stream& stream);
std::string read_back_sql(const Stream& stream);

}  // namespace ringfence::lifecycle
