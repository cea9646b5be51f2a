// Reads one member of what was kept after the other; the first that is not as it should be is remembered. For this
// folder only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demand/case/says.h"

namespace ringfence::demand {

class Reader {
 public:
  explicit Reader(const json::object& object) : object_(object) {}

  std::string text(std::string_view key);
  std::uint64_t number(std::string_view key);
  bool flag(std::string_view key);                         // 0 or 1
  std::optional<policy::Date> date(std::string_view key);  // empty: none
  std::vector<std::string> texts(std::string_view key);
  std::vector<Named> names(std::string_view key);
  std::vector<policy::ColumnRef> columns(std::string_view key);
  std::vector<json::object> objects(std::string_view key);
  json::object object(std::string_view key);
  // 0: there is no such choice.
  std::size_t choice(std::string_view key, const std::vector<std::string_view>& names);
  [[nodiscard]] Status status() const;

 private:
  json::array array(std::string_view key);
  template <class T>
  T wrong(std::string_view key, T nothing) {
    if (wrong_.empty()) wrong_ = key;
    return nothing;
  }
  const json::object& object_;
  std::string wrong_;
};

}  // namespace ringfence::demand
