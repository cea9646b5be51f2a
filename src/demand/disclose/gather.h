// Reading what a demand gets: as it stands at one moment, by a role that can read nothing else.
#pragma once

#include "demand/disclose/questions.h"
#include "pg/connection.h"

namespace ringfence::demand {

struct Gathered {
  std::string name;  // "person.csv", "person.json"
  std::string bytes;
  std::uint64_t rows = 0;
  std::string sha256;
};

struct Disclosure {
  std::vector<Gathered> files;  // two a table
  std::uint64_t rows = 0;       // of all tables, each once
};

// SQL that makes the role and gives it these rights and no others.
std::vector<std::string> role_statements(const std::string& role, const Questions& questions, bool superuser);

// `connection` is not in a transaction. The role is made, used and gone in one that is rolled back: nothing of it is
// ever seen by anybody else, and nothing is left behind whatever happens.
Result<Disclosure> gather(pg::Connection& connection, const Questions& questions);

// The files and their digests: what the ledger commits to.
json::array files_json(const Disclosure& disclosure);
Result<std::string> files_digest(const Disclosure& disclosure);

}  // namespace ringfence::demand
