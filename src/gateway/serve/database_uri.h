// A libpq URI taken apart as far as the gateway's own connections need it: hosts and ports, database, and whether a
// primary is asked for. PostgreSQL 15, 34.1.1.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/io/connect.h"

namespace ringfence::gateway {

struct DatabaseUri {
  std::vector<Address> addresses;
  std::string database;
  std::string user;
  bool primary = false;  // target_session_attrs=read-write or primary
};
Result<DatabaseUri> read_database_uri(const std::string& uri);

}  // namespace ringfence::gateway
