// One table of a TOML file while it is read, of a policy or of settings: each key is asked for with the type it must
// have, and what nobody asked for is an error in the end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/document.h"

namespace ringfence::policy {

struct Item {
  std::string text;
  Place place;
};

class Section {
 public:
  // `what` begins every message: "ring us"; empty: nothing does. `value` must be a table and outlive this.
  Section(Diagnostics& findings, const Value& value, std::string what);

  // The key's value, or null where it is absent. From now on the key is known.
  const Value* find(std::string_view key);
  // As find(), but a value of another kind is reported, with `example`, and null.
  const Value* find(std::string_view key, Kind kind, std::string_view example);

  // Empty where absent; a string that is empty is an error.
  std::string text(std::string_view key, std::string_view example);
  bool flag(std::string_view key);
  // Strings of a list, none empty or twice; with `or_one` a string alone is a list of one. Absent: empty.
  std::vector<Item> texts(std::string_view key, std::string_view example, bool or_one = false);
  // The same, without places: those are in places().
  std::vector<std::string> names(std::string_view key, std::string_view example, bool or_one = false);
  // Names of columns: as texts(), and PostgreSQL could hold each of them.
  std::vector<std::string> columns(std::string_view key);
  // Could PostgreSQL hold a name of that length? Reports one that it could not.
  bool fits_a_name(std::string_view key, std::string_view text, const Place& place);

  [[nodiscard]] bool has(std::string_view key) const { return value_.find(key) != nullptr; }
  [[nodiscard]] Place place_of(std::string_view key) const;
  [[nodiscard]] const Places& places() const { return places_; }
  [[nodiscard]] const std::string& what() const { return what_; }
  void error(const Place& place, const std::string& message, std::string help);
  // Reports a key that is absent.
  void require(std::string_view key, std::string help);
  // Reports every key that nobody asked for.
  void finish();

 private:
  void wrong_kind(std::string_view key, const Value& value, std::string_view must_be, std::string_view example);
  Diagnostics& findings_;
  const Value& value_;
  std::string what_;
  std::vector<std::string> known_;
  Places places_;
};

// `value` is a table whose members are entries: [ring.us], [ring.cn]. Anything else is reported.
std::vector<const Member*> entries_of(Diagnostics& findings, const Member& member, std::string_view example);
// [[transfer]]: the items of a list of tables.
std::vector<const Value*> listed_entries_of(Diagnostics& findings, const Member& member);
// The `name` of such an item, for findings about it; empty where it has none that can be read.
std::string name_of_entry(const Value& entry);

}  // namespace ringfence::policy
