// One entry of a ledger, and what makes entries of each kind. Pure. No personal data: what would be is committed to.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "ledger/commitment.h"

namespace ringfence::ledger {

enum class Side { exporter, importer, asker };
enum class TransferOutcome { complete, failed, cut };

// A transfer that begins: in the ledger of the ring the rows leave before the first of them does (exporter), in the one
// they come to (importer), in the one whose question carries constants to another ring (asker).
struct Transfer {
  std::string id;  // new_transfer_id()
  Side side = Side::exporter;
  std::string from;      // ring
  std::string to;        // ring
  std::string location;  // the reader's jurisdiction
  std::string service;
  std::string purpose;
  std::string rule;                  // empty: none was needed, as for a question's constants
  std::vector<std::string> tables;   // any order; the entry has them sorted, each once
  std::vector<std::string> columns;  // table.column
  std::string shape;                 // the statement without its literals; a long one becomes its hash
  std::string policy;                // SHA-256 of its text, in hex
  std::map<std::string, Sha256> committed;
};

struct TransferEnd {
  std::string id;
  Side side = Side::exporter;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  TransferOutcome outcome = TransferOutcome::complete;
};

struct PolicyChange {
  std::string old_hash;  // empty: the first
  std::string new_hash;
  std::string diff;  // what is beyond the limit is left out, and says so
};

struct Recovery {
  std::uint64_t size = 0;
  std::uint64_t published = 0;
  std::uint64_t torn = 0;
};

// An entry's bytes. Made only by what checked them: encoding one of the above, or parse_entry().
class Entry {
 public:
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] const json::object& fields() const { return fields_; }
  [[nodiscard]] std::string_view kind() const { return text("kind"); }
  [[nodiscard]] std::uint64_t time() const { return number("time"); }
  // Of a field that its kind has; anything else is a defect of the caller.
  [[nodiscard]] std::string_view text(std::string_view field) const;
  [[nodiscard]] std::uint64_t number(std::string_view field) const;

 private:
  friend Result<Entry> parse_entry(std::string_view bytes);
  friend Result<Entry> make_entry(std::string_view kind, std::uint64_t time, json::object fields);
  std::string bytes_;
  json::object fields_;
};

// Refuses what is not canonical (canonical.h), not of the schema (schema.h), or longer than limits::ledger_entry_bytes.
Result<Entry> parse_entry(std::string_view bytes);

// `time` in milliseconds since 1970. Errors: a text that is not UTF-8, a name too long, too many of them.
Result<Entry> make_entry(const Transfer& transfer, std::uint64_t time);
Result<Entry> make_entry(const TransferEnd& end, std::uint64_t time);
Result<Entry> make_entry(const PolicyChange& change, std::uint64_t time);
Result<Entry> make_entry(const Recovery& recovery, std::uint64_t time);
// Of any kind of the schema: `fields` without version, kind and time.
Result<Entry> make_entry(std::string_view kind, std::uint64_t time, json::object fields);

std::string new_transfer_id();
// Puts the commitment into the transfer; the opening goes with its entry to the ledger.
Opening commit_to(Transfer& transfer, std::string_view name, std::string_view value);
// Whether each opening opens a commitment of the entry, and each name is opened once at most.
Status check_openings(const Entry& entry, const std::vector<Opening>& openings);

std::string_view to_text(Side side);
std::string_view to_text(TransferOutcome outcome);

}  // namespace ringfence::ledger
