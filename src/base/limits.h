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
inline constexpr std::size_t diff_edits = 1'000;  // lines that a change is compared by, one by one

// A database that is read.
inline constexpr std::size_t tables = 100'000;
inline constexpr std::size_t statement_bytes = 1u << 20;
// libpg_query recurses without looking at its stack: above about 7,000 nested expressions an 8 MiB stack overflows.
inline constexpr std::size_t statement_depth = 2000;
// How often a column may be noted while it is followed through the sub-selects of one statement.
inline constexpr std::size_t statement_origins = 200'000;
// Of an aggregate or a page that is made of the rings' own: past them it is sent as it is.
inline constexpr std::size_t by_ring_bytes = 8192;
inline constexpr std::size_t by_ring_comparisons = 200;  // with what it groups by
// What is withheld of a statement is counted: its text and parameters, so many of one batch, for so long.
inline constexpr std::size_t second_look_bytes = 64u << 10;
inline constexpr std::size_t second_looks = 8;
inline constexpr unsigned second_look_milliseconds = 5'000;
// What ringfence.search_query() is asked. Of what is written without spaces each character is a word.
inline constexpr std::size_t search_characters = 1'000;
inline constexpr std::size_t search_words = 64;

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
inline constexpr std::size_t server_login_message_bytes = 64u << 10;  // of a server that is not ready yet
inline constexpr std::size_t server_parameters = 200;                 // that it reports before it is

// What one session of the gateway may have at once. Beyond: an error, or it is read no further for a while.
inline constexpr std::size_t prepared_statements = 10'000;
inline constexpr std::size_t prepared_bytes = 64u << 20;  // of their texts
inline constexpr std::size_t portals = 1'000;             // until their Close is answered
inline constexpr std::size_t savepoints = 1'000;          // between which settings of ringfence.* changed
inline constexpr std::size_t replies_waiting = 10'000;
inline constexpr std::size_t own_setting_bytes = 1'024;  // a value of ringfence.*
// Of a migration's session: a longer message is no statement of ringfence.*, and is passed on as it comes.
inline constexpr std::size_t own_message_bytes = 64u << 10;
inline constexpr std::size_t late_ends = 10'000;  // ends of transfers that wait for a ledger that cannot be written
inline constexpr std::size_t transfers_under_way = 65'536;  // of one gateway
inline constexpr std::size_t ways_a_day = 1'000;  // rules, columns and ring that rows left by; more are counted as one
inline constexpr std::int64_t threshold_days = 3'660;  // that a threshold may look back
inline constexpr std::size_t pass_file_bytes = 1u << 20;
inline constexpr std::size_t link_name_digits = 24;
inline constexpr std::size_t asked_per_link = 1u << 31;      // statements that one peer link carries
inline constexpr std::size_t outbox_kept_bytes = 64u << 10;  // room that is kept from one event to the next
inline constexpr std::size_t world_rows_kept =
    16u << 20;  // of one ring, for one statement of a world view, ahead of who reads
inline constexpr std::size_t world_queries = 1'000;       // texts of which is known which rings are asked with them
inline constexpr std::size_t bind_bytes = 64u << 20;      // a Bind that has to be read before it is known where it goes
inline constexpr std::size_t copy_row_bytes = 64u << 20;  // of COPY FROM STDIN, where its home has to be known
inline constexpr std::size_t copy_questions = 10'000;     // homes of its rows that are asked at once
// What one server has prepared; past it the oldest is closed. As PgBouncer's max_prepared_statements does.
inline constexpr std::size_t prepared_per_server = 500;

inline constexpr std::size_t refusals_counted = 1'000;  // kinds of them, for figures
inline constexpr std::size_t pools = 1'000;             // services times the startup settings that clients come with
inline constexpr std::size_t errands_waiting = 10'000;

// What asks for a gateway's metrics.
inline constexpr std::size_t http_header_bytes = 8u << 10;
inline constexpr std::size_t http_file_bytes = 64u << 20;       // of a file that is served
inline constexpr std::size_t http_connections = 32;             // more are closed at once
inline constexpr std::uint64_t content_answer_ms = 2000;        // for the database to say whether content is withheld
inline constexpr std::uint64_t http_patience_ms = 5000;         // for a request, and for its answer to be taken
inline constexpr std::uint64_t http_body_patience_ms = 60'000;  // for the body of a call that was let in
inline constexpr std::size_t http_calls = 8;                    // whose bodies are read, that wait or are answered
inline constexpr std::size_t http_dropped_bytes = 64u << 20;    // of a body that nobody reads
inline constexpr std::uint64_t metrics_age_ms = 1000;           // metrics are made anew no more often
inline constexpr std::uint64_t metrics_patience_ms = 1000;      // for the gateway to make them

