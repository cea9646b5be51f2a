#include "gateway/serve/remembered.h"

#include <algorithm>

#include "ledger/read_back.h"

namespace ringfence::gateway {

Result<Remembered> remember(ledger::Source& log, const policy::Policy& policy, volumes::Day since, volumes::Day until,
                            std::uint64_t begun) {
  Remembered remembered;
  ledger::Crossings crossings([&](const ledger::Crossing& crossing) {
    if (!crossing.finished) {
      remembered.unfinished.push_back(crossing);
      return;
    }
    const volumes::Day day = volumes::day_of(crossing.ended);
    if (crossing.side != ledger::Side::exporter || day < since || day >= until) return;
    remembered.history.add(day, volumes::way_of(crossing, policy), crossing.rows);
  });
  const std::uint64_t first =
      std::min(static_cast<std::uint64_t>(std::max<volumes::Day>(since, 0)) * 86'400'000, begun);
  const Status read = ledger::read_back(log, [&](const ledger::Entry& entry) {
    if (entry.time() < first && !crossings.waits_for_beginning()) return false;
    crossings.add(entry);
    return true;
  });
  if (!read) return read.error();
  crossings.finish();
  return remembered;
}

}  // namespace ringfence::gateway
