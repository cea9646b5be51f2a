#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "policy/model.h"

namespace ringfence::policy {

std::string to_text(const Date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::optional<Date> read_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  Date date;
  const auto number = [](std::string_view digits, auto& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size();
  };
  if (!number(text.substr(0, 4), date.year) || !number(text.substr(5, 2), date.month) ||
      !number(text.substr(8, 2), date.day) || date.year < 0) {
    return std::nullopt;
  }
  const std::chrono::year_month_day day(std::chrono::year(date.year), std::chrono::month(date.month),
                                        std::chrono::day(date.day));
  if (!day.ok()) return std::nullopt;
  return date;
}

}  // namespace ringfence::policy
