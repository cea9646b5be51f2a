#include "gateway/world/question.h"

namespace ringfence::gateway {

// postgres_fdw writes it last but for LIMIT and locks. Where it is found inside of a literal, nothing is wrong: less is
// asked for at first.
bool is_ordered(std::string_view text) {
  return text.find(" ORDER BY ") != std::string_view::npos;
}

std::string asked_as(std::string_view text) {
  std::string asked(text);
  const auto order = text.rfind(" ORDER BY ");
  if (order == std::string_view::npos) return asked;
  const std::string_view behind = text.substr(order);
  if (behind.find(" LIMIT ") != std::string_view::npos || behind.find(" FOR ") != std::string_view::npos) return asked;
  return asked + " LIMIT (SELECT NULL::bigint)";
}

}  // namespace ringfence::gateway
