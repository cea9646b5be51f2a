// A ledger's entries from the last to the first. Blocking, by what the source is. The files are believed: for who
// wrote them; who has them from others uses verify().
#pragma once

#include <functional>

#include "ledger/entry.h"
#include "ledger/source.h"

namespace ringfence::ledger {

// Until `more` says false, or the first entry was seen. One bundle is in memory at a time.
Status read_back(Source& source, const std::function<bool(const Entry&)>& more);

}  // namespace ringfence::ledger
