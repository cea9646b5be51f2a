// What a database has of transfer schemas and views. For transfers_changes.cpp only. Reads only.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compile/postgres/transfers.h"

namespace ringfence::compile {

struct FoundView {
  std::string kind;  // "view", or what else is there under that name
  std::string owner;
  std::set<std::string> options;       // security_barrier=true
  std::string printed;                 // as the server prints its query
  std::string source;                  // as it was made, from the record; empty: none
  std::string recorded;                // as the server printed it then
  std::vector<std::string> additions;  // rules and triggers on it
};

struct FoundSchema {
  std::map<std::string, FoundView> relations;
  std::vector<std::string> others;  // functions, types: nothing of ours
};

struct FoundTransfers {
  std::map<std::string, FoundSchema> schemas;
  struct Grantee {   // neither the owner nor the reader
    std::string on;  // as REVOKE takes it
    std::string to;  // the same; PUBLIC
  };
  std::vector<Grantee> grantees;
  std::vector<std::string> roles;  // named as ours, with rights or things in this database
};

Result<FoundTransfers> read_transfers(pg::Connection& connection);

}  // namespace ringfence::compile
