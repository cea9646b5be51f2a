// Where the accounts of a demand are at home, and their keys as PostgreSQL writes them.
#pragma once

#include "demand/case/event.h"
#include "pg/connection.h"

namespace ringfence::demand {

struct AccountFound {
  Named account;  // with the key as it is written there
  Found home;     // its ring; and its code, where that is this one
};

// Looked up in the subject table of this ring, then in its directory. In a transaction the row of one that is at home
// here is held: nobody erases it before the transaction ends.
Result<AccountFound> find_account(pg::Connection& connection, const policy::Policy& policy, const Named& account);
Result<std::vector<Found>> find_accounts(pg::Connection& connection, const policy::Policy& policy, const Says& says);

}  // namespace ringfence::demand
