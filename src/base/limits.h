// Every bound on what a file, a client or a database may make Ringfence do. Beyond one: refused, naming it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringfence::limits {

// Files that people write.
inline constexpr std::size_t policy_file_bytes = 4u << 20;
inline constexpr std::size_t codes_file_bytes = 4u << 20;
inline constexpr std::size_t placements_file_bytes = 16u << 20;
inline constexpr std::size_t diagnostics_shown = 1000;

// The policy.
inline constexpr std::size_t rings = 64;
inline constexpr std::size_t name_bytes = 63;       // PostgreSQL's NAMEDATALEN - 1
inline constexpr std::size_t ring_name_bytes = 24;  // transfer_<ring>_<purpose> must fit in name_bytes
inline constexpr std::size_t purpose_bytes = 29;
inline constexpr std::size_t path_steps = 8;

// A database that is read.
inline constexpr std::size_t tables = 100'000;
inline constexpr std::size_t statement_bytes = 1u << 20;
// libpg_query recurses without looking at its stack: above about 7,000 nested expressions an 8 MiB stack overflows.
inline constexpr std::size_t statement_depth = 2000;

// A split.
inline constexpr std::size_t split_jobs = 64;
inline constexpr std::size_t split_batch_bytes = 64u << 10;  // handed to a ring at once
// Of a table's pages, loaded in one transaction a ring. A table that is no larger is emptied and filled in one, and is
// then written without a log and frozen.
inline constexpr std::uint64_t split_chunk_bytes = 2ull << 30;
inline constexpr std::size_t astray_rows_listed = 10'000;  // per table, in the file a person edits
inline constexpr std::size_t placements = 10'000;          // rows a person places by hand

// A client or server of the gateway, before it has shown who it is and after. As PostgreSQL 15 has them where it has
// them.
inline constexpr std::size_t startup_packet_bytes = 10'000;
inline constexpr std::size_t startup_settings = 200;
inline constexpr std::size_t small_message_bytes = 10'000;     // of a message that carries neither statements nor data
inline constexpr std::size_t message_bytes = 0x3fff'fffe - 4;  // of any other
inline constexpr std::size_t cancel_key_bytes = 256;
inline constexpr std::size_t sasl_mechanisms = 16;
inline constexpr std::uint32_t scram_iterations = 1'000'000;  // that a server may make us do
inline constexpr std::size_t report_fields = 64;

// What a gateway's settings may ask for.
inline constexpr std::size_t gateway_clients = 1'000'000;
inline constexpr std::size_t gateway_servers = 10'000;  // a pool
inline constexpr std::size_t password_bytes = 512;      // of a service

// Shapes of statements. A longer statement has none and is parsed each time.
inline constexpr std::size_t shape_bytes = 64u << 10;
inline constexpr std::size_t shape_literals = 4096;
inline constexpr unsigned statement_parameters = 65535;  // the protocol's count has two bytes
inline constexpr std::size_t shapes_cached = 10'000;
inline constexpr std::size_t shapes_cached_bytes = 64u << 20;  // of their keys

// Programs that are run.
inline constexpr std::size_t program_output_bytes = 256u << 20;  // a schema as pg_dump prints it

}  // namespace ringfence::limits
