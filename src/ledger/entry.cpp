#include "ledger/entry.h"

#include <fmt/format.h>

#include <set>

#include "base/limits.h"
#include "ledger/canonical.h"
#include "ledger/schema.h"

namespace ringfence::ledger {

namespace {

json::array sorted_once(const std::vector<std::string>& names) {
  json::array array;
  for (const std::string& name : std::set<std::string>(names.begin(), names.end())) array.emplace_back(name);
  return array;
}

std::string shape_text(const std::string& shape) {
  return shape.size() <= limits::ledger_shape_bytes ? shape : "sha256:" + to_hex(sha256(shape));
}

// As canonical JSON has it, without its quotes.
std::size_t written_bytes(char c) {
  if (static_cast<unsigned char>(c) >= 0x20) return c == '"' || c == '\\' ? 2 : 1;
  return c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r' ? 2 : 6;
}

// Cut between lines, so that what is left is whole lines of text. By what it will take in the entry: a text of quotes
// takes twice its bytes there.
std::string diff_text(const std::string& diff) {
  constexpr std::string_view rest = "(the rest is left out)\n";
  std::size_t written = 0;
  std::size_t lines_end = 0;
  for (std::size_t i = 0; i < diff.size(); ++i) {
    written += written_bytes(diff[i]);
    if (written > limits::ledger_diff_bytes) return diff.substr(0, lines_end) + std::string(rest);
    if (diff[i] == '\n' && written + rest.size() + 1 <= limits::ledger_diff_bytes) lines_end = i + 1;
  }
  return diff;
}

}  // namespace

std::string_view to_text(Side side) {
  return side == Side::exporter ? "exporter" : side == Side::importer ? "importer" : "asker";
}

std::string_view to_text(TransferOutcome outcome) {
  return outcome == TransferOutcome::complete ? "complete" : outcome == TransferOutcome::failed ? "failed" : "cut";
}

std::string_view Entry::text(std::string_view field) const {
  return fields_.at(field).as_string();
}

std::uint64_t Entry::number(std::string_view field) const {
  return fields_.at(field).to_number<std::uint64_t>();
}

Result<Entry> parse_entry(std::string_view bytes) {
  if (bytes.size() > limits::ledger_entry_bytes) return fail("an entry is too long");
  auto value = parse_canonical(bytes);
  if (!value) return value.error();
  if (const Status right = check_schema(*value); !right) return right.error();
  Entry entry;
  entry.bytes_ = bytes;
  entry.fields_ = std::move(value->get_object());
  return entry;
}

Result<Entry> make_entry(std::string_view kind, std::uint64_t time, json::object fields) {
  fields["version"] = schema_version;
  fields["kind"] = kind;
  fields["time"] = time;
  Entry entry;
  entry.fields_ = std::move(fields);
  if (const Status right = check_schema(entry.fields_); !right) return right.error();
  auto bytes = to_canonical(entry.fields_);
  if (!bytes) return bytes.error();
  if (bytes->size() > limits::ledger_entry_bytes) {
    return fail(fmt::format("an entry of kind {} would be longer than {} bytes", kind, limits::ledger_entry_bytes));
  }
  entry.bytes_ = std::move(*bytes);
  return entry;
}

Result<Entry> make_entry(const Transfer& transfer, std::uint64_t time) {
  json::object committed;
  for (const auto& [name, hash] : transfer.committed) committed[name] = to_hex(hash);
  return make_entry("transfer", time,
                    {{"id", transfer.id},
                     {"side", to_text(transfer.side)},
                     {"from", transfer.from},
                     {"to", transfer.to},
                     {"location", transfer.location},
                     {"service", transfer.service},
                     {"purpose", transfer.purpose},
                     {"rule", transfer.rule},
                     {"tables", sorted_once(transfer.tables)},
                     {"columns", sorted_once(transfer.columns)},
                     {"shape", shape_text(transfer.shape)},
                     {"policy", transfer.policy},
                     {"committed", std::move(committed)}});
}

Result<Entry> make_entry(const TransferEnd& end, std::uint64_t time) {
  return make_entry("transfer-end", time,
                    {{"id", end.id},
                     {"side", to_text(end.side)},
                     {"rows", end.rows},
                     {"bytes", end.bytes},
                     {"outcome", to_text(end.outcome)}});
}

Result<Entry> make_entry(const PolicyChange& change, std::uint64_t time) {
  return make_entry("policy", time,
                    {{"old", change.old_hash}, {"new", change.new_hash}, {"diff", diff_text(change.diff)}});
}

Result<Entry> make_entry(const Recovery& recovery, std::uint64_t time) {
  return make_entry("recovery", time,
                    {{"size", recovery.size}, {"published", recovery.published}, {"torn", recovery.torn}});
}

std::string new_transfer_id() {
  return random_hex(16);
}

Opening commit_to(Transfer& transfer, std::string_view name, std::string_view value) {
  Opening opening = make_opening(name, value);
  transfer.committed[opening.name] = commitment_of(opening);
  return opening;
}

Status check_openings(const Entry& entry, const std::vector<Opening>& openings) {
  std::set<std::string> opened;
  const auto* committed = entry.fields().if_contains("committed");
  for (const Opening& opening : openings) {
    if (opening.value.size() > limits::opening_bytes) return fail("what is committed to is too long");
    const auto* hash = committed == nullptr ? nullptr : committed->get_object().if_contains(opening.name);
    if (hash == nullptr || std::string_view(hash->get_string()) != to_hex(commitment_of(opening))) {
      return fail(fmt::format("an opening of \"{}\" does not open a commitment of its entry", opening.name));
    }
    if (!opened.insert(opening.name).second) return fail("a commitment is opened twice");
  }
  return {};
}

}  // namespace ringfence::ledger
