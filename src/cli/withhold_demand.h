// What a demand lets be withheld: nothing before it is executed, and nothing further than it says.
#pragma once

#include <string>
#include <vector>

#include "cli/withhold_order.h"

namespace ringfence::cli {

// Of a ring, in the caller's transaction, in which nobody else takes a step of the demand. The order with the whole id
// of its demand, and with what it did not say itself: reason, who asked, under which law, until when. 22023: the ring
// has no such demand, it asks for something else, or not for these keys or jurisdictions, for another reason, not so
// long, or under a seal; 55000: it is not executed.
Result<WithholdOrder> resting_on_demand(pg::Connection& connection, const WithholdOrder& order,
                                        const std::vector<std::string>& keys);

}  // namespace ringfence::cli
