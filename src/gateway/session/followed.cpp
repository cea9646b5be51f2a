#include "gateway/session/followed.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "pg/quote.h"

namespace ringfence::gateway {

std::optional<std::size_t> followed(std::string_view name) {
  for (std::size_t place = 0; place < followed_names.size(); ++place) {
    if (equal_but_case(followed_names[place], name)) return place;
  }
  return std::nullopt;
}

std::shared_ptr<const Followed::Values> Followed::none() {
  static const auto empty = std::make_shared<const Values>();
  return empty;
}

void Followed::set(std::size_t place, std::string_view value) {
  if ((*values_)[place] == value) return;
  auto changed = std::make_shared<Values>(*values_);
  (*changed)[place] = value;
  values_ = std::move(changed);
}

std::string Followed::statements_from(const Followed& server) const {
  std::string sql;
  for (std::size_t place = 0; place < followed_names.size(); ++place) {
    const std::string& value = (*this)[place];
    if (value == server[place] || (value.empty() && followed_names[place] != "application_name")) continue;
    sql += fmt::format("{}SET {} TO {}", sql.empty() ? "" : "; ", followed_names[place], pg::quote_literal(value));
  }
  return sql;
}

}  // namespace ringfence::gateway