// What a gateway's settings may ask for.
inline constexpr std::size_t gateway_clients = 1'000'000;
inline constexpr std::size_t gateway_servers = 10'000;  // a pool
inline constexpr std::size_t password_bytes = 512;      // of a service

// Shapes of statements. A longer statement has none and is parsed each time.
inline constexpr std::size_t shape_bytes = 64u << 10;
inline constexpr std::size_t shape_literals = 4096;
inline constexpr unsigned statement_parameters = 65535;  // the protocol's count has two bytes
inline constexpr std::size_t shapes_cached = 10'000;
inline constexpr std::size_t shapes_shown = 200;               // by SHOW ringfence.shapes
inline constexpr std::size_t shape_shown_bytes = 500;          // of each
inline constexpr std::size_t shapes_cached_bytes = 64u << 20;  // of their keys

// The gateway's loop and its connections.
inline constexpr std::size_t loop_events = 128;                // taken from epoll at once
inline constexpr std::size_t loop_scratch_bytes = 128u << 10;  // read at once
inline constexpr std::size_t accepted_a_turn = 64;
inline constexpr std::uint64_t accept_rest_ms = 100;  // after the system had no descriptor left
inline constexpr std::uint64_t linger_ms = 2000;      // for the other side to take what was sent, and to close

// Services × purposes × viewers that decisions are kept for. Past it all are forgotten.
inline constexpr std::size_t askers = 4096;
// Homes that a gateway has learned.
inline constexpr std::size_t homes_cached = 1'000'000;
inline constexpr std::size_t homes_cached_bytes = 64u << 20;       // of what they are found by
inline constexpr std::size_t homes_read_ahead = homes_cached / 2;  // that settings may ask for
inline constexpr std::size_t homes_read_page = 2'000;
inline constexpr std::size_t homes_forgotten_singly = 10'000;  // of one pull; past it all are forgotten
// What gateways ask each other.
inline constexpr std::size_t peer_text_bytes = 64u << 10;
inline constexpr std::size_t peer_text_words = 64;
inline constexpr std::uint32_t pull_entries = 10'000;  // in one answer
inline constexpr std::uint32_t pull_page = 1000;       // that we ask for
inline constexpr std::size_t pull_pages = 1000;        // at once; the rest next time
inline constexpr double peer_lookups_a_second = 10;    // by hash, of each ring
inline constexpr double peer_lookups_at_once = 100;

// A ledger.
inline constexpr std::size_t ledger_entry_bytes = 65'535;  // its length has two bytes
inline constexpr std::size_t ledger_shape_bytes = 16u << 10;
inline constexpr std::size_t ledger_diff_bytes = 48u << 10;
inline constexpr std::size_t ledger_names = 1'000;  // tables, columns or commitments of one entry
inline constexpr std::size_t ledger_name_bytes = 256;
inline constexpr std::size_t ledger_depth = 4;        // of an entry's JSON
inline constexpr std::size_t opening_bytes = 4'096;   // of the value that a commitment hides
inline constexpr std::size_t note_bytes = 64u << 10;  // a checkpoint with all its signatures
inline constexpr std::size_t note_signatures = 64;
inline constexpr std::size_t note_key_name_bytes = 255;
inline constexpr std::size_t tile_file_bytes = 256 * 32;
inline constexpr std::size_t bundle_file_bytes = 256 * (2 + ledger_entry_bytes);
inline constexpr std::size_t ledger_key_bytes = 1'024;             // the file of a key
inline constexpr std::size_t ledger_batch_bytes = 4u << 20;        // made durable at once
inline constexpr std::size_t ledger_waiting = 100'000;             // appends that are not durable yet
inline constexpr std::size_t ledger_waiting_bytes = 64u << 20;     // of theirs
inline constexpr std::size_t ledger_journal_bytes = 64u << 20;     // then it is begun anew
inline constexpr std::size_t ledger_unpublished_bytes = 8u << 20;  // then it is published without waiting for the time
inline constexpr std::size_t ledger_files_synced_singly = 64;      // more at once: the whole file system
inline constexpr std::size_t openings_file_bytes = 64u << 20;
inline constexpr std::size_t proof_hashes = 64;
inline constexpr std::size_t notices_at_once = 100;           // posted before others have a turn
inline constexpr std::uint64_t webhook_patience_ms = 10'000;  // for its answer
inline constexpr std::size_t webhook_secret_bytes = 4u << 10;
inline constexpr std::size_t outbox_batch = 500;  // rows of ringfence.outbox that are put on record at once
inline constexpr std::size_t recorded_policy_bytes = policy_file_bytes * 2;  // its shown text, and a line before it
inline constexpr std::size_t forks_kept = 1'000;                             // files of evidence
inline constexpr std::uint64_t fetch_patience_ms = 30'000;                   // for one file of a ledger at an address

