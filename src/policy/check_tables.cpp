#include <fmt/format.h>

#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

class TableCheck {
 public:
  TableCheck(Work& work, const Table& table) : work_(work), table_(table), what_("table " + to_text(table.name)) {}

  void run() {
    check_kind();
    check_home();
    check_rings();
    check_columns();
    check_search();
  }

 private:
  void check_kind() {
    if (table_.home && table_.subject && !table_.subject->path.empty()) {
      error("subject", "a table with home is a subject table: its subject is its own key, not a path",
            "name the key's columns: subject = \"id\"");
    }
    if (table_.home && !table_.subject)
      error("home", "home without subject", "name the table's own key: subject = \"id\"");
    if (table_.shared)
      contradict("shared",
                 {"home", "subject", "ring", "unowned", "local", "lookup", "sensitive", "never_in", "search"});
    if (table_.ring) contradict("ring", {"home", "subject", "unowned", "lookup"});
    if (table_.home) contradict("home", {"unowned", "never_in"});
    if (!table_.home && !table_.lookup.empty() && !table_.shared && !table_.ring) {
      error("lookup", "lookup on a table that is no subject table",
            "people are found by columns of the table that has home");
    }
  }

  void contradict(const std::string& key, const std::vector<std::string>& others) {
    for (const std::string& other : others) {
      if (table_.places.contains(other))
        error(other, fmt::format("{} and {} contradict each other", key, other), reason(key, other));
    }
  }

  static std::string reason(const std::string& key, const std::string& other) {
    if (key == "home" && other == "unowned")
      return "every row is a person: say home = { column = …, otherwise = \"US\" }";
    if (key == "home") return "people live in every ring: say never_in of the tables of the feature";
    if (key == "ring") return "its rows are nobody's and rest in one ring: remove one of the two";
    return "a shared table has no subject and is the same in every ring: remove one of the two";
  }

  void check_home() {
    if (!table_.home || !work_.rings_are_sound) return;
    const Home& home = *table_.home;
    if (home.otherwise && work_.policy.home_of(*home.otherwise) == nullptr) {
      work_.findings.error(home.place,
                           fmt::format("{}: home: otherwise is {}, which no ring has", what_, *home.otherwise),
                           "name a jurisdiction of some ring");
    }
    std::vector<std::string> nobodys;
    for (const auto& [value, code] : home.codes) {
      const bool is_known = std::ranges::find(nobodys, code) != nobodys.end();
      if (!is_known && work_.policy.home_of(code) == nullptr) nobodys.push_back(code);
    }
    if (nobodys.empty()) return;
    work_.findings.warning(home.place,
                           fmt::format("{}: home: codes maps to {}, which no ring has", what_, listed(nobodys)),
                           "rows of those values are astray");
  }

  void check_rings() {
    if (table_.ring) check_ring_name(work_, place("ring"), what_, "ring", *table_.ring);
    if (table_.unowned) check_ring_name(work_, place("unowned"), what_, "unowned", *table_.unowned);
    std::size_t known = 0;
    for (const std::string& ring : table_.never_in) {
      if (ring == "*") continue;
      known += check_ring_name(work_, place("never_in." + ring), what_, "never_in", ring) ? 1 : 0;
      if (table_.unowned == ring)
        error("unowned", fmt::format("unowned and never_in both name ring {}", ring),
              "rows without a subject cannot rest where none may be");
      if (table_.ring == ring)
        error("ring", fmt::format("ring and never_in both name ring {}", ring), "remove one of the two");
    }
    if (known > 0 && known == work_.policy.rings.size()) {
      error("never_in", "never_in names every ring: its rows could be nowhere",
            "leave out the rings where the feature is offered");
    }
  }

  void check_columns() {
    for (const std::string& column : table_.sensitive) {
      if (std::ranges::find(table_.public_columns, column) != table_.public_columns.end()) {
        error("public." + column, fmt::format("{} is public and sensitive", readable(column)),
              "special categories never leave their ring: remove it from public");
      }
    }
    if (!table_.shared || table_.public_columns.empty()) return;
    work_.findings.warning(place("public"), what_ + ": public has no effect on a shared table",
                           "its rows are the same in every ring: remove it");
  }

  // What leaves the ring otherwise than it is keeps its words at home.
  void check_search() {
    for (const std::string& column : table_.search) {
      const ColumnRef ref{table_.name, column};
      if (column == search_column_name) {
        error("search." + column, fmt::format("{} is what search makes", column), "name the columns of text it is of");
      }
      for (const Transfer& rule : work_.policy.transfers) {
        if (is_expired(work_, rule) || !rule.masks.contains(ref) || !permits(rule, table_, ref)) continue;
        work_.findings.warning(place("search." + column),
                               fmt::format("{}: search finds no rows by way of {}, which shows {} masked", what_,
                                           words_for(rule), to_text(ref)),
                               "let the rule show it as it is, or leave the column out of search");
      }
    }
  }

  [[nodiscard]] const Place& place(const std::string& key) const { return place_at(table_.places, key, table_.place); }
  void error(const std::string& key, const std::string& message, std::string help) {
    work_.findings.error(place(key), what_ + ": " + message, std::move(help));
  }

  Work& work_;
  const Table& table_;
  std::string what_;
};

}  // namespace

void check_tables(Work& work) {
  for (const Table& table : work.policy.tables) TableCheck(work, table).run();
}

}  // namespace ringfence::policy
