#include "ledger/journal.h"

#include <cstring>
#include <optional>

#include "base/crypto.h"
#include "base/limits.h"
#include "ledger/big_endian.h"
#include "ledger/bundle.h"

namespace ringfence::ledger {

namespace {

constexpr std::string_view magic = "ringfence-journal-1\n";
constexpr std::size_t head_bytes = 12;

Sha256 digest_after(const Sha256& before, std::string_view record) {
  std::string bytes(as_bytes(before));
  bytes += record;
  return sha256(bytes);
}

bool take_digest(std::string_view& bytes, Sha256& digest) {
  if (bytes.size() < digest.size()) return false;
  std::memcpy(digest.data(), bytes.data(), digest.size());
  bytes.remove_prefix(digest.size());
  return true;
}

// A record as its lengths have it, whether or not its digest is right.
struct Record {
  std::uint32_t count = 0;
  std::string_view all;  // up to its digest
  std::string_view bundle;
  std::string_view openings;
  Sha256 digest{};
};

std::optional<Record> take_record(std::string_view& bytes) {
  std::string_view rest = bytes;
  Record record;
  std::uint32_t bundle = 0;
  std::uint32_t openings = 0;
  if (!take_big_endian(rest, record.count) || !take_big_endian(rest, bundle) || !take_big_endian(rest, openings)) {
    return std::nullopt;
  }
  if (rest.size() < std::size_t{bundle} + openings) return std::nullopt;
  record.all = bytes.substr(0, head_bytes + bundle + openings);
  record.bundle = rest.substr(0, bundle);
  record.openings = rest.substr(bundle, openings);
  rest.remove_prefix(std::size_t{bundle} + openings);
  if (!take_digest(rest, record.digest)) return std::nullopt;
  bytes = rest;
  return record;
}

Error damaged(std::string detail) {
  return fail("the ledger's journal is damaged", std::move(detail),
              "bring it back from where it is whole; see docs/ledger.md");
}

Status add_record(const Record& record, JournalRead& read) {
  const auto entries = parse_bundle(record.bundle, record.count);
  if (!entries) return damaged("a record's entries are not as many as it says");
  for (const std::string_view entry : *entries) read.entries.emplace_back(entry);
  std::string_view lines = record.openings;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    auto line = end == std::string_view::npos ? Result<OpeningLine>(damaged("an opening has no end"))
                                              : parse_opening(lines.substr(0, end));
    if (!line) return line.error();
    read.openings.push_back(std::move(*line));
    lines.remove_prefix(end + 1);
  }
  return {};
}

// What stands behind the last record that is right: nothing, or one that a write did not finish, of which so many bytes
// were written.
Status check_torn(std::string_view rest, std::size_t written) {
  // Openings are written in base64, with names and salts; entries have their lengths.
  constexpr std::size_t most = 4 * limits::ledger_batch_bytes + limits::ledger_waiting * 8;
  if (written > most) return damaged("there is more behind its last whole record than one write can be");
  const auto broken = take_record(rest);
  if (!broken) return {};
  const auto next = take_record(rest);
  if (next && digest_after(broken->digest, next->all) == next->digest) {
    return damaged("a record of appends is not what was written");
  }
  return {};
}

}  // namespace

JournalStart begin_journal(const Tree& tree) {
  JournalStart start{std::string(magic), {}};
  const std::string state = tree.encode();
  put_big_endian(start.bytes, static_cast<std::uint32_t>(state.size()));
  start.bytes += state;
  start.digest = sha256(start.bytes);
  start.bytes += as_bytes(start.digest);
  return start;
}

std::string journal_record(const std::vector<Append>& batch, std::uint64_t first, Sha256& digest) {
  std::string bundle;
  std::string openings;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    append_to_bundle(bundle, batch[i].entry);
    for (const Opening& opening : batch[i].openings) openings += to_text({first + i, opening});
  }
  std::string record;
  record.reserve(head_bytes + bundle.size() + openings.size() + digest.size());
  put_big_endian(record, static_cast<std::uint32_t>(batch.size()));
  put_big_endian(record, static_cast<std::uint32_t>(bundle.size()));
  put_big_endian(record, static_cast<std::uint32_t>(openings.size()));
  record += bundle;
  record += openings;
  digest = digest_after(digest, record);
  return record.append(as_bytes(digest));
}

Result<JournalRead> read_journal(std::string_view bytes) {
  std::string_view rest = bytes;
  std::uint32_t length = 0;
  if (!rest.starts_with(magic)) return damaged("it does not begin as one");
  rest.remove_prefix(magic.size());
  if (!take_big_endian(rest, length) || rest.size() < length) return damaged("its beginning is not whole");
  const std::string_view state = rest.substr(0, length);
  rest.remove_prefix(length);
  Sha256 digest = sha256(bytes.substr(0, magic.size() + 4 + length));
  Sha256 written{};
  auto tree = Tree::decode(state);
  if (!take_digest(rest, written) || written != digest || !tree)
    return damaged("its beginning is not what was written");
  JournalRead read{std::move(*tree), {}, {}, 0};
  while (!rest.empty()) {
    std::string_view after = rest;
    const auto record = take_record(after);
    if (!record || digest_after(digest, record->all) != record->digest) break;
    digest = record->digest;
    if (const Status added = add_record(*record, read); !added) return added.error();
    rest = after;
  }
  read.torn = rest.find_last_not_of('\0') + 1;  // npos + 1 is 0
  if (const Status torn = check_torn(rest, read.torn); !torn) return torn.error();
  return read;
}

}  // namespace ringfence::ledger
