// The journal: the file that an append is durable in, and what a ledger is read from again. Pure: bytes only.
//   "ringfence-journal-1\n"
//   u32 length, then the tree it begins with (Tree::encode()), then SHA-256 of all up to here
//   and for each batch:
//   u32 how many entries, u32 length of their bundle, u32 length of their openings, the bundle, the openings' lines,
//   then SHA-256(the digest before this one ‖ all of this record up to here)
// Behind the last record there may be zeros, room for the next.
// Numbers have the high byte first. Each digest follows from the one before, so that records are neither lost nor
// exchanged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/commitment.h"
#include "ledger/sequencer.h"
#include "ledger/tree.h"

namespace ringfence::ledger {

// Zeros that a journal is given at a time, so that its length changes with one write in many.
inline constexpr std::size_t journal_room = 32u << 10;

struct JournalStart {
  std::string bytes;
  Sha256 digest{};
};
JournalStart begin_journal(const Tree& tree);

// One record. `first` is the index of its first entry, for the openings. `digest` is the one before, and then its own.
std::string journal_record(const std::vector<Append>& batch, std::uint64_t first, Sha256& digest);

struct JournalRead {
  Tree tree;  // that it begins with
  std::vector<std::string> entries;
  std::vector<OpeningLine> openings;
  std::uint64_t torn = 0;  // bytes, up to the last that is not 0, that a write did not finish: nobody was told of them
};
// A last record that is not whole is torn. Anything else that is not as written is an error: a record that is not whole
// with a whole one behind it, or more behind the last whole one than one batch can be.
Result<JournalRead> read_journal(std::string_view bytes);

}  // namespace ringfence::ledger
