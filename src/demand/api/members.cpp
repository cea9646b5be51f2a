#include "demand/api/members.h"

#include <fmt/format.h>

namespace ringfence::demand {

std::string Members::text(const char* name, Need need) {
  const json::value* value = find(name, need);
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(value->get_string());
  wrong(name, "a text");
  return {};
}

std::optional<std::uint64_t> Members::number(const char* name, Need need) {
  const json::value* value = find(name, need);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<std::uint64_t>(error);
  if (!error && !value->is_double()) return number;
  wrong(name, "a whole number");
  return std::nullopt;
}

bool Members::flag(const char* name) {
  const json::value* value = find(name, Need::optional);
  if (value == nullptr) return false;
  if (value->is_bool()) return value->get_bool();
  wrong(name, "true or false");
  return false;
}

std::vector<std::string> Members::texts(const char* name) {
  std::vector<std::string> all;
  const json::value* value = find(name, Need::optional);
  if (value == nullptr) return all;
  if (!value->is_array()) {
    wrong(name, "an array of texts");
    return all;
  }
  for (const json::value& each : value->get_array()) {
    if (!each.is_string()) wrong(name, "an array of texts");
    if (each.is_string()) all.emplace_back(each.get_string());
  }
  return all;
}

std::vector<Named> Members::names(const char* name) {
  std::vector<Named> all;
  const json::value* value = find(name, Need::optional);
  if (value == nullptr) return all;
  constexpr const char* what = "an array of {\"table\", \"key\"}";
  if (!value->is_array()) {
    wrong(name, what);
    return all;
  }
  for (const json::value& each : value->get_array()) {
    if (!each.is_object()) {
      wrong(name, what);
      continue;
    }
    Members inner(each.get_object(), name);
    all.push_back({inner.text("table", Need::required), inner.text("key", Need::required)});
    if (const Status done = inner.finish(); !done && !error_) error_ = done.error();
  }
  return all;
}

const json::object* Members::object(const char* name, Need need) {
  const json::value* value = find(name, need);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) wrong(name, "an object");
  return value->if_object();
}

Status Members::finish() const {
  if (error_) return *error_;
  for (const auto& member : object_) {
    const std::string name(member.key());
    if (!asked_.contains(name)) {
      return Error(fmt::format("\"{}\" is not known in {}", name, of_), {}, "leave it out: docs/demands.md", "22023");
    }
  }
  return {};
}

const json::value* Members::find(const char* name, Need need) {
  asked_.insert(name);
  const json::value* value = object_.if_contains(name);
  if (value != nullptr && value->is_null()) value = nullptr;
  if (value == nullptr && need == Need::required && !error_) {
    error_ = Error(fmt::format("\"{}\" is missing in {}", name, of_), {}, "docs/demands.md", "22023");
  }
  return value;
}

void Members::wrong(const char* name, const char* what) {
  if (!error_) error_ = Error(fmt::format("\"{}\" in {} is not {}", name, of_, what), {}, "docs/demands.md", "22023");
}

}  // namespace ringfence::demand
