// Hiding ends with the demand that it rests on: in the transaction of the step that ends it.
#pragma once

#include "demand/case/demand.h"
#include "pg/connection.h"

namespace ringfence::demand {

struct Lifted {
  std::size_t whole = 0;     // withholdings that ended
  std::size_t narrowed = 0;  // that ended and began anew, for fewer jurisdictions or with an earlier end
};

// The moment, in UTC, at which its last day is over, as PostgreSQL reads a timestamptz; NULL: it has none.
pg::Parameter end_of(const Demand& demand);

// Lifts what is withheld on this demand and may no longer be: all of it where the demand came to be refused, referred
// or in conflict, after an appeal; what it no longer asks for where it was amended and executed anew. Held, and while
// nobody has decided, nothing changes. Nobody sees a row that stays withheld from them meanwhile.
Result<Lifted> lift_withholdings(pg::Connection& connection, const Demand& demand);

}  // namespace ringfence::demand
