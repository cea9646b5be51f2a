#include "gateway/world/question.h"

namespace ringfence::gateway {

// In postgres_fdw's order, behind ORDER BY come LIMIT and locks. What is found inside of a literal costs nothing but
// the limit, or its absence.
std::string asked_as(std::string_view text) {
  std::string asked(text);
  const auto order = text.rfind(" ORDER BY ");
  if (order == std::string_view::npos) return asked;
  const std::string_view behind = text.substr(order);
  if (behind.find(" LIMIT ") != std::string_view::npos || behind.find(" FOR ") != std::string_view::npos) return asked;
  return asked + " LIMIT (SELECT NULL::bigint)";
}

}  // namespace ringfence::gateway
