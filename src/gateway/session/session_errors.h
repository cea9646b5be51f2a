// PostgreSQL's own errors about names of statements and portals, in its words. For session*.cpp only.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "base/result.h"

namespace ringfence::gateway {

inline Error no_statement(std::string_view name) {
  if (name.empty()) return {"unnamed prepared statement does not exist", {}, {}, "26000"};
  return {fmt::format("prepared statement \"{}\" does not exist", name), {}, {}, "26000"};
}

inline Error no_portal(std::string_view name) {
  return {fmt::format("portal \"{}\" does not exist", name), {}, {}, "34000"};
}

}  // namespace ringfence::gateway
