// What transactions of the ring's database left for its ledger.
#include "base/clock.h"
#include "gateway/control/control_state.h"

namespace ringfence::gateway {

Result<outbox::Drained> Control::drain_outbox(const outbox::Commit& commit) {
  const auto connection = state_->database();
  if (!connection) return connection.error();
  return outbox::drain(**connection, commit, now_in_milliseconds());
}

}  // namespace ringfence::gateway
