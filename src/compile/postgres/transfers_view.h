// The views of one reader. For transfers*.cpp only.
#pragma once

#include "compile/postgres/transfers_parts.h"

namespace ringfence::compile::building {

// Fills in the views, what their owner must have for them, and what the reader may do with each.
void add_views(const policy::Ring& ring, const Catalogue& catalogue, const Placements& placements, const Rules& rules,
               TransferRole& role);

}  // namespace ringfence::compile::building
