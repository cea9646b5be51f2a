// A ring's database made to order text as the source's does: encoding, collation and character type are settled when a
// database is created, and rows that were unique or in order under one may not be under another.
#pragma once

#include <string>

#include "base/result.h"
#include "pg/connection.h"

namespace ringfence::lifecycle {

// pg_database's columns of the same names (PostgreSQL, "Locale Support").
struct DatabaseLocale {
  std::string encoding;        // "UTF8"
  std::string collation;       // datcollate
  std::string character_type;  // datctype
  char provider = 'c';         // c libc, i ICU
  std::string icu_locale;      // of provider i
  bool operator==(const DatabaseLocale&) const = default;
};

// Of the database that is connected to.
Result<DatabaseLocale> database_locale(pg::Connection& connection);

// Afterwards the database of `ring_uri` has this locale: one that has it already is left alone, an empty one (no
// relation, function or type of a user's) is made anew with its owner, one that holds anything is an error. A killed
// call may leave no database of the name; the next one makes it. Needs a role that may create databases, and a
// database "postgres" on that server to work from.
Status make_like(const std::string& ring_uri, const DatabaseLocale& wanted);

// In SQL, for a database that is to be made: "TEMPLATE template0 ENCODING 'UTF8' …".
std::string create_options(const DatabaseLocale& locale, int server_version);

}  // namespace ringfence::lifecycle
