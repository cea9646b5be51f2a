// What a ring's own ledger tells of the rows that have left it. Blocking.
#pragma once

#include <string>
#include <vector>

#include "ledger/crossings.h"
#include "ledger/source.h"
#include "policy/model.h"
#include "volumes/history.h"

namespace ringfence::gateway {

struct Remembered {
  volumes::History history;                  // of transfers that have ended
  std::vector<ledger::Crossing> unfinished;  // of any side; those that are open now too
};
// Of the days from `since` to before `until`; unfinished ones as far back as was read, at least to `begun` (in
// milliseconds). Reads from the end back: it takes about 4 µs an entry, and the memory of what `history` holds.
Result<Remembered> remember(ledger::Source& log, const policy::Policy& policy, volumes::Day since, volumes::Day until,
                            std::uint64_t begun);

}  // namespace ringfence::gateway
