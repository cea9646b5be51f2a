// Withholdings begin and end on their dates by themselves: the ring's database does it when it is told to look.
#include "gateway/control/control_state.h"

namespace ringfence::gateway {

Result<std::vector<std::string>> Control::turn_withholdings() {
  std::vector<std::string> turned;
  const auto there = state_->ask("SELECT pg_catalog.to_regproc('ringfence.withholdings_turn') IS NOT NULL");
  if (!there) return there.error();
  if (!there->boolean(0, 0)) return turned;
  const auto rows = state_->ask("SELECT what, id FROM ringfence.withholdings_turn()");
  if (!rows) return within("withholdings that are due", rows.error());
  for (std::size_t row = 0; row != rows->size(); ++row)
    turned.push_back(rows->string(row, 0) + " " + rows->string(row, 1));
  return turned;
}

}  // namespace ringfence::gateway
