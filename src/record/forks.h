// Evidence that a ledger is not one: two checkpoints that cannot be of the same log. Kept until a person removes it.
//   DIR/forks/RING-<hash of what was before>.json  {"ring", "time", "what", "before", "asked"}
// Blocking.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/files.h"

namespace ringfence::record {

// Of which kind a fork is, and whose ledger is in question.
inline constexpr std::string_view other_root = "other-root";      // the ring's: two roots of one size
inline constexpr std::string_view no_extension = "no-extension";  // the ring's: the proof fails
inline constexpr std::string_view disputed = "disputed";          // ours: the ring has cosigned something else

struct Fork {
  std::string ring;
  std::uint64_t time = 0;  // seconds since 1970
  std::string_view what;
  std::string before;  // the note that was cosigned last; of a dispute, what the ring answered
  std::string asked;   // ledger/witness_request.h
};

// Where it is kept. Of one kind and one state before, the first alone is kept; past limits::forks_kept none is, and
// that is an error.
Result<std::string> keep_fork(ledger::Files& files, const std::string& folder, const Fork& fork);
// How many are kept, by ring; those of our own ledger are under "own:" and the ring that disputes it.
Result<std::map<std::string, std::size_t>> count_forks(ledger::Files& files, const std::string& folder);

}  // namespace ringfence::record
