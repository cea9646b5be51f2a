// The parts of world views: beside "post", which unites all rings, "eu:post" with the rows of ring eu alone, for what
// each ring can count by itself. docs/decisions/0013-world-views.md.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "compile/postgres/catalogue.h"
#include "pg/connection.h"
#include "policy/model.h"

namespace ringfence::compile {

// By the table's name, without a schema: its parts' names, one a ring, this ring's among them.
using TableParts = std::map<std::string, std::vector<std::string>, std::less<>>;
// By login role, which is the schema's name too.
using WorldParts = std::map<std::string, TableParts, std::less<>>;

// Whether a part can have a name of which its table can be told.
bool has_world_part_name(std::string_view ring, std::string_view table);
// For those that can.
std::string world_part_name(std::string_view ring, std::string_view table);

// Those that the database has. None of a table where one is of a ring that the policy does not have, or may be a table
// of the application's own: some of the parts would be taken for all.
Result<WorldParts> read_world_parts(pg::Connection& connection, const policy::Policy& policy,
                                    const Catalogue& catalogue);

}  // namespace ringfence::compile
