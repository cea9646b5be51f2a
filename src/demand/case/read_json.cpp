#include "demand/case/read_json.h"

#include "policy/parse_parts.h"

namespace ringfence::demand {

std::string Reader::text(std::string_view key) {
  const auto* value = object_.if_contains(key);
  if (value != nullptr && value->is_string()) return std::string(value->get_string());
  return wrong(key, std::string());
}

std::uint64_t Reader::number(std::string_view key) {
  const auto* value = object_.if_contains(key);
  if (value != nullptr && value->is_int64()) return static_cast<std::uint64_t>(value->get_int64());
  if (value != nullptr && value->is_uint64()) return value->get_uint64();
  return wrong(key, std::uint64_t{0});
}

bool Reader::flag(std::string_view key) {
  const std::uint64_t value = number(key);
  return value <= 1 ? value == 1 : wrong(key, false);
}

std::optional<policy::Date> Reader::date(std::string_view key) {
  const std::string written = text(key);
  if (written.empty()) return std::nullopt;
  const auto date = policy::read_date(written);
  return date ? date : wrong(key, date);
}

std::vector<std::string> Reader::texts(std::string_view key) {
  std::vector<std::string> all;
  for (const json::value& each : array(key)) {
    if (!each.is_string()) return wrong(key, std::vector<std::string>());
    all.emplace_back(each.get_string());
  }
  return all;
}

std::vector<json::object> Reader::objects(std::string_view key) {
  std::vector<json::object> all;
  for (const json::value& each : array(key)) {
    if (!each.is_object()) return wrong(key, std::vector<json::object>());
    all.push_back(each.get_object());
  }
  return all;
}

std::vector<Named> Reader::names(std::string_view key) {
  std::vector<Named> all;
  for (const json::object& each : objects(key)) {
    Reader inner(each);
    all.push_back({inner.text("table"), inner.text("key")});
    if (!inner.status()) return wrong(key, std::vector<Named>());
  }
  return all;
}

std::vector<policy::ColumnRef> Reader::columns(std::string_view key) {
  std::vector<policy::ColumnRef> all;
  for (const std::string& each : texts(key)) {
    const auto column = policy::read_column(each);
    if (!column) return wrong(key, std::vector<policy::ColumnRef>());
    all.push_back(*column);
  }
  return all;
}

json::object Reader::object(std::string_view key) {
  const auto* value = object_.if_contains(key);
  if (value != nullptr && value->is_object()) return value->get_object();
  return wrong(key, json::object());
}

std::size_t Reader::choice(std::string_view key, const std::vector<std::string_view>& names) {
  const std::string written = text(key);
  const auto found = std::ranges::find(names, std::string_view(written));
  return found != names.end() ? static_cast<std::size_t>(found - names.begin()) : wrong(key, std::size_t{0});
}

Status Reader::status() const {
  if (wrong_.empty()) return {};
  return fail("what is kept of a demand is not as it should be: " + wrong_);
}

json::array Reader::array(std::string_view key) {
  const auto* value = object_.if_contains(key);
  if (value != nullptr && value->is_array()) return value->get_array();
  return wrong(key, json::array());
}

}  // namespace ringfence::demand
