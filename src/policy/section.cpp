#include "policy/section.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "policy/names.h"

namespace ringfence::policy {

Section::Section(Diagnostics& findings, const Value& value, std::string what)
    : findings_(findings), value_(value), what_(std::move(what)) {
  for (const Member& member : value.members) places_[member.key] = member.value.place;
}

const Value* Section::find(std::string_view key) {
  known_.emplace_back(key);
  const Member* member = value_.find(key);
  return member == nullptr ? nullptr : &member->value;
}

const Value* Section::find(std::string_view key, Kind kind, std::string_view example) {
  const Value* value = find(key);
  if (value == nullptr || value->kind == kind) return value;
  wrong_kind(key, *value, to_text(kind), example);
  return nullptr;
}

void Section::wrong_kind(std::string_view key, const Value& value, std::string_view must_be, std::string_view example) {
  error(value.place, fmt::format("{} must be {}, not {}", key, must_be, to_text(value.kind)),
        fmt::format("for example: {} = {}", key, example));
}

std::string Section::text(std::string_view key, std::string_view example) {
  const Value* value = find(key, Kind::string, example);
  if (value == nullptr) return {};
  if (value->text.empty()) {
    error(value->place, fmt::format("{} is empty", key), fmt::format("for example: {} = {}", key, example));
  }
  return value->text;
}

bool Section::flag(std::string_view key) {
  const Value* value = find(key, Kind::boolean, "true");
  return value != nullptr && value->boolean;
}

std::vector<Item> Section::texts(std::string_view key, std::string_view example, bool or_one) {
  const Value* value = find(key);
  if (value == nullptr) return {};
  if (or_one && value->kind == Kind::string && !value->text.empty()) return {{value->text, value->place}};
  if (value->kind != Kind::array || value->items.empty()) {
    if (value->kind == Kind::array) {
      error(value->place, fmt::format("{} is empty", key), fmt::format("for example: {} = {}", key, example));
    } else {
      wrong_kind(key, *value, or_one ? "a string or a list of strings" : "a list of strings", example);
    }
    return {};
  }
  std::vector<Item> items;
  std::set<std::string_view> seen;
  for (const Value& item : value->items) {
    if (item.kind != Kind::string || item.text.empty()) {
      error(item.place,
            fmt::format("{} holds {}, where only names may be", key,
                        item.kind == Kind::string ? "an empty string" : to_text(item.kind)),
            fmt::format("for example: {} = {}", key, example));
    } else if (!seen.insert(item.text).second) {
      error(item.place, fmt::format("{} has \"{}\" twice", key, item.text), "remove one of the two");
    } else {
      places_[fmt::format("{}.{}", key, item.text)] = item.place;
      items.push_back({item.text, item.place});
    }
  }
  return items;
}

std::vector<std::string> Section::names(std::string_view key, std::string_view example, bool or_one) {
  std::vector<std::string> all;
  for (Item& item : texts(key, example, or_one)) all.push_back(std::move(item.text));
  return all;
}

std::vector<std::string> Section::columns(std::string_view key) {
  std::vector<std::string> all;
  for (Item& item : texts(key, "[\"email\"]")) {
    if (fits_a_name(key, item.text, item.place)) all.push_back(std::move(item.text));
  }
  return all;
}

bool Section::fits_a_name(std::string_view key, std::string_view text, const Place& place) {
  if (text.size() <= limits::name_bytes) return true;
  error(place, fmt::format("{} has a name of more than {} bytes", key, limits::name_bytes),
        "PostgreSQL cuts names at that length: write the name as the database has it");
  return false;
}

Place Section::place_of(std::string_view key) const {
  const Member* member = value_.find(key);
  return member == nullptr ? value_.place : member->place;
}

void Section::error(const Place& place, const std::string& message, std::string help) {
  findings_.error(place, what_.empty() ? message : what_ + ": " + message, std::move(help));
}

void Section::require(std::string_view key, std::string help) {
  if (!has(key)) error(value_.place, fmt::format("{} is missing", key), std::move(help));
}

void Section::finish() {
  for (const Member& member : value_.members) {
    if (std::ranges::find(known_, member.key) != known_.end()) continue;
    error(member.place, fmt::format("unknown key \"{}\"", member.key),
          did_you_mean(member.key, known_, fmt::format("the keys here are {}", listed(known_, known_.size()))));
  }
}

std::vector<const Member*> entries_of(Diagnostics& findings, const Member& member, std::string_view example) {
  std::vector<const Member*> entries;
  const std::string help = fmt::format("write [{}.{}], a table for each", member.key, example);
  if (member.value.kind != Kind::table) {
    findings.error(member.place, fmt::format("{} must be a table of tables", member.key), help);
    return {};
  }
  for (const Member& entry : member.value.members) {
    if (entry.value.kind == Kind::table) {
      entries.push_back(&entry);
    } else {
      findings.error(entry.place, fmt::format("{}.{} must be a table", member.key, entry.key), help);
    }
  }
  return entries;
}

std::string name_of_entry(const Value& entry) {
  const Member* name = entry.find("name");
  return name != nullptr && name->value.kind == Kind::string ? name->value.text : std::string();
}

std::vector<const Value*> listed_entries_of(Diagnostics& findings, const Member& member) {
  std::vector<const Value*> entries;
  const bool is_list = member.value.kind == Kind::array &&
                       std::ranges::all_of(member.value.items, [](const Value& v) { return v.kind == Kind::table; });
  if (!is_list) {
    findings.error(member.place, fmt::format("{} must be a list of tables", member.key),
                   fmt::format("write [[{}]] for each, with a name inside", member.key));
    return {};
  }
  for (const Value& item : member.value.items) entries.push_back(&item);
  return entries;
}

}  // namespace ringfence::policy
