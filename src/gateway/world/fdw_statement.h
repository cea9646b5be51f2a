// What PostgreSQL's postgres_fdw says on a connection of its own to a foreign server, apart from the queries that it
// reads by cursors: told apart, word for word. Pure. Anything else is `other`: nobody answers it. PostgreSQL 15, F.38.
#pragma once

#include <cstddef>
#include <string_view>

namespace ringfence::gateway {

struct FdwStatement {
  enum class Kind { setting, begin, commit, abort, savepoint, release, rollback_to, fetch, move_back, close, other };
  Kind kind = Kind::other;
  std::string_view cursor;  // of fetch, move_back and close: "c1"
  std::size_t rows = 0;     // of fetch
  unsigned savepoint = 0;   // of savepoint, release and rollback_to: 2 of "s2", which is the first that there is
};

// Of a text by the simple query protocol.
FdwStatement read_fdw_statement(std::string_view text);

struct FdwCursor {
  std::string_view cursor;  // empty: the text declares none
  std::string_view query;
};

// Of a text by the extended one.
FdwCursor read_fdw_cursor(std::string_view text);

}  // namespace ringfence::gateway
