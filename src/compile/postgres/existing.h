// What a ring's database has of the walls, read from the server; and the application's own catalogue under them.
// Reading only: `drift` runs where nothing may be written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compile/postgres/change.h"
#include "compile/postgres/walls.h"
#include "pg/connection.h"

namespace ringfence::compile {

// The catalogue as the application made it: without what Ringfence added, with the foreign keys it turned or dropped.
Result<Catalogue> application_catalogue(pg::Connection& connection);

enum class Standing { as_wanted, missing, different, not_validated, disabled };

struct Compared {
  const Object* object = nullptr;  // of the list that was compared
  Standing standing = Standing::as_wanted;
  std::string found;  // what the server has instead; empty when it has nothing
};

struct Comparison {
  std::vector<Compared> objects;  // one for each wanted object, in order
  struct Unexpected {
    std::string what;  // for people
    std::string drop;  // SQL that removes it
  };
  std::vector<Unexpected> unexpected;  // things named as Ringfence's own that no policy asks for
};

// Views of ours that nothing calls for any more: before the columns that they show, and after rights on them are.
Status add_leftover_views(pg::Connection& connection, const std::vector<Object>& wanted, std::vector<Change>& changes);
// Functions and side tables of transfer rules that are gone. Last of all: views and triggers may need them till then.
Status add_leftovers(pg::Connection& connection, const std::vector<Object>& wanted, std::vector<Change>& changes);

// As what we say and what the server prints are compared: it writes quotation marks only where it must.
std::string unquoted(std::string_view text);

Result<Comparison> compare_walls(pg::Connection& connection, const std::vector<Object>& wanted);

}  // namespace ringfence::compile
