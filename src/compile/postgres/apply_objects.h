// Making the walls: the only place that runs their SQL.
#pragma once

#include <span>
#include <vector>

#include "compile/postgres/walls.h"
#include "pg/connection.h"

namespace ringfence::compile {

// Runs `create` of each, in order, in the caller's transaction. None of them may exist yet.
Status create_objects(pg::Connection& connection, std::span<const Object> objects);

}  // namespace ringfence::compile