// Notices of authorities that are imported.
inline constexpr std::size_t notice_file_bytes = 1u << 20;
inline constexpr std::size_t notice_line_bytes = 256u << 10;
inline constexpr std::size_t notice_addresses = 10'000;  // of one
inline constexpr std::size_t notice_instruments = 200;   // of one; the rest is not looked for
inline constexpr std::size_t notice_files = 100'000;     // of one import
inline constexpr int notice_folders_deep = 16;
inline constexpr std::size_t proposal_file_bytes = 16u << 20;

// Screening: lists, names and decisions.
inline constexpr std::size_t screening_list_bytes = 1u << 30;
inline constexpr std::size_t screening_names_bytes = 16u << 20;  // the file of --from
inline constexpr std::size_t screening_decisions_bytes = 64u << 20;
inline constexpr std::size_t screening_dictionary_bytes = 128u << 20;
inline constexpr std::size_t screening_dictionary_entries = 2'000'000;
inline constexpr std::size_t screening_result_bytes = 256u << 20;  // that `ringfence check` reads
inline constexpr std::size_t screening_name_bytes = 4'096;         // a longer one is no name
inline constexpr std::size_t screening_entries = 5'000'000;
inline constexpr std::size_t screening_aliases = 2'000;   // of one entry
inline constexpr std::size_t screening_candidates = 120;  // compared in full, of one name
inline constexpr std::size_t screening_findings = 50;     // shown of one name; the count of the rest is said
inline constexpr std::size_t screening_chain = 8;         // steps of ownership that are followed
inline constexpr std::size_t screening_pieces = 6'000;    // readings of one unknown stretch of characters

// Demands.
inline constexpr std::size_t demand_document_bytes = 32u << 20;  // the original
inline constexpr std::size_t demand_names = 1'000;               // accounts or items of one
inline constexpr std::size_t demand_columns = 200;
inline constexpr std::size_t demand_text_bytes = 4'096;  // of each thing that it says
inline constexpr std::size_t demand_events = 1'000;      // of one
inline constexpr std::size_t demand_event_bytes = 1u << 20;
inline constexpr std::size_t emergency_accounts = 10;  // minimal data
inline constexpr std::size_t emergency_columns = 10;
inline constexpr std::size_t disclosure_bytes = 128u << 20;  // of all its files
inline constexpr std::size_t officer_key_bytes = 256;        // the file of a key
// Over HTTP.
inline constexpr std::size_t demand_step_bytes = demand_event_bytes + (64u << 10);  // the body of a step
inline constexpr std::size_t demand_file_bytes =
    demand_step_bytes + demand_document_bytes / 3 * 4 + 4;  // with its document
inline constexpr std::int64_t signature_window_s = 300;     // that a request may be old
inline constexpr std::int64_t signature_ahead_s = 30;       // that the clock of who asks may be ahead
inline constexpr std::size_t nonce_bytes = 128;
inline constexpr std::size_t least_nonce_bytes = 16;
inline constexpr std::size_t nonces_of_officer = 2'000;   // within that time; beyond: 429
inline constexpr std::uint64_t demand_entry_ms = 20'000;  // for a step's entry to be durable

// Programs that are run.
inline constexpr std::size_t program_output_bytes = 256u << 20;  // a schema as pg_dump prints it

}  // namespace ringfence::limits
